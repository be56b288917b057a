"""An end to what a client may send before its body: uvicorn keeps all of it in memory."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024
"""Bytes in the names and values of the header fields of a request, and of its trailers."""

# A read may hold much of the body behind the head, so this only ends a field that has no end.
_LARGEST_UNFINISHED = 1024 * 1024


class HttpWithLimitedHeads(HttpToolsProtocol):
    """Answers 400, and ends the connection, where a head is larger."""

    _is_in_head = False
    _unfinished = 0
    _fields = 0

    def data_received(self, data: bytes) -> None:
        if self._is_in_head:
            self._unfinished += len(data)
            if self._unfinished > _LARGEST_UNFINISHED:
                self.send_400_response("The head of the request is too large.")
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._is_in_head, self._unfinished, self._fields = True, 0, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += len(name) + len(value)
        if self._fields > LARGEST_HEAD:
            raise ValueError("The head of the request is too large")  # Becomes a 400.
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()
