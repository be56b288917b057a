"""A head that never ends does not keep its connection: whoever sends it needs no token."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.hostile.wire import connected, head, read_reply
from tests.service import Service

SECONDS = 2
GET = head("GET", "/health/live")
UNFINISHED = {
    "nothing": b"",
    "blank lines": b"\r\n\r\n",
    "method": b"GE",
    "path": b"GET /health",
    "field": b"GET /health/live HTTP/1.1\r\nHost: loc",
    "all but the last line": GET[:-2],
}


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that waits for a head as long as the tests can."""
    data_dir: Path = tmp_path_factory.mktemp("impatient") / "data"
    with Service(data_dir, body_seconds=str(SECONDS)) as running:
        yield running


def seconds_until_it_ends(connection: socket.socket) -> float:
    """Wait until the service ends the connection, and return how long that took."""
    began = time.monotonic()
    connection.settimeout(20)
    with suppress(ConnectionError):
        assert connection.recv(1) == b""
    return time.monotonic() - began


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_a_connection_ends_when_its_first_head_is_late(impatient: Service, sent: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(sent)

        assert SECONDS - 0.5 < seconds_until_it_ends(connection) < SECONDS + 3


@pytest.mark.parametrize("sent", [one for one in UNFINISHED.values() if one])
def test_a_connection_ends_when_a_later_head_is_late(impatient: Service, sent: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(GET)
        assert read_reply(connection).status_code == 200
        connection.sendall(sent)

        assert SECONDS - 0.5 < seconds_until_it_ends(connection) < SECONDS + 3


def test_a_byte_now_and_then_does_not_help(impatient: Service) -> None:
    with connected(impatient) as connection:
        began = time.monotonic()
        connection.sendall(b"GET /")
        with suppress(ConnectionError):
            while time.monotonic() - began < 20:
                connection.sendall(b"a")
                time.sleep(0.1)

    assert time.monotonic() - began < SECONDS + 3


def test_an_idle_connection_stays_for_longer_than_a_head_may_take(impatient: Service) -> None:
    """Between two requests it is uvicorn that counts, and it gives 5 seconds."""
    with connected(impatient) as connection:
        for _ in range(2):
            connection.sendall(GET)
            assert read_reply(connection).status_code == 200
            time.sleep(SECONDS + 1)
        connection.sendall(GET)
        assert read_reply(connection).status_code == 200


def test_a_head_that_comes_in_pieces_and_in_time_is_answered(impatient: Service) -> None:
    with connected(impatient) as connection:
        for start in range(0, len(GET), 4):
            connection.sendall(GET[start : start + 4])
            time.sleep(0.05)

        assert read_reply(connection).status_code == 200
