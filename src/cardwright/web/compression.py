"""JSON answers go out compressed to clients that ask for it (RFC 9110, 12.5.3)."""

import asyncio

from isal import igzip
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1024
"""Bytes below which compressing costs more than it saves."""

QUICK = 256 * 1024
"""Bytes up to which compressing is the work of a moment; longer bodies go to a thread."""

_LEVEL = 1
_JSON = (b"content-type", b"application/json")


class Compression:
    """Compresses JSON bodies with gzip. Files are left alone: most are compressed already.

    The ETag stays the same: it names the version of what is shown, in every encoding.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _JSON in message["headers"]:
                start = message
                return
            if start is not None:
                await send_json(start, message)
                start = None
                return
            await send(message)

        async def send_json(start: Message, message: Message) -> None:
            headers = [*start["headers"], (b"vary", b"Accept-Encoding")]
            body = message.get("body", b"")
            if len(body) >= SMALLEST and not message.get("more_body") and _accepts_gzip(scope):
                body = await _compressed(body)
                headers = [header for header in headers if header[0] != b"content-length"]
                headers.append((b"content-length", str(len(body)).encode()))
                headers.append((b"content-encoding", b"gzip"))
                message = {**message, "body": body}
            await send({**start, "headers": headers})
            await send(message)

        await self._app(scope, receive, send_compressed)


async def _compressed(body: bytes) -> bytes:
    if len(body) <= QUICK:
        return igzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(igzip.compress, body, _LEVEL, mtime=0)


def _accepts_gzip(scope: Scope) -> bool:
    """Say whether Accept-Encoding names gzip, or everything, with a weight above 0."""
    sent = b",".join(value for name, value in scope["headers"] if name == b"accept-encoding")
    weights = {}
    for item in sent.decode("latin-1").lower().split(","):
        coding, _, weight = item.replace(" ", "").partition(";q=")
        weights[coding] = weight
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return weight.strip("0.") != "" or weight == ""
