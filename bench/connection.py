"""A keep-alive HTTP/1.1 connection that costs the measuring process as little as possible."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import httptools

ANSWER_SECONDS = 60.0


class BenchError(Exception):
    """A server did not do what the case asks of it, so there is nothing to measure."""


@dataclass
class Answer:
    """An answer in whole; header names are in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Connection:
    """One connection to a port of the loopback interface, opened again when the server ends it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._wire: _Wire | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and return its answer. Raises BenchError."""
        if self._wire is None or self._wire.is_closed:
            loop = asyncio.get_running_loop()
            _, self._wire = await loop.create_connection(_Wire, "127.0.0.1", self._port)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._wire.ask(request)
        except (TimeoutError, OSError, httptools.HttpParserError) as failure:
            raise BenchError(f"no answer: {failure!r}") from failure

    def close(self) -> None:
        """Close the connection."""
        if self._wire is not None:
            self._wire.close()


class _Wire(asyncio.Protocol):
    def __init__(self) -> None:
        self.is_closed = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop has a class of its own that does the same.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as failure:
            if not self._waiting.done():
                self._waiting.set_exception(failure)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_closed = True
        if hasattr(self, "_waiting") and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError("closed by the server"))

    async def ask(self, request: bytes) -> Answer:
        if self._transport is None:
            raise ConnectionError("not connected")
        self._waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answer = Answer()
        self._pieces: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        self._answer.headers[name.decode().lower()] = value.decode("latin-1")

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        self._answer.body = b"".join(self._pieces)
        if not self._parser.should_keep_alive():
            self.is_closed = True
            self.close()
        if not self._waiting.done():
            self._waiting.set_result(self._answer)
