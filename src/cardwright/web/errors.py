"""The one place where a refusal becomes an answer (contract section 1, error bodies)."""

import logging
from collections.abc import Mapping

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from cardwright.errors import CardwrightError, NotFound

logger = logging.getLogger("cardwright")

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def add_error_handlers(app: FastAPI) -> None:
    """Make `app` answer every refusal, and every fault, in the contract's form."""
    app.add_exception_handler(CardwrightError, _refused)
    app.add_exception_handler(HTTPException, _refused_by_routing)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)


def answer_error(error: CardwrightError) -> Response:
    """Return the answer that tells of `error`."""
    return _answer(error.status, error.body(), error.headers())


def _answer(status: int, body: Mapping[str, object], headers: dict[str, str]) -> Response:
    return Response(
        msgspec.json.encode(body),
        status,
        {"Cache-Control": "no-store", **headers},
        "application/json",
    )


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, CardwrightError)  # noqa: S101 - how handlers are registered
    return answer_error(error)


async def _refused_by_routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - how handlers are registered
    if error.status_code == 404:
        return answer_error(NotFound())
    if error.status_code == 405:
        allowed = ", ".join(_allowed_methods(request))
        body = {
            "error": "method_not_allowed",
            "error_description": f"{request.method} is not possible here; these are: {allowed}",
        }
        return _answer(405, body, {"Allow": allowed})
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


async def _failed(request: Request, error: Exception) -> Response:
    logger.error("request %s failed", request.scope.get("cardwright.request_id"), exc_info=error)
    return answer_error(CardwrightError())
