"""Bodies must keep coming: who sends a byte now and then holds nothing up for long."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cardwright.errors import RequestTimeout

SLOWEST_BYTES_PER_SECOND = 8 * 1024


class Patience:
    """Refuses a body that takes more than `seconds`, and one more for every 8 KiB that has come."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._seconds)
        try:
            await self._app(scope, body.receive, send)
        finally:
            body.forget()


class _Body:
    """A body on its way in, with one timer for all of its pieces.

    `asyncio.timeout` around each costs as much as the rest of what receives it.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + seconds
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: asyncio.Task[object] | None = None
        self._is_late = self._is_complete = False

    async def receive(self) -> Message:
        """Return the next message. Raises RequestTimeout."""
        if self._is_complete:  # What comes now is the end of the connection, whenever that is.
            return await self._receive()
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._look)
        self._waiting = waiting = asyncio.current_task()
        cancelled = waiting.cancelling() if waiting is not None else 0
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            # Others may have cancelled the task meanwhile, too, and that comes first.
            if self._is_late and waiting is not None and waiting.uncancel() <= cancelled:
                raise RequestTimeout from None
            raise
        finally:
            self._waiting, self._is_late = None, False
        self._deadline += len(message.get("body", b"")) / SLOWEST_BYTES_PER_SECOND
        if not message.get("more_body", False):
            self._is_complete = True
            self.forget()
        return message

    def forget(self) -> None:
        """Wait for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        """End a wait that has become too long; else look again when it would have."""
        self._timer = None
        if self._loop.time() < self._deadline:
            self._timer = self._loop.call_at(self._deadline, self._look)
        elif self._waiting is not None:
            self._is_late = True
            self._waiting.cancel()
