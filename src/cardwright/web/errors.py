"""The one place where a refusal becomes an answer (contract section 1, error bodies)."""

from collections.abc import Mapping

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from cardwright.errors import CardwrightError, NotFound
from cardwright.web.head import asked_method
from cardwright.web.pages.errors import error_page, status_page, wants_page

logger = structlog.get_logger()

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def add_error_handlers(app: FastAPI) -> None:
    """Make `app` answer every refusal in the contract's form; faults are answered by `Manners`."""
    app.add_exception_handler(CardwrightError, _refused)
    app.add_exception_handler(HTTPException, _refused_by_routing)
    app.add_exception_handler(ClientDisconnect, _gone)


def answer_error(error: CardwrightError) -> Response:
    """Return the answer that tells of `error`."""
    return _answer(error.status, error.body(), error.headers())


async def answer_fault(request: Request, fault: Exception) -> Response:
    """Log what nobody has foreseen, and return the answer that tells nothing of it."""
    logger.error("request failed", exc_info=fault)
    return await _refused(request, CardwrightError())


def _answer(status: int, body: Mapping[str, object], headers: dict[str, str]) -> Response:
    return Response(
        msgspec.json.encode(body),
        status,
        {"Cache-Control": "no-store", **headers},
        "application/json",
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, CardwrightError)  # noqa: S101 - how handlers are registered
    return error_page(request, error) if wants_page(request) else answer_error(error)


async def _refused_by_routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - how handlers are registered
    if error.status_code == 404:
        return await _refused(request, NotFound())
    if error.status_code == 405:
        allowed = ", ".join(_allowed_methods(request))
        if wants_page(request):
            return status_page(request, 405, headers={"Allow": allowed})
        body = {
            "error": "method_not_allowed",
            "error_description": f"{asked_method(request)} is not possible here; "
            f"these are: {allowed}",
        }
        return _answer(405, body, {"Allow": allowed})
    if wants_page(request):
        return status_page(request, error.status_code, headers=dict(error.headers or {}))
    body = {"error": "bad_request", "error_description": str(error.detail)}
    return _answer(error.status_code, body, dict(error.headers or {}))


def _allowed_methods(request: Request) -> list[str]:
    """Return every method of the path, though each is a route of its own (RFC 9110, 10.2.1)."""
    allowed = []
    for method in _METHODS:
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            allowed.append(method)
            if method == "GET":
                allowed.append("HEAD")
    return allowed


async def _gone(_: Request, __: Exception) -> Response:
    # Nobody is left to read it; the status is for the log (nginx's "client closed request").
    return Response(status_code=499)
