"""A limit on requests per access token: a token bucket for each, in this process alone.

A bucket holds `burst` requests, and is filled up again at an even pace. Each serving process has
buckets of its own: N of them let N times as much through, which is what the setting says.
"""

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from cardwright.errors import TooManyRequests
from cardwright.web.errors import answer_error

MOST_TOKENS = 10_000
"""So many buckets are kept, of whoever asked last; a bucket takes 200 bytes."""

_ROUNDING_SECONDS = 1e-7
"""Far more than what is lost of the times of a clock when they are added up."""

_TOO_MANY = "Too many requests with this access token: wait as long as Retry-After says"


class RateLimit:
    """Refuses requests that carry a bearer token beyond its rate, before anything else is done.

    Others pass: sign-ins have a throttle of their own, and strangers are the proxy's business.
    """

    def __init__(
        self,
        app: ASGIApp,
        per_minute: int,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._buckets = Buckets(per_minute / 60, burst)
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (token := _bearer_token(scope["headers"])):
            # Not the token itself: what is in memory for long should be of no use to anybody.
            key = hashlib.sha256(token).digest()
            wait_seconds = self._buckets.take(key, self._clock())
            if wait_seconds > 0:
                refusal = TooManyRequests(math.ceil(wait_seconds), _TOO_MANY)
                await answer_error(refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Buckets:
    """What each key may still take, `per_second` more each second and at most `burst`.

    A bucket is kept as the time at which it will be full, so nothing has to be filled.
    """

    def __init__(self, per_second: float, burst: int) -> None:
        self._seconds_each = 1 / per_second
        self._room = (burst - 1) * self._seconds_each
        self._full_at: OrderedDict[bytes, float] = OrderedDict()

    def take(self, key: bytes, now: float) -> float:
        """Take one and return 0, or the seconds to wait until there is one; nothing is taken then.

        Times are those of one steady clock.
        """
        full_at = max(self._full_at.pop(key, now), now)
        wait_seconds = full_at - now - self._room
        if wait_seconds <= _ROUNDING_SECONDS:
            full_at += self._seconds_each
            wait_seconds = 0.0
        self._full_at[key] = full_at
        if len(self._full_at) > MOST_TOKENS:
            self._full_at.popitem(last=False)
        return wait_seconds


def _bearer_token(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the token of the Authorization header (RFC 6750, 2.1), or nothing."""
    for name, value in headers:
        if name == b"authorization":
            scheme, _, token = value.strip().partition(b" ")
            return token.strip() if scheme.lower() == b"bearer" else b""
    return b""
