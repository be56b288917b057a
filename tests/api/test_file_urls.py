"""File URLs: who may read behind them, until when, and how (decisions, "file URLs")."""

import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from cardwright.files.urls import WINDOW_SECONDS, FileUrls
from tests.sample_files import IMAGE_TYPES, SVG, a_font, picture
from tests.service import Account, ServiceOfOneMachine, path_of

CONTENT = bytes(range(200))
FILE_UUID = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"


def upload(
    account: Account, content: bytes = CONTENT, template: dict[str, Any] | None = None
) -> str:
    """Upload a linked file, and return its URL."""
    template = template or account.admin.create_template()
    path = path_of(template, "files", FILE_UUID)
    answer = account.admin.http.put(path, params={"file_role": "logo"}, content=content)
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


def get(account: Account, url: str, **headers: str) -> httpx.Response:
    """Read a URL without a bearer token."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return account.service.client().get(url, headers=named)


def signed(account: Account, url: str, seconds_from_now: float) -> str:
    """Return the URL of the same file that the service would have made at another time."""
    secret = account.service.secret_key
    urls = FileUrls(secret, account.service.url)
    blob_id = urlsplit(url).path.rpartition("/")[2]
    return urls.at(time.time() + seconds_from_now).url(account.hashid, blob_id)


def expired(account: Account, url: str) -> str:
    return signed(account, url, -3 * WINDOW_SECONDS)


def test_a_url_lives_one_to_two_hours_and_needs_no_token(account: Account) -> None:
    before = time.time()
    url = upload(account)

    answer = get(account, url)

    assert (answer.status_code, answer.content) == (200, CONTENT)
    expires = int(parse_qs(urlsplit(url).query)["expires"][0])
    assert before + WINDOW_SECONDS <= expires <= time.time() + 2 * WINDOW_SECONDS


def test_a_url_of_the_window_before_still_answers_in_its_second_hour(account: Account) -> None:
    url = upload(account)

    assert get(account, signed(account, url, -WINDOW_SECONDS)).content == CONTENT


def test_a_url_is_the_same_within_a_window(account: Account) -> None:
    created = account.admin.create_template()
    while time.time() % WINDOW_SECONDS > WINDOW_SECONDS - 5:
        time.sleep(0.1)
    first = upload(account, template=created)

    read = account.admin.http.get(path_of(created)).json()
    listed = account.admin.http.get(path_of(created, "files")).json()

    assert first == read["linked_files"][0]["url"] == listed[0]["url"]
    assert first == signed(account, first, 0)


@pytest.mark.parametrize(
    "part", ["signature", "longer signature", "no signature", "expires", "no expiry", "file"]
)
def test_a_url_that_was_tampered_with_is_refused(account: Account, part: str) -> None:
    url = httpx.URL(upload(account))
    signature, expires = url.params["signature"], url.params["expires"]
    changed = ("B" if signature[0] == "A" else "A") + signature[1:]
    tampered = {
        "signature": url.copy_set_param("signature", changed),
        "longer signature": url.copy_set_param("signature", signature + "A"),
        "no signature": url.copy_remove_param("signature"),
        "expires": url.copy_set_param("expires", str(int(expires) + WINDOW_SECONDS)),
        "no expiry": url.copy_remove_param("expires"),
        "file": url.copy_with(path=url.path[:-1] + ("0" if url.path[-1] != "0" else "1")),
    }[part]

    without_token = get(account, str(tampered))
    with_token = account.admin.http.get(tampered)

    assert [without_token.status_code, with_token.status_code] == [403, 403]
    assert without_token.json()["error"] == "forbidden"


@pytest.mark.parametrize("value", ["\u0661", "1e9", "-1", "9" * 30, "\x00", "é"], ids=ascii)
@pytest.mark.parametrize("name", ["expires", "signature"])
def test_nonsense_in_a_url_is_refused_like_any_other(
    account: Account, name: str, value: str
) -> None:
    url = httpx.URL(upload(account)).copy_set_param(name, value)

    assert get(account, str(url)).status_code == 403


def test_a_signature_for_one_file_opens_no_other(account: Account, stranger: Account) -> None:
    ours, theirs = httpx.URL(upload(account)), httpx.URL(upload(stranger, b"theirs"))

    other_file = ours.copy_with(path=theirs.path)
    other_account = ours.copy_with(path=ours.path.replace(account.hashid, stranger.hashid))

    assert get(account, str(other_file)).status_code == 403
    assert get(account, str(other_account)).status_code == 403


def test_an_expired_url_is_refused_without_a_token(account: Account) -> None:
    answer = get(account, expired(account, upload(account)))

    assert answer.status_code == 403
    assert "expired" in answer.json()["error_description"]


def test_an_expired_url_answers_a_token_of_the_account_and_no_other(
    account: Account, stranger: Account
) -> None:
    url = expired(account, upload(account))
    reader = account.create_person(scope="private.account.card_template.readonly")

    assert account.admin.http.get(url).content == CONTENT
    assert reader.http.get(url).content == CONTENT
    assert stranger.admin.http.get(url).status_code == 404
    assert get(account, url, Authorization="Bearer cw_at_unknown").status_code == 401
    assert get(account, url, Authorization="Basic eDp5").status_code == 403


@pytest.mark.parametrize("how", ["replace", "delete", "hard delete"])
def test_a_url_dies_with_its_file(account: Account, how: str) -> None:
    created = account.admin.create_template()
    url = upload(account, template=created)

    if how == "replace":
        upload(account, b"other bytes", created)
    elif how == "delete":
        account.admin.http.delete(path_of(created, "files", FILE_UUID))
    else:
        account.admin.http.delete(path_of(created))

    assert get(account, url).status_code == 404
    assert account.admin.http.get(url).status_code == 404
    assert account.admin.http.get(expired(account, url)).status_code == 404


def test_soft_deleting_the_template_keeps_its_urls(account: Account) -> None:
    created = account.admin.create_template()
    url = upload(account, template=created)

    account.admin.update(created, deleted_at="2026-06-14T09:30:00Z")

    assert get(account, url).content == CONTENT


@pytest.mark.parametrize(
    ("content", "disposition"),
    [
        *(pytest.param(picture(name), None, id=name) for name in IMAGE_TYPES),
        pytest.param(SVG, 'attachment; filename="file.svg"', id="SVG"),
        pytest.param(a_font(), 'attachment; filename="file.ttf"', id="font"),
        pytest.param(b"<script>", 'attachment; filename="file.bin"', id="HTML"),
    ],
)
def test_only_raster_images_are_shown_and_nothing_runs(
    account: Account, content: bytes, disposition: str | None
) -> None:
    headers = get(account, upload(account, content)).headers

    assert headers.get("Content-Disposition") == disposition
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = {part.strip() for part in headers["Content-Security-Policy"].split(";")}
    assert {"default-src 'none'", "sandbox"} <= policy
    assert headers["Accept-Ranges"] == "bytes"
    assert "private" in headers["Cache-Control"]
    assert headers["ETag"].startswith('"')


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=190-", 190, 200),
        ("bytes=0-", 0, 200),
        ("bytes=-7", 193, 200),
        ("bytes=-5000", 0, 200),
        ("bytes=150-5000", 150, 200),
    ],
)
def test_a_range_is_answered_with_that_part(
    account: Account, asked: str, start: int, stop: int
) -> None:
    answer = get(account, upload(account), Range=asked)

    assert answer.status_code == 206
    assert answer.content == CONTENT[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/200"
    assert answer.headers["Content-Length"] == str(stop - start)


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=", "bytes=x-y", "bytes=9-5", "lines=0-1", "0-1", "bytes=--1"]
)
def test_several_ranges_or_none_that_is_understood_are_answered_with_the_whole(
    account: Account, asked: str
) -> None:
    answer = get(account, upload(account), Range=asked)

    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert "Content-Range" not in answer.headers


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_file_is_416_with_its_size(account: Account, asked: str) -> None:
    answer = get(account, upload(account), Range=asked)

    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */200"
    assert answer.json()["error"] == "range_not_satisfiable"


def test_if_range_lets_a_range_count_only_for_the_same_bytes(account: Account) -> None:
    url = upload(account)
    etag = get(account, url).headers["ETag"]

    same = get(account, url, Range="bytes=5-9", If_Range=etag)
    others = [
        get(account, url, Range="bytes=5-9", If_Range=tag)
        for tag in ('"another"', f"W/{etag}", "Sat, 13 Jun 2026 09:30:00 GMT")
    ]

    assert (same.status_code, same.content) == (206, CONTENT[5:10])
    assert [(one.status_code, one.content) for one in others] == [(200, CONTENT)] * 3


def test_head_tells_what_get_would_without_the_bytes(account: Account) -> None:
    url = upload(account)
    got = get(account, url)

    head = account.service.client().head(url)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag", "Content-Disposition"):
        assert head.headers[name] == got.headers[name]
    assert head.headers["Content-Length"] == str(len(CONTENT))


def test_head_tells_of_the_whole_file_whatever_range_it_names(account: Account) -> None:
    url = upload(account)

    for header in ("bytes=5-9", "bytes=-1", "bytes=999999-"):
        answer = account.service.client().head(url, headers={"Range": header})

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(CONTENT))
        assert "Content-Range" not in answer.headers


def test_head_does_not_read_the_file(tmp_path: Path) -> None:
    """Where its bytes cannot be read, a download breaks off, and HEAD does not notice."""
    with ServiceOfOneMachine(tmp_path / "data") as service:
        account = service.create_account()
        url = upload(account)
        name = urlsplit(url).path.removeprefix("/files/")
        stored = service.data_dir / "blobs" / name
        stored.unlink()
        stored.mkdir()

        head = service.client().head(url)
        with pytest.raises(httpx.RemoteProtocolError):
            service.client().get(url)

    assert (head.status_code, head.headers["Content-Length"]) == (200, str(len(CONTENT)))


def test_a_copy_that_still_holds_is_304(account: Account) -> None:
    url = upload(account)
    etag = get(account, url).headers["ETag"]

    held = get(account, url, If_None_Match=f'"x", {etag}', Range="bytes=0-1")
    other = get(account, url, If_None_Match='"x"')

    assert (held.status_code, held.content) == (304, b"")
    assert held.headers["ETag"] == etag
    assert (other.status_code, other.content) == (200, CONTENT)


def test_a_large_file_comes_back_byte_for_byte(account: Account) -> None:
    content = random.Random(15).randbytes(15 * 1024 * 1024 + 7)  # noqa: S311 - not a secret
    url = upload(account, content)
    middle = len(content) // 2

    whole = get(account, url)
    part = get(account, url, Range=f"bytes={middle}-{middle + 1_000_000}")

    assert whole.headers["Content-Length"] == str(len(content))
    assert whole.content == content
    assert part.content == content[middle : middle + 1_000_001]


def test_a_client_that_stops_reading_halfway_leaves_the_file_readable(account: Account) -> None:
    content = bytes(5_000_000)
    url = upload(account, content)

    with account.service.client().stream("GET", url) as answer:
        first = next(answer.iter_bytes())

    assert content.startswith(first)
    assert get(account, url).content == content
