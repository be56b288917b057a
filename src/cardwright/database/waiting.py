"""Since when somebody has been waiting for what a thread does: a queue before it counts, too."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")

_of_thread = threading.local()


def run_asked_at(
    asked_at: float, work: Callable[..., Result], arguments: tuple[object, ...]
) -> Result:
    """Return what `work` returns, which somebody asked for at that time of `time.monotonic`."""
    _of_thread.asked_at = asked_at
    try:
        return work(*arguments)
    finally:
        _of_thread.asked_at = None


def asked_at() -> float:
    """Return when somebody asked for what this thread does, by `time.monotonic`; else now."""
    found: float | None = getattr(_of_thread, "asked_at", None)
    return time.monotonic() if found is None else found
