"""Routes of the API, without what their endpoints have no use for."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute


class RequestRoute(APIRoute):
    """A route whose endpoint is given the request alone, and returns the response itself."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return self.endpoint
