"""What holds for every request, whatever it asks for."""

import asyncio
import re
import time
import uuid
from typing import TYPE_CHECKING
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cardwright import logs
from cardwright.errors import Unavailable
from cardwright.web.errors import answer_error, answer_fault
from cardwright.web.head import as_get

if TYPE_CHECKING:
    from cardwright.metrics.meter import Meter

access_log = structlog.get_logger()

API_PREFIX = "/api/3/"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (
        b"content-security-policy",
        b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    ),
)


class Manners:
    """HEAD wherever GET works, the `.json` suffix, safe headers, a request id, and a log line.

    The log line holds the path without its query, which may be a signature, and the client's
    address.
    """

    def __init__(self, app: ASGIApp, meter: "Meter | None" = None) -> None:
        self._app = app
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = _request_id(scope)
        belongs_to = logs.request_id.set(request_id)
        method, path = scope["method"], scope["path"]
        if self._meter is not None:
            self._meter.begin()
        status, is_started = 500, False

        async def send_politely(message: Message) -> None:
            nonlocal status, is_started
            if message["type"] == "http.response.start":
                status, is_started = message["status"], True
                headers = message["headers"]
                names = {name for name, _ in headers}
                missing = [header for header in _HEADERS if header[0] not in names]
                message["headers"] = [*headers, *missing, (b"x-request-id", request_id.encode())]
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        inner = {**as_get(scope), "cardwright.request_id": request_id}
        if path.startswith(API_PREFIX) and path.endswith(".json"):
            inner["path"] = path.removesuffix(".json")
        try:
            await self._app(inner, receive, send_politely)
        except asyncio.CancelledError:
            # The service ends, and this request took longer than it waits for. Raised further, it
            # would be logged as a fault; an answer that is cut short is seen to by the server.
            if not is_started:
                await answer_error(Unavailable())(inner, receive, send_politely)
        except Exception as fault:  # noqa: BLE001 - the last one who could answer it
            # Not left to Starlette, which raises it again for the server to log once more.
            answer = await answer_fault(Request(inner), fault)
            if not is_started:
                await answer(inner, receive, send_politely)
        finally:
            seconds = time.perf_counter() - started
            if self._meter is not None:
                self._meter.end(method, inner, status, seconds)
            client = scope["client"][0] if scope.get("client") else "-"
            access_log.info(
                "request",
                method=method,
                path=quote(path),  # Escaped again: decoded, it may hold the end of a line.
                status=status,
                client=client,
                milliseconds=round(seconds * 1000, 1),
            )
            logs.request_id.reset(belongs_to)


def _request_id(scope: Scope) -> str:
    """Return the id that the client or a proxy gave the request, where it is tame, or a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = str(value, "latin-1")
            if _REQUEST_ID.fullmatch(given):
                return given
    return uuid.uuid4().hex
