"""Bodies are read within their limit, and a failed upload leaves nothing behind."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import anyio
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message

from cardwright.errors import CardwrightError, PayloadTooLarge
from cardwright.storage import Storage, memory, open_storage
from cardwright.web.uploads import ENVELOPE, read_body, receive_file

LIMIT = 1024 * 1024
KEY = "1/upload"

Body = bytes | AsyncIterator[bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture(params=["in memory", "in a file", "shared"])
def kind(request: pytest.FixtureRequest) -> str:
    """Where uploads are on their way in, or that their folder may be behind a network."""
    return str(request.param)


@pytest.fixture
def storage(folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> Storage:
    if kind == "in a file":
        monkeypatch.setattr(memory, "BUFFERS", 0)
    return open_storage(folder.as_uri(), folder, is_shared=kind == "shared")


@pytest.fixture
def app(storage: Storage) -> Starlette:
    async def put(request: Request) -> Response:
        upload = await receive_file(request, storage, anyio.to_thread.run_sync, LIMIT)
        digest = upload.incoming.sha256()
        await anyio.to_thread.run_sync(storage.keep, upload.incoming, KEY)
        return JSONResponse(
            {
                "sha256": digest,
                "size": upload.incoming.size,
                "declared_type": upload.declared_type,
                "fields": upload.fields,
            }
        )

    async def post(request: Request) -> Response:
        return Response(await read_body(request, LIMIT))

    async def refuse(_: Request, failure: Exception) -> Response:
        assert isinstance(failure, CardwrightError)
        return JSONResponse(failure.body(), failure.status)

    return Starlette(
        routes=[Route("/", put, methods=["PUT"]), Route("/", post, methods=["POST"])],
        exception_handlers={CardwrightError: refuse},
    )


def send(
    app: Starlette, method: str, body: Body, content_type: str = "", length: str | None = None
) -> httpx.Response:
    async def request() -> httpx.Response:
        headers = {"content-type": content_type} if content_type else {}
        if length is not None:
            headers["content-length"] = length
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, "/", content=body, headers=headers)

    return asyncio.run(request())


def put_form(
    app: Starlette, *parts: tuple[str, bytes], end: bytes = b"--x--\r\n"
) -> httpx.Response:
    body = b"".join(b"--x\r\n%s\r\n\r\n%s\r\n" % (head.encode(), data) for head, data in parts)
    return send(app, "PUT", body + end, "multipart/form-data; boundary=x")


def file_part(name: str = "anything", content_type: str = "image/png") -> str:
    return (
        f'Content-Disposition: form-data; name="{name}"; filename="a.png"\r\n'
        f"Content-Type: {content_type}"
    )


def text_part(name: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"'


def kept_files(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def in_chunks(content: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), size):
            yield content[start : start + size]

    return chunks()


@pytest.mark.parametrize("content_type", ["", "image/png", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("size", [1, 256 * 1024, 700_001, LIMIT])
def test_a_raw_body_is_taken_in_as_it_is(
    app: Starlette, storage: Storage, content_type: str, size: int
) -> None:
    content = os.urandom(size)

    answer = send(app, "PUT", in_chunks(content), content_type)

    assert answer.json() == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": size,
        "declared_type": content_type or None,
        "fields": {},
    }
    assert b"".join(storage.read(KEY, 0, size)) == content


@pytest.mark.parametrize("size", [1, 900_001, LIMIT])
def test_the_file_part_of_a_form_is_taken_in_with_the_text_beside_it(
    app: Starlette, storage: Storage, size: int
) -> None:
    content = os.urandom(size)

    answer = put_form(
        app,
        (text_part("file_role"), b"photo of the front"),
        (file_part(content_type="Image/PNG; a=b"), content),
        (text_part("note"), "größer".encode()),
    )

    assert answer.json() == {
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": size,
        "declared_type": "image/png",
        "fields": {"file_role": "photo of the front", "note": "größer"},
    }
    assert b"".join(storage.read(KEY, 0, size)) == content


@pytest.mark.parametrize("end", [b"--x--", b"--x--\r\n", b"--x--\r\nan epilogue"])
def test_a_form_may_end_in_every_way_that_browsers_know(app: Starlette, end: bytes) -> None:
    assert put_form(app, (file_part(), b"bytes"), end=end).status_code == 200


def test_a_text_field_with_the_name_of_the_file_does_not_hide_it(app: Starlette) -> None:
    answer = put_form(app, (file_part("file"), b"bytes"), (text_part("file"), b"text"))

    assert answer.json()["size"] == len(b"bytes")
    assert answer.json()["fields"] == {"file": "text"}


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_that_announces_too_much_is_refused_before_it_is_read(
    app: Starlette, folder: Path, method: str
) -> None:
    read: list[int] = []

    async def never_ending() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield bytes(1024)

    answer = send(app, method, never_ending(), length=str(LIMIT + 1))

    assert answer.status_code == 413
    assert answer.json()["error_description"] == "The request body may have at most 1 MiB"
    assert read == []
    assert kept_files(folder) == []


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_without_a_length_is_read_up_to_its_limit_and_one_chunk(
    app: Starlette, folder: Path, method: str
) -> None:
    chunk = 64 * 1024
    read: list[int] = []

    async def never_ending() -> AsyncIterator[bytes]:
        while True:
            read.append(chunk)
            yield bytes(chunk)

    answer = send(app, method, never_ending())

    assert answer.status_code == 413
    assert sum(read) == LIMIT + chunk
    assert kept_files(folder) == []


def test_a_body_that_is_longer_than_it_said_is_still_counted(storage: Storage) -> None:
    chunks = [bytes(LIMIT), b"x"]

    failure = receive(storage, chunks, [(b"content-length", b"5")])

    assert isinstance(failure, PayloadTooLarge)


def test_a_body_of_exactly_the_limit_is_read_and_one_more_byte_is_not(app: Starlette) -> None:
    content = os.urandom(LIMIT)

    assert send(app, "POST", in_chunks(content)).content == content
    assert send(app, "POST", in_chunks(content + b"x")).status_code == 413
    assert send(app, "PUT", in_chunks(content + b"x")).status_code == 413
    assert send(app, "POST", b"").content == b""


def test_a_file_over_the_limit_inside_a_form_is_refused(app: Starlette, folder: Path) -> None:
    slightly = put_form(app, (file_part(), bytes(LIMIT + 1)))
    much = put_form(app, (file_part(), bytes(LIMIT + ENVELOPE)))

    for answer in (slightly, much):
        assert answer.status_code == 413
        assert "1 MiB" in answer.json()["error_description"]
    assert kept_files(folder) == []


@pytest.mark.parametrize("length", ["x", "-1", "+5", "1.5", "5, 5", "0x5", "", "9" * 5000])
def test_a_malformed_content_length_is_a_bad_request(
    app: Starlette, folder: Path, length: str
) -> None:
    for method in ("PUT", "POST"):
        answer = send(app, method, in_chunks(b"hello"), length=length)

        assert answer.status_code == 400
        assert answer.json()["error"] == "bad_request"
    assert kept_files(folder) == []


def test_a_length_above_what_any_number_type_holds_is_too_large(app: Starlette) -> None:
    assert send(app, "PUT", in_chunks(b"hello"), length="9" * 50).status_code == 413


def test_an_empty_file_is_blank(app: Starlette, folder: Path) -> None:
    for answer in (send(app, "PUT", b""), put_form(app, (file_part(), b""))):
        assert answer.status_code == 422
        assert answer.json()["errors"] == {"file": ["can't be blank"]}
    assert kept_files(folder) == []


def test_a_form_must_have_exactly_one_file(app: Starlette, folder: Path) -> None:
    none = put_form(app, (text_part("file"), b"only text"))
    nothing = put_form(app)
    two = put_form(app, (file_part("a"), b"1"), (file_part("b"), b"2"))

    for answer in (none, nothing, two):
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == ["file"]
    assert "can't be blank" in none.json()["errors"]["file"][0]
    assert "holds several" in two.json()["errors"]["file"][0]
    assert kept_files(folder) == []


NOT_CHOSEN = 'Content-Disposition: form-data; name="second"; filename=""'


@pytest.mark.parametrize("is_first", [True, False])
def test_a_file_input_in_which_nothing_is_chosen_is_ignored(app: Starlette, is_first: bool) -> None:
    parts = [(file_part("a"), b"bytes"), (NOT_CHOSEN, b"")]

    answer = put_form(app, *(reversed(parts) if is_first else parts))

    assert (answer.status_code, answer.json()["size"]) == (200, len(b"bytes"))


def test_a_form_in_which_nothing_is_chosen_is_blank(app: Starlette, folder: Path) -> None:
    answer = put_form(app, (NOT_CHOSEN, b""), (NOT_CHOSEN, b""))

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"file": ["can't be blank"]}
    assert kept_files(folder) == []


def test_a_second_file_counts_when_it_has_a_name_or_bytes(app: Starlette, folder: Path) -> None:
    for second in ((file_part("b"), b""), (NOT_CHOSEN, b"2")):
        answer = put_form(app, (file_part("a"), b"1"), second)

        assert answer.status_code == 422
        assert "holds several" in answer.json()["errors"]["file"][0]
    assert kept_files(folder) == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=" + "b" * 400, b"--x\r\n"),
        ("multipart/form-data; boundary=x", b"no boundary at all"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno header\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + file_part().encode() + b"\r\n\r\ncut off"),
        (
            "multipart/form-data; boundary=x; charset=idna",
            b"--x\r\n" + text_part("a").encode() + b"\r\n\r\n\xff.\xff\r\n--x--\r\n",
        ),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\n" + text_part("a").encode() + b"\r\n\r\n" + bytes(ENVELOPE + 1),
        ),
    ],
)
def test_a_malformed_form_is_a_refused_file(
    app: Starlette, folder: Path, content_type: str, body: bytes
) -> None:
    answer = send(app, "PUT", body, content_type)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["file"]
    assert kept_files(folder) == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                *(b"--x", b"--x--", b"\r\n", b"\r\n\r\n", b"data", b"\0", b"\xff", b":", b";"),
                *(file_part().encode(), text_part("a").encode(), b"Content-Disposition: "),
            ]
        ),
        max_size=12,
    ).map(b"".join),
    st.sampled_from(["", "; charset=utf-16", "; charset=idna", "; charset=hex", "; charset=\x7f"]),
)
def test_no_form_is_a_fault(app: Starlette, folder: Path, body: bytes, parameter: str) -> None:
    answer = send(app, "PUT", body, "multipart/form-data; boundary=x" + parameter)

    assert answer.status_code in {200, 422}
    (folder / KEY).unlink(missing_ok=True)
    assert kept_files(folder) == []


@pytest.mark.parametrize("content_type", [b"image/png", b"multipart/form-data; boundary=x"])
def test_a_client_that_goes_away_leaves_nothing(
    storage: Storage, folder: Path, content_type: bytes
) -> None:
    start = b"--x\r\n" + file_part().encode() + b"\r\n\r\n"

    failure = receive(storage, [start, bytes(300_000)], [(b"content-type", content_type)])

    assert isinstance(failure, ClientDisconnect)
    assert kept_files(folder) == []


def test_a_request_that_is_cancelled_leaves_nothing(
    storage: Storage, kind: str, folder: Path
) -> None:
    async def cancel_while_waiting() -> None:
        waiting = asyncio.Event()

        async def never() -> Message:
            if waiting.is_set():
                await asyncio.Event().wait()
            waiting.set()
            return {"type": "http.request", "body": bytes(LIMIT), "more_body": True}

        request = request_with([], never)
        upload = asyncio.create_task(
            receive_file(request, storage, anyio.to_thread.run_sync, LIMIT)
        )
        await waiting.wait()
        await asyncio.sleep(0.05)
        assert len(kept_files(folder)) == (0 if kind == "in memory" else 1)
        upload.cancel()
        with pytest.raises(asyncio.CancelledError):
            await upload

    asyncio.run(cancel_while_waiting())

    assert kept_files(folder) == []


def receive(
    storage: Storage, chunks: Sequence[bytes], headers: list[tuple[bytes, bytes]]
) -> Exception:
    """Send the chunks, go away, and return how the upload failed."""
    messages: list[Message] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.disconnect"})

    async def next_message() -> Message:
        return messages.pop(0)

    async def run() -> Exception:
        request = request_with(headers, next_message)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the caller looks at it
            await receive_file(request, storage, anyio.to_thread.run_sync, LIMIT)
        return caught.value

    return asyncio.run(run())


def request_with(
    headers: list[tuple[bytes, bytes]], receive: Callable[[], Awaitable[Message]]
) -> Request:
    scope = {"type": "http", "method": "PUT", "path": "/", "headers": headers}
    return Request(scope, receive)
