"""Hostile headers, methods, paths and connections are refused, and change nothing."""

import socket
import uuid
from typing import Any

import pytest

from tests.hostile.refusals import assert_refused
from tests.hostile.wire import connected, exchange, head, is_closed, read_reply
from tests.service import Account, path_of

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Basic YTpi",
        "Bearer caf\xe9",
        "Bearer \xff\xfe",
        "Bearer " + "x" * 8000,
        "Bearer a b c",
        'Bearer realm="x"',
        "Bearer null",
        "," * 1000,
    ],
)
def test_an_authorization_that_is_no_token_is_refused(
    account: Account, target: dict[str, Any], value: str
) -> None:
    for method in ("GET", "DELETE"):
        request = head(method, path_of(target), f"Authorization: {value}")

        assert_refused(exchange(account.service, request), 401)


@pytest.mark.parametrize(
    "values",
    [
        ["x"],
        ['"0-0"'],
        ['"'],
        ["W/" * 100],
        ['"' * 8000],
        ["caf\xe9"],
        ['"0-1"', '"0-2"'],
        ['W/"1-1"'],
        ['"' + "9" * 8000 + '"'],
        ['"\xff"'],
    ],
    ids=range(10),
)
def test_a_condition_that_names_no_version_is_not_met(
    account: Account, target: dict[str, Any], values: list[str]
) -> None:
    conditions = [f"If-Match: {value}" for value in values]
    request = head("DELETE", path_of(target), *conditions, token=account.admin.token)

    assert_refused(exchange(account.service, request), 412)


@pytest.mark.parametrize(
    "headers",
    [
        ["Range: bytes=0-1", "Range: bytes=1-2"],
        ["Range: bytes=" + "0-1," * 2000],
        ["Range: caf\xe9", 'If-Range: "\xff"'],
        ["If-None-Match: " + '"' * 8000],
        ["If-None-Match: caf\xe9", 'If-None-Match: "'],
        ["Accept-Encoding: gzip;q=\xe9, *;q=x", "Accept-Encoding: " + "," * 8000],
        ["X-Request-Id: \xe9", "X-Request-Id: " + "x" * 8000],
        ["Origin: \xff", "Origin: null"],
        ["Cookie: " + "a=b;" * 4000],
        ["X-Forwarded-For: \xff", "X-Forwarded-Proto: gopher"],
        ["Content-Type: multipart/form-data"],
    ],
    ids=lambda headers: headers[0][:20].encode("ascii", "ignore").decode(),
)
def test_junk_in_a_header_that_may_be_ignored_is_ignored(
    account: Account, target: dict[str, Any], headers: list[str]
) -> None:
    request = head("GET", TEMPLATES, *headers, token=account.admin.token)

    assert exchange(account.service, request).json() == [target]


NO_HTTP = {
    "noise": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "no-version": b"GET /x\r\n\r\n",
    "version-9": b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    "unknown-method": b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
    "lengths-that-differ": b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length-that-is-none": b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    "length-negative": b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "length-huge": b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 400 + b"\r\n\r\n",
    "length-and-chunks": b"POST / HTTP/1.1\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunk-that-is-none": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "chunk-huge": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 40 + b"\r\n",
    "folded-header": b"GET /x HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
    "blank-before-colon": b"GET /x HTTP/1.1\r\nHost : a\r\n\r\n",
    "nul-in-header": b"GET /x HTTP/1.1\r\nA: \0\r\n\r\n",
    "bare-newlines": b"GET /x HTTP/1.1\nA: b\n\n",
}


@pytest.mark.parametrize("request_bytes", NO_HTTP.values(), ids=NO_HTTP)
def test_what_is_not_http_is_refused(account: Account, request_bytes: bytes) -> None:
    answer = exchange(account.service, request_bytes)

    # Where it cannot be read as HTTP at all, the server beneath answers, with a text.
    assert 400 <= answer.status_code < 500


ONE_FILE = f"{TEMPLATES}/1/files/6f9619ff-8b86-d011-b42d-00cf4fc964ff"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (TEMPLATES, {"GET", "HEAD", "POST"}),
        (f"{TEMPLATES}/1", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        (f"{TEMPLATES}/1/files", {"GET", "HEAD"}),
        (ONE_FILE, {"PUT", "DELETE"}),
        (f"{TEMPLATES}/1/background_image/front", {"GET", "HEAD", "PUT", "DELETE"}),
        (f"{TYPES}/CR79", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        ("/files/a/b", {"GET", "HEAD"}),
        ("/health/live", {"GET", "HEAD"}),
        ("/openapi.json", {"GET", "HEAD"}),
    ],
)
def test_a_method_that_a_path_does_not_have_is_refused(
    account: Account, target: dict[str, Any], path: str, allowed: set[str]
) -> None:
    known = ("GET", "POST", "PUT", "PATCH", "DELETE")
    others = {method for method in known if method not in allowed}

    for method in others | {"OPTIONS", "TRACE", "PROPFIND", "MKCOL", "SEARCH", "PURGE", "LOCK"}:
        answer = exchange(account.service, head(method, path, token=account.admin.token))

        assert_refused(answer, 405)
        assert set(answer.headers["allow"].split(", ")) == allowed


def test_head_is_refused_by_its_own_name_where_there_is_no_get(account: Account) -> None:
    as_head = account.admin.http.head(ONE_FILE)
    as_get = account.admin.http.get(ONE_FILE)

    assert (as_head.status_code, as_head.content) == (405, b"")
    assert as_head.headers["Allow"] == as_get.headers["Allow"] == "PUT, DELETE"
    assert as_get.json()["error_description"].startswith("GET is not possible here")
    # Nobody sees the body, but its length tells that it is about another word.
    lengths = [int(answer.headers["Content-Length"]) for answer in (as_head, as_get)]
    assert lengths[0] - lengths[1] == len("HEAD") - len("GET")


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "//etc/passwd",
        "/api/3/card_templates/1/files/../../2",
        "/api/3/%63ard_templates/",
        "/" + "a" * 8000,
        "/" * 8000,
        "/api/3/" + "%ED%A0%80" * 500,
        "/files",
        "/files/a/b/c",
        "/%0AGET%20/",
        "*",
    ],
    ids=range(13),
)
def test_a_path_that_does_not_exist_is_not_found(
    account: Account, target: dict[str, Any], path: str
) -> None:
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        assert_refused(exchange(account.service, head(method, path)), 404)


def test_a_path_cannot_forge_a_line_of_the_log(account: Account) -> None:
    forged = uuid.uuid4().hex

    exchange(account.service, head("GET", f"/%0A{forged}%0D{forged}%1B[2J"))

    lines = account.service.log_path.read_bytes().decode()
    assert [line for line in lines.splitlines() if line.startswith(forged)] == []
    assert "\x1b" not in lines


def test_requests_in_one_go_are_answered_one_after_another(
    account: Account, target: dict[str, Any]
) -> None:
    good = head("GET", path_of(target), token=account.admin.token)
    bad = head("POST", TEMPLATES, "Content-Length: 1", token=account.admin.token) + b"{"

    with connected(account.service) as connection:
        connection.sendall((good + bad) * 20)
        answers = [read_reply(connection) for _ in range(40)]

    assert [answer.status_code for answer in answers] == [200, 400] * 20
    assert all(answer.json() == target for answer in answers[::2])


def test_a_body_is_never_read_as_the_next_request(account: Account, target: dict[str, Any]) -> None:
    smuggled = head("DELETE", path_of(target), token=account.admin.token)
    length = f"Content-Length: {len(smuggled)}"

    for method, path in (("POST", TEMPLATES), ("POST", "/nowhere"), ("GET", "/health/live")):
        request = head(method, path, length, token=account.admin.token) + smuggled
        exchange(account.service, request)


def test_repeated_tokens_are_one_caller_or_none(account: Account, stranger: Account) -> None:
    both = f"Authorization: Bearer {stranger.admin.token}"
    theirs = stranger.admin.create_template()

    answer = exchange(account.service, head("GET", TEMPLATES, both, token=account.admin.token))

    assert answer.status_code == 401 or answer.json() == []
    assert stranger.admin.http.get(TEMPLATES).json() == [theirs]


@pytest.mark.parametrize("sent", [0, 1, 10])
@pytest.mark.parametrize("coding", ["Content-Length: 20", "Transfer-Encoding: chunked"])
def test_a_client_that_stops_half_way_changes_nothing(
    account: Account, target: dict[str, Any], coding: str, sent: int
) -> None:
    request = head("PATCH", path_of(target), coding, token=account.admin.token)

    with connected(account.service) as connection:
        connection.sendall(request + b'{"name": "Half"}    '[:sent])
        connection.shutdown(socket.SHUT_WR)

        assert is_closed(connection)


def test_a_client_that_only_stops_sending_gets_its_answer(
    account: Account, target: dict[str, Any]
) -> None:
    with connected(account.service) as connection:
        connection.sendall(head("GET", path_of(target), token=account.admin.token))
        connection.shutdown(socket.SHUT_WR)

        assert read_reply(connection).json() == target
