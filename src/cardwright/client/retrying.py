"""Which calls are made again, how often, and after how long.

Tenacity runs the loop. A call is repeated when that can do no harm: when it is idempotent (RFC
9110, 9.2.2), or when the server cannot have carried it out. The server's own `Retry-After` comes
first (RFC 9110, 10.2.3); without one, waits double, with a random part, so that many clients do
not come back together.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from tenacity import RetryCallState, Retrying, wait_exponential, wait_random

from cardwright.client.errors import Refused, Unreachable

T = TypeVar("T")

ATTEMPTS = 6
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
LONGEST_RETRY_AFTER_SECONDS = 300.0
"""A server that asks for more patience than this gets none: the caller is told instead."""

_NOT_DONE = frozenset({429, 503})
_MAY_PASS = frozenset({408, 429, 500, 502, 503, 504})


class Unsent(Unreachable):
    """There was no connection, so the server knows nothing of the call."""


class Retries:
    """Runs calls, at most `attempts` times each."""

    def __init__(self, attempts: int = ATTEMPTS) -> None:
        self._attempts = attempts

    def run(self, call: Callable[[], T], *, is_idempotent: bool) -> T:
        """Return what `call` returns, or raise what it raised last."""
        loop = Retrying(
            stop=self._is_enough,
            wait=_wait,
            retry=lambda state: _may_repeat(state, is_idempotent=is_idempotent),
            reraise=True,
        )
        return loop(call)

    def _is_enough(self, state: RetryCallState) -> bool:
        asked = _retry_after(state)
        is_too_long = asked is not None and asked > LONGEST_RETRY_AFTER_SECONDS
        return is_too_long or state.attempt_number >= self._attempts


def is_worth_waiting(fault: Exception) -> bool:
    """Say whether the same call may work later, by itself."""
    return isinstance(fault, Unreachable) or (
        isinstance(fault, Refused) and fault.status in _MAY_PASS
    )


def retry_after(headers: httpx.Headers, retry_in: object) -> float | None:
    """Return how many seconds the server asks to wait: seconds or a date, or `retry_in` (E429)."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return float(retry_in) if isinstance(retry_in, int) and retry_in >= 0 else None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _may_repeat(state: RetryCallState, *, is_idempotent: bool) -> bool:
    fault = _fault(state)
    if isinstance(fault, Refused):
        return fault.status in (_MAY_PASS if is_idempotent else _NOT_DONE)
    return isinstance(fault, Unreachable if is_idempotent else Unsent)


def _wait(state: RetryCallState) -> float:
    asked = _retry_after(state)
    return _BACK_OFF(state) if asked is None else asked


def _retry_after(state: RetryCallState) -> float | None:
    fault = _fault(state)
    return fault.retry_after if isinstance(fault, Refused) else None


def _fault(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


_BACK_OFF = wait_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS) + wait_random(
    0, FIRST_WAIT_SECONDS
)
