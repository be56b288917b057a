"""Counts of what happens deep inside, for whoever collects them: a name and a number, no more."""

import threading

DATABASE_ERRORS = "database_errors"
STORAGE_ERRORS = "storage_errors"
UPLOADED_BYTES = "uploaded_bytes"

_counts = dict.fromkeys((DATABASE_ERRORS, STORAGE_ERRORS, UPLOADED_BYTES), 0)
_lock = threading.Lock()


def add(name: str, amount: int = 1) -> None:
    """Count that it has happened; from any thread."""
    with _lock:
        _counts[name] += amount


def counts() -> dict[str, int]:
    """Return how often each has happened in this process."""
    return dict(_counts)
