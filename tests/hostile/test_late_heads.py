"""A head that never ends does not keep its connection: whoever sends it needs no token."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.hostile.wire import connected, exchange, head, read_reply
from tests.service import Service

SECONDS = 1
LATER = 3
"""Seconds. An idle connection would end later than this after the time of a head."""
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


def seconds_of_a_pause(service: Service) -> float:
    """Return how long it takes to wait as long as a head may take, and then to get an answer."""
    began = time.monotonic()
    time.sleep(SECONDS)
    assert exchange(service, GET).status_code == 200
    return time.monotonic() - began


def assert_ends_in_time(service: Service, connection: socket.socket, began: float) -> None:
    """Check that the service ends a connection whose head was awaited from `began` on.

    On a machine that is slow, it is as slow to answer anybody at that time.
    """
    connection.settimeout(60)
    with ThreadPoolExecutor(1) as thread:
        pause = thread.submit(seconds_of_a_pause, service)
        with suppress(ConnectionError):
            assert connection.recv(1) == b""
        took = time.monotonic() - began

    # The loop of the service reads its clock once a round, so it may be a little early.
    assert SECONDS - 0.5 < took < pause.result() + LATER


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_a_connection_ends_when_its_first_head_is_late(impatient: Service, sent: bytes) -> None:
    began = time.monotonic()
    with connected(impatient) as connection:
        connection.sendall(sent)

        assert_ends_in_time(impatient, connection, began)


@pytest.mark.parametrize("sent", [one for one in UNFINISHED.values() if one])
def test_a_connection_ends_when_a_later_head_is_late(impatient: Service, sent: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(GET)
        assert read_reply(connection).status_code == 200
        began = time.monotonic()
        connection.sendall(sent)

        assert_ends_in_time(impatient, connection, began)


def test_a_byte_now_and_then_does_not_help(impatient: Service) -> None:
    with connected(impatient) as connection, ThreadPoolExecutor(1) as thread:
        pause = thread.submit(seconds_of_a_pause, impatient)
        began = time.monotonic()
        connection.sendall(b"GET /")
        with suppress(ConnectionError):
            while time.monotonic() - began < 60:
                connection.sendall(b"a")
                time.sleep(0.1)
        took = time.monotonic() - began

    assert took < pause.result() + LATER


def test_an_idle_connection_stays_for_longer_than_a_head_may_take(impatient: Service) -> None:
    """Between two requests it is uvicorn that counts, and it gives 5 seconds."""
    with connected(impatient) as connection:
        for _ in range(2):
            connection.sendall(GET)
            assert read_reply(connection).status_code == 200
            time.sleep(SECONDS + 0.5)
        connection.sendall(GET)
        assert read_reply(connection).status_code == 200


def test_a_head_that_comes_in_pieces_and_in_time_is_answered(service: Service) -> None:
    with connected(service) as connection:
        for start in range(0, len(GET), 4):
            connection.sendall(GET[start : start + 4])
            time.sleep(0.05)

        assert read_reply(connection).status_code == 200
