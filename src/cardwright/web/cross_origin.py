"""Scripts of other web origins, where the operator names these (the CORS protocol of Fetch)."""

from collections.abc import Collection

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_PATHS = ("/api/3/", "/oauth/token", "/files/")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SENT = ("Authorization", "Content-Type", "If-Match", "If-None-Match", "If-Range", "Range")
_SHOWN = (
    "Accept-Ranges",
    "Content-Range",
    "ETag",
    "Link",
    "Per-Page",
    "Retry-After",
    "Total",
    "X-Findings",
    "X-Page",
    "X-Per-Page",
    "X-Request-Id",
    "X-Total-Results",
)


class CrossOrigin:
    """Lets scripts of `origins` use the API, tokens and files, with a bearer token of theirs.

    Never with credentials: a cookie of this service is nothing that another origin may use.
    """

    def __init__(self, app: ASGIApp, origins: Collection[str]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=_METHODS,
            allow_headers=_SENT,
            expose_headers=_SHOWN,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = scope["type"] == "http" and scope["path"].startswith(_PATHS)
        await (self._open if is_open else self._app)(scope, receive, send)
