"""Refusals as pages, for people in a browser; programs get them as JSON (`web/errors.py`)."""

from starlette.requests import Request
from starlette.responses import Response

from cardwright.errors import CardwrightError, Invalid
from cardwright.web.pages.rendering import render_page

# What programs ask for: its answers are JSON, whatever the request accepts.
_FOR_PROGRAMS = (
    "/api/",
    "/files/",
    "/health/",
    "/oauth/token",
    "/oauth/revoke",
    "/openapi.json",
    "/static/",
    "/.well-known/",
)
_PAGES = {
    400: "error.bad_request",
    401: "error.unauthorized",
    403: "error.forbidden",
    404: "error.not_found",
    405: "error.method_not_allowed",
    429: "error.too_many",
    503: "error.unavailable",
}
_ANY_OTHER_REFUSAL = "error.bad_request"
_FAULT = "error.failed"


def wants_page(request: Request) -> bool:
    """Say whether a person in a browser asks, for something that is a page or would be one."""
    return not request.url.path.startswith(_FOR_PROGRAMS) and "text/html" in request.headers.get(
        "accept", ""
    )


def error_page(request: Request, error: CardwrightError) -> Response:
    """Return the page that tells of `error`, and what to do."""
    # A class says what programs need to know; only what was said of this one case helps a person.
    is_particular = isinstance(error, Invalid) or "description" in vars(error)
    detail = str(error) if is_particular and error.status < 500 else ""
    return status_page(request, error.status, detail=detail, headers=error.headers())


def status_page(
    request: Request, status: int, *, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    """Return the page for a status of 400 or more."""
    fallback = _FAULT if status >= 500 else _ANY_OTHER_REFUSAL
    texts = _PAGES.get(status, fallback)
    return render_page(
        request,
        "web/error.html",
        status=status,
        headers=headers,
        title=f"{texts}.title",
        explanation=f"{texts}.explanation",
        detail=detail,
    )
