"""Kept bytes as files of this machine, for the processes that draw: copies where there are none.

    <folder>/<account>/<name>        a copy of what an object store keeps under that key

What a key holds never changes, so a copy is never stale. A copy goes when nobody asked for it for a
day, and earlier when all together grow too large; whoever has it open may read it to its end.
"""

import os
import secrets
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cardwright.errors import Unavailable
from cardwright.storage.keys import checked_key
from cardwright.storage.place import Storage

MOST_BYTES = 512 * 1024 * 1024
UNUSED_SECONDS = 24 * 60 * 60
_LARGEST = 1 << 62


class LocalCopies:
    """Finds the files behind keys, and copies those that an object store keeps."""

    def __init__(self, storage: Storage, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        """Use `folder`, which is made when the first copy is."""
        self._storage, self._folder, self._most_bytes = storage, folder, most_bytes
        self._lock = threading.Lock()

    def path(self, key: str) -> Path:
        """Return where the bytes lie once they are `fetched`; touches no disk."""
        return self._storage.local_file(key) or self._folder / checked_key(key)

    def lying_elsewhere(self, keys: Iterable[str]) -> list[str]:
        """Return those keys that have to be `fetched` before they are read; touches no disk."""
        return [key for key in keys if self._storage.local_file(key) is None]

    def fetch(self, keys: Iterable[str]) -> None:
        """Copy what is not on this machine yet. A key that is unknown is passed over.

        Raises Unavailable where the store does not answer, or the disk is full.
        """
        copied = [self._copy(key) for key in self.lying_elsewhere(keys)]
        if any(copied):
            with self._lock:
                self._forget()

    def _copy(self, key: str) -> bool:
        """Copy one, unless it is there; say whether that took any room."""
        path = self.path(key)
        partial = path.with_name(f".{secrets.token_hex(8)}")
        try:
            if path.exists():
                # So that it counts as asked for now.
                os.utime(path)
                return False
            pieces = self._storage.read(key, 0, _LARGEST)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial.touch(mode=0o600, exist_ok=False)
            with partial.open("wb") as file:
                file.writelines(pieces)
            partial.rename(path)
        except FileNotFoundError:
            return False
        except OSError as failure:
            raise Unavailable("A file could not be copied to be drawn: try again shortly") from (
                failure
            )
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return True

    def _forget(self) -> None:
        found = []
        for path in self._folder.glob("*/*"):
            with suppress(FileNotFoundError):
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
        total = sum(size for _, size, _ in found)
        oldest = time.time() - UNUSED_SECONDS
        for used, size, path in sorted(found):
            if total <= self._most_bytes and used >= oldest:
                return
            path.unlink(missing_ok=True)
            total -= size
