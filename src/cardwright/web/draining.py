"""The end of a serving process, announced: first it is not ready any more, then it stops listening.

Whoever sends it requests by its readiness sends them elsewhere in between, so none is refused.
"""

import asyncio
import signal
import threading
from types import FrameType

import structlog

logger = structlog.get_logger()


class Draining:
    """Whether the end has been announced; SIGTERM announces it, `seconds` before it comes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.has_begun = False

    def begin_at_sigterm(self) -> None:
        """Stand before the server's own handler of SIGTERM, which is called `seconds` later.

        Ctrl-C stays what it is: whoever types it waits for nothing. Another SIGTERM changes
        nothing, because workers get two where a whole group of processes is told to end.
        """
        server_ends = signal.getsignal(signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread() or not callable(server_ends):
            return  # No server runs this, but a test or a program of somebody's.
        loop, end = asyncio.get_running_loop(), server_ends

        def begin(number: int, frame: FrameType | None) -> None:
            if self.has_begun:
                return
            self.has_begun = True
            if not self._seconds:
                end(number, frame)
                return
            loop.call_soon_threadsafe(logger.info, "not ready any more: the service will end")
            loop.call_soon_threadsafe(loop.call_later, self._seconds, end, number, None)

        signal.signal(signal.SIGTERM, begin)
