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
        started = asyncio.get_running_loop().time()
        received = 0
        is_complete = False

        async def receive_in_time() -> Message:
            nonlocal received, is_complete
            if is_complete:  # What comes now is the end of the connection, whenever that is.
                return await receive()
            deadline = started + self._seconds + received / SLOWEST_BYTES_PER_SECOND
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise RequestTimeout from None
            received += len(message.get("body", b""))
            is_complete = not message.get("more_body", False)
            return message

        await self._app(scope, receive_in_time, send)
