"""Bodies without an end, and bodies that hardly come, are not waited for."""

import itertools
import select
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.linked_files import downloaded
from tests.hostile.refusals import assert_refused, everything
from tests.hostile.wire import (
    connected,
    head,
    is_closed,
    read_reply,
    sent_before_the_answer,
    trickle,
)
from tests.service import Account, Service, path_of

MEBIBYTE = 1024 * 1024
WHOLE = 64 * MEBIBYTE
PIECE = 64 * 1024
JSON_LIMIT = 4 * MEBIBYTE
FILE_LIMIT = 20 * MEBIBYTE


def routes(card_template: dict[str, Any]) -> dict[str, tuple[str, str, int]]:
    """Return the method, path and limit of each kind of body."""
    path = path_of(card_template)
    return {
        "create": ("POST", "/api/3/card_templates", JSON_LIMIT),
        "update": ("PATCH", path, JSON_LIMIT),
        "type": ("POST", "/api/3/card_template_types", JSON_LIMIT),
        "background": ("PUT", f"{path}/background_image/front", FILE_LIMIT),
        "linked-file": ("PUT", f"{path}/files/{card_template['uuid']}?file_role=x", FILE_LIMIT),
    }


def pieces() -> Iterator[bytes]:
    return itertools.repeat(b" " * PIECE, WHOLE // PIECE)


def chunks() -> Iterator[bytes]:
    return (b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces())


@pytest.mark.parametrize("kind", ["create", "update", "type", "background", "linked-file"])
def test_an_announced_body_of_64_megabytes_is_refused_unread(
    account: Account, target: dict[str, Any], kind: str
) -> None:
    method, path, _ = routes(target)[kind]

    with connected(account.service) as connection:
        length = f"Content-Length: {WHOLE}"
        connection.sendall(head(method, path, length, token=account.admin.token))
        sent = sent_before_the_answer(connection, pieces(), MEBIBYTE)

        assert_refused(read_reply(connection), 413)
        assert sent <= MEBIBYTE


@pytest.mark.parametrize("kind", ["create", "update", "type", "background", "linked-file"])
def test_a_body_of_64_megabytes_that_says_no_length_is_read_to_the_limit(
    account: Account, target: dict[str, Any], kind: str
) -> None:
    method, path, limit = routes(target)[kind]

    with connected(account.service) as connection:
        coding = "Transfer-Encoding: chunked"
        connection.sendall(head(method, path, coding, token=account.admin.token))
        sent = sent_before_the_answer(connection, chunks(), limit + MEBIBYTE)

        assert_refused(read_reply(connection), 413)
        assert limit < sent <= limit + MEBIBYTE
    assert account.service.stored_files(account.hashid) == set()


def test_a_form_of_64_megabytes_is_read_to_the_limit(
    account: Account, target: dict[str, Any]
) -> None:
    method, path, limit = routes(target)["linked-file"]
    form = ["Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=b"]
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'

    with connected(account.service) as connection:
        connection.sendall(head(method, path, *form, token=account.admin.token))
        connection.sendall(b"%x\r\n%b\r\n" % (len(start), start))
        sent = sent_before_the_answer(connection, chunks(), limit + MEBIBYTE)

        assert_refused(read_reply(connection), 413)
        assert limit < sent <= limit + MEBIBYTE
    assert account.service.stored_files(account.hashid) == set()


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that waits for a body for a second."""
    with Service(tmp_path_factory.mktemp("impatient") / "data", body_seconds="1") as running:
        yield running


@pytest.mark.parametrize("coding", ["Content-Length: 1000000", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("kind", ["create", "update", "background", "linked-file"])
@pytest.mark.parametrize("is_silent", [True, False], ids=["silent", "a-byte-now-and-then"])
def test_a_slow_body_is_given_up(
    impatient: Service, kind: str, coding: str, is_silent: bool
) -> None:
    account = impatient.create_account()
    created = account.admin.create_template()
    before = everything(account)
    method, path, _ = routes(created)[kind]

    with connected(impatient) as connection:
        connection.sendall(head(method, path, coding, token=account.admin.token))
        if is_silent:
            select.select([connection], [], [], 10)
        elif "chunked" in coding:
            connection.sendall(b"ffff\r\n")
            trickle(connection, 0.1)
        else:
            trickle(connection, 0.1)
        answer = read_reply(connection)

        assert_refused(answer, 408)
        assert answer.headers["connection"] == "close"
        assert is_closed(connection)
    # By the clock of the service, which alone decides; all around it may be slow.
    line = impatient.logged_request(answer.headers["x-request-id"])
    assert 500 < line["milliseconds"] < 4000
    assert everything(account) == before
    assert impatient.stored_files(account.hashid) == set()


def test_a_body_that_keeps_coming_is_waited_for(impatient: Service) -> None:
    account = impatient.create_account()
    created = account.admin.create_template()
    method, path, _ = routes(created)["linked-file"]
    size = 30 * PIECE
    request = head(method, path, f"Content-Length: {size}", token=account.admin.token)

    with connected(impatient) as connection:
        connection.sendall(request)
        for _ in range(30):
            connection.sendall(b"x" * PIECE)
            select.select([connection], [], [], 0.05)

        assert read_reply(connection).status_code == 200


@pytest.mark.parametrize("at_once", [1, 1000, 40_000])
def test_a_body_in_pieces_of_any_size_arrives_whole(account: Account, at_once: int) -> None:
    content = bytes(range(256)) * 800
    method, path, _ = routes(account.admin.create_template())["linked-file"]
    body = b"".join(
        b"%x\r\n%b\r\n" % (len(piece), piece)
        for piece in (content[at : at + at_once] for at in range(0, len(content), at_once))
    )

    with connected(account.service) as connection:
        coding = "Transfer-Encoding: chunked"
        request = head(method, path, coding, token=account.admin.token)
        connection.sendall(request + body + b"0\r\n\r\n")
        answer = read_reply(connection)

    assert answer.status_code == 200
    assert downloaded(account, answer.json()).content == content
