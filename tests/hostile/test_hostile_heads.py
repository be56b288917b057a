"""A head without an end is not kept in memory: whoever sends it needs no token."""

from contextlib import suppress

import pytest

from tests.hostile.wire import connected, head
from tests.service import Account

MEBIBYTE = 1024 * 1024
WHOLE = 64 * MEBIBYTE
# What the kernel may hold that the service has not taken.
BUFFERS = 8 * MEBIBYTE

START = b"GET /health/live HTTP/1.1\r\nHost: a\r\n"
CHUNKED = head("POST", "/health/live", "Transfer-Encoding: chunked")
FIELDS = b"A: b\r\n" * 10_000
ENDLESS = {
    "path": (b"GET /", b"a" * 65_536),
    "query": (b"GET /?", b"a" * 65_536),
    "name": (START, b"a" * 65_536),
    "value": (START + b"A: ", b"a" * 65_536),
    "fields": (START, FIELDS),
    "trailers": (CHUNKED + b"0\r\n", FIELDS),
}


@pytest.mark.parametrize(("start", "more"), ENDLESS.values(), ids=ENDLESS)
def test_a_head_without_an_end_ends_the_connection(
    account: Account, start: bytes, more: bytes
) -> None:
    with connected(account.service) as connection:
        connection.sendall(start)
        sent = 0
        with suppress(ConnectionError):
            while sent < WHOLE:
                connection.sendall(more)
                sent += len(more)

    assert sent < BUFFERS


@pytest.mark.parametrize("size", [8_000, 32_000])
def test_a_long_header_is_accepted(account: Account, size: int) -> None:
    headers = {"X-Long": "x" * size, "Cookie": "c" * size}

    answer = account.admin.http.get("/api/3/card_templates", headers=headers)

    assert answer.status_code == 200
