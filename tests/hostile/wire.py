"""HTTP written by hand, for what a client library refuses to send."""

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from tests.service import Service

SECONDS = 20


@contextlib.contextmanager
def connected(service: Service) -> Iterator[socket.socket]:
    """Yield a connection to the service, with a short buffer for what waits to be sent."""
    address = urlsplit(service.url)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 128 * 1024)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(SECONDS)
        connection.connect((address.hostname, address.port))
        yield connection


def head(method: str, path: str, *headers: str, token: str | None = None) -> bytes:
    """Return the head of a request; what is in the texts goes out as Latin-1, unchecked."""
    fields = ["Host: localhost", *([f"Authorization: Bearer {token}"] if token else []), *headers]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *fields, "", ""]).encode("latin-1")


def exchange(service: Service, request: bytes) -> httpx.Response:
    """Send the bytes of one request and return its answer."""
    with connected(service) as connection:
        with contextlib.suppress(OSError):  # The answer may come before all of it is sent.
            connection.sendall(request)
        return read_reply(connection)


def read_reply(connection: socket.socket) -> httpx.Response:
    """Read one answer, and nothing of the next."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        piece = connection.recv(1)
        if not piece:
            raise ConnectionError(f"closed after {received!r}")
        received += piece
    status_line, *lines = received.decode("latin-1").strip().split("\r\n")
    pairs = [line.partition(":") for line in lines]
    headers = [(name.lower(), value.strip()) for name, _, value in pairs]
    status = int(status_line.split()[1])
    length = "0" if status in (204, 304) else dict(headers).get("content-length")
    content = b""
    while length is None or len(content) < int(length):
        piece = connection.recv(65_536 if length is None else int(length) - len(content))
        if not piece:
            break
        content += piece
    return httpx.Response(status, headers=headers, content=content)


def is_closed(connection: socket.socket) -> bool:
    """Say whether the service ends the connection within the time of the socket."""
    with contextlib.suppress(ConnectionError):
        while connection.recv(65_536):
            pass
    return True


def sent_before_the_answer(connection: socket.socket, body: Iterator[bytes], most: int) -> int:
    """Send pieces until an answer is there to be read; return how many bytes went out.

    After each piece it waits for the answer a moment, so that what lies in the buffers of the
    kernel, which the service has not taken, stays small. A service that is slow gets no more than
    `most` bytes, and then it has to answer.
    """
    sent = 0
    for piece in body:
        connection.sendall(piece)
        sent += len(piece)
        is_last = sent + len(piece) > most
        readable, _, _ = select.select([connection], [], [], SECONDS if is_last else 0.003)
        if readable or is_last:
            break
    return sent


def trickle(connection: socket.socket, pause: float) -> None:
    """Send a byte now and then until an answer is there, for `SECONDS` at most."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        readable, _, _ = select.select([connection], [], [], pause)
        if readable:
            return
        connection.sendall(b"x")
