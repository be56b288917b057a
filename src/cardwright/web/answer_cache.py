"""Finished answers and parts of them, kept under everything that they depend on.

The key holds the version of what is shown, which is read from the database for every request. So
what is kept is never stale, whoever writes from wherever; what nobody can ask for any more just
grows old.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class AnswerCache(Generic[T]):
    """Keeps what was asked for last, up to so many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under `key`, if anything is."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Keep `value` of `size` bytes; what was not asked for longest makes room for it.

        What would take the room of too many others is not kept.
        """
        with self._lock:
            if key in self._kept or size > self._most_bytes // 8:
                return
            self._kept[key] = value, size
            self._bytes += size
            while self._bytes > self._most_bytes:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed
