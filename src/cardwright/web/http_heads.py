"""An end to what a client may send before its body, in bytes and in time.

uvicorn keeps all of it in memory, and waits for the end of a head as long as the connection lives.
"""

import asyncio

from cardwright.web.http_bodies import HttpWithUncopiedBodies

LARGEST_HEAD = 64 * 1024
"""Bytes in the names and values of the header fields of a request, and of its trailers."""

# A read may hold much of the body behind the head, so this only ends a field that has no end.
_LARGEST_UNFINISHED = 1024 * 1024


class HttpWithLimitedHeads(HttpWithUncopiedBodies):
    """Answers 400, and ends the connection, where a head is larger, and ends it where one is late.

    A connection has `head_seconds` for its first head, from when it is made, and for every other,
    from its first byte. Between two requests it is idle, which uvicorn limits.
    """

    head_seconds: float = 30

    _is_in_head = False
    _is_in_body = False
    _has_ended_message = False
    _unfinished = 0
    _fields = 0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer whoever only stops sending; the connection ends afterwards."""
        is_waited_for = self.cycle is not None and not self.cycle.response_complete
        if not is_waited_for or self._is_in_head or self._is_in_body:
            return False
        self.cycle.keep_alive = False
        return True

    def data_received(self, data: bytes) -> None:
        if self._is_in_head:
            self._unfinished += len(data)
            if self._unfinished > _LARGEST_UNFINISHED:
                self.send_400_response("The head of the request is too large.")
                return
        self._has_ended_message = False
        super().data_received(data)
        # Blank lines before a head (RFC 9112, 2.2) begin nothing, and yet end being idle.
        is_blank = not self._is_in_body and not self._has_ended_message
        if self._is_in_head or is_blank:
            self._expect_head()

    def on_message_begin(self) -> None:
        self._is_in_head, self._unfinished, self._fields = True, 0, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += len(name) + len(value)
        if self._fields > LARGEST_HEAD:
            raise ValueError("The head of the request is too large")  # Becomes a 400.
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head, self._is_in_body = False, True
        self._expect_nothing()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_body, self._has_ended_message = False, True
        super().on_message_complete()

    def _expect_head(self) -> None:
        if self._late is None and not self.transport.is_closing():
            self._late = self.loop.call_later(self.head_seconds, self._end)

    def _expect_nothing(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end(self) -> None:
        """End the connection, but not in the middle of the answer to an earlier request."""
        self._late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self._expect_head()


def limited_heads(seconds: float) -> type[HttpWithLimitedHeads]:
    """Return the protocol that gives a head so many seconds, for uvicorn to make connections of."""

    class LimitedHeads(HttpWithLimitedHeads):
        head_seconds = seconds

    return LimitedHeads
