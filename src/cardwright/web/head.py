"""HEAD: answered as GET is, but for what only matters to a body (RFC 9110, 9.3.2 and 14.2)."""

from fastapi import Request
from starlette.types import Scope

_ASKED = "cardwright.method"
_ONLY_FOR_BODIES = (b"range", b"if-range")


def as_get(scope: Scope) -> Scope:
    """Return the scope with which a HEAD request is answered; that of any other is a copy.

    Range is defined for GET alone, so HEAD tells of the whole file whatever range it names.
    """
    if scope["method"] != "HEAD":
        return dict(scope)
    headers = [header for header in scope["headers"] if header[0] not in _ONLY_FOR_BODIES]
    return {**scope, "method": "GET", "headers": headers, _ASKED: "HEAD"}


def asked_method(request: Request) -> str:
    """Return the method that the client sent."""
    method: str = request.scope.get(_ASKED, request.method)
    return method


def is_head(request: Request) -> bool:
    """Say whether nobody will read the body of the answer."""
    return asked_method(request) == "HEAD"
