"""Bodies on their way to the application, copied no more often than they have to be."""

from typing import cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class HttpWithUncopiedBodies(HttpToolsProtocol):
    """Gives the application the very pieces that the parser cuts.

    uvicorn gathers them in an array, and copies that for the application: another two times, which
    is a twentieth of what an upload of a megabyte costs.
    """

    def on_body(self, body: bytes) -> None:
        # To add bytes to no bytes copies nothing. Only what more of them waits is gathered.
        waiting = cast("bytes | bytearray", self.cycle.body)
        if not waiting:
            self.cycle.body = cast("bytearray", b"")
        elif isinstance(waiting, bytes):
            self.cycle.body = bytearray(waiting)
        super().on_body(body)
