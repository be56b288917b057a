"""Bytes on their way in: temporary files on this machine, in one folder."""

import errno
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

from cardwright import tallies
from cardwright.errors import StorageFull, Unavailable

HEAD = 4096
LEFT_OVER_AFTER_SECONDS = 24 * 60 * 60

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class Spool:
    """The folder. What a crash leaves in it is removed when it is opened more than a day later."""

    def __init__(self, folder: Path, *, is_quick: bool = True) -> None:
        """Open a folder that exists; one behind a network is not quick."""
        self._folder, self._is_quick = folder, is_quick
        oldest = time.time() - LEFT_OVER_AFTER_SECONDS
        for entry in os.scandir(folder):
            # Another process may clean up at the same moment.
            with suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_mtime < oldest:
                    Path(entry.path).unlink()

    def incoming(self) -> "SpooledIncoming":
        """Begin to take bytes in."""
        return SpooledIncoming(self._folder / secrets.token_hex(16), is_quick=self._is_quick)

    def check(self) -> None:
        """Raise OSError when bytes cannot be taken in."""
        probe = self._folder / f"probe-{secrets.token_hex(8)}"
        os.close(_create(probe))
        probe.unlink()


class SpooledIncoming:
    """A temporary file; see `cardwright.storage.Incoming`.

    The lock is for an upload that is given up while a worker thread still writes a piece of it:
    closing the descriptor under that thread could send the bytes into another file.
    """

    def __init__(self, path: Path, *, is_quick: bool = True) -> None:
        self.path, self.is_quick = path, is_quick
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._is_over = False

    def write(self, chunk: bytes | bytearray) -> None:
        with self._lock, faults_as_unavailable():
            file, rest = self._opened(), memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
            self._hash.update(chunk)
            if len(self.head) < HEAD:
                self.head += bytes(chunk[: HEAD - len(self.head)])
            self.size += len(chunk)

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def finish(self, *, is_lasting: bool) -> None:
        """Close the file; where it is to last, its bytes are on the disk by then.

        After a failed fsync the kernel may count the lost pages as clean, so that a second fsync
        would succeed without them: the descriptor is closed either way and never flushed again.
        """
        with self._lock:
            file = self._opened()
            self._is_over = True
            try:
                if is_lasting:
                    os.fsync(file.fileno())
            finally:
                file.close()

    def discard(self) -> None:
        with self._lock:
            self._is_over = True
            if self._file is not None:
                self._file.close()
                self.path.unlink(missing_ok=True)

    def _opened(self) -> FileIO:
        if self._is_over:
            raise ValueError("These bytes were kept or discarded before")
        if self._file is None:
            self._file = FileIO(_create(self.path), "wb")
        return self._file


@contextmanager
def faults_as_unavailable() -> Iterator[None]:
    """Turn a full disk into StorageFull, a broken one into Unavailable.

    A taken key stays what it is.
    """
    try:
        yield
    except FileExistsError:
        raise
    except OSError as failure:
        tallies.add(tallies.STORAGE_ERRORS)
        if failure.errno in _NO_ROOM:
            raise StorageFull from failure
        raise Unavailable(
            f"The file could not be stored ({failure.strerror}): try again later"
        ) from failure


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
