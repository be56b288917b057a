"""Bytes on their way in: in memory while they are few, then in temporary files of one folder."""

import errno
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from io import FileIO
from pathlib import Path

from cardwright import tallies
from cardwright.errors import StorageFull, Unavailable
from cardwright.storage.memory import Buffer, Buffers

HEAD = 4096
LEFT_OVER_AFTER_SECONDS = 24 * 60 * 60

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


class Spool:
    """The folder. What a crash leaves in it is removed when it is opened more than a day later."""

    def __init__(self, folder: Path, *, is_quick: bool = True) -> None:
        """Open a folder that exists; one behind a network is not quick."""
        self._folder, self._is_quick = folder, is_quick
        self._buffers = Buffers()
        oldest = time.time() - LEFT_OVER_AFTER_SECONDS
        for entry in os.scandir(folder):
            # Another process may clean up at the same moment.
            with suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_mtime < oldest:
                    Path(entry.path).unlink()

    def incoming(self) -> "SpooledIncoming":
        """Begin to take bytes in."""
        return SpooledIncoming(self._folder, self._buffers, is_quick=self._is_quick)

    def check(self) -> None:
        """Raise OSError when bytes cannot be taken in."""
        probe = self._folder / f"probe-{secrets.token_hex(8)}"
        os.close(_create(probe))
        probe.unlink()


class SpooledIncoming:
    """A temporary file, or memory for it; see `cardwright.storage.Incoming`.

    Where writing to the folder is not quick, which is then not done on the event loop, the bytes
    go there at once. The lock is for an upload that is given up while a worker thread still writes
    a piece of it: closing the descriptor under that thread could send the bytes into another file.
    """

    def __init__(self, folder: Path, buffers: Buffers, *, is_quick: bool = True) -> None:
        self.is_quick = is_quick
        self.size = 0
        self.head = b""
        self._folder = folder
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self._buffers = buffers
        self._buffer: Buffer | None = None
        self._file: FileIO | None = None
        self._is_over = False

    @property
    def path(self) -> Path:
        with self._lock:
            if not self._is_over:
                with faults_as_unavailable():
                    self._opened()
            return self._path

    def write(self, chunk: bytes | bytearray) -> None:
        with self._lock:
            self._require_more()
            if self.is_quick and not self.size and self._file is None:
                self._buffer = self._buffers.lend()
            if self._buffer is None or not self._buffer.take(chunk):
                with faults_as_unavailable():
                    _write(self._opened(), memoryview(chunk))
            self._hash.update(chunk)
            if len(self.head) < HEAD:
                self.head += bytes(chunk[: HEAD - len(self.head)])
            self.size += len(chunk)

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def finish(self) -> None:
        """Close the file: no bytes are to come any more."""
        with self._lock, faults_as_unavailable():
            self._require_more()
            file = self._opened()
            self._is_over = True
            file.close()

    def finish_as(self, target: Path) -> None:
        """Let the bytes be the file `target`, which is on the disk then; its folder need not be.

        Raises FileExistsError where there is one. After a failed fsync the kernel may count the
        lost pages as clean, so that a second fsync would succeed without them: the descriptor is
        closed either way and never flushed again.
        """
        with self._lock:
            self._require_more()
            self._is_over = True
            if self._buffer is not None:
                self._buffer.write_to(target)
                return
            file = self._opened()
            try:
                os.fsync(file.fileno())
            finally:
                file.close()
            _move_unless_taken(self._path, target)

    def discard(self) -> None:
        with self._lock:
            self._is_over = True
            self._give_back()
            if self._file is not None:
                self._file.close()
                self._path.unlink(missing_ok=True)

    @cached_property
    def _path(self) -> Path:
        """That of the temporary file, whether there is one or not."""
        return self._folder / secrets.token_hex(16)

    def _require_more(self) -> None:
        if self._is_over:
            raise ValueError("These bytes were kept or discarded before")

    def _opened(self) -> FileIO:
        """Return the temporary file, which from now on has the bytes."""
        if self._file is None:
            self._file = FileIO(_create(self._path), "wb")
            if self._buffer is not None:
                with self._buffer.content() as content:
                    _write(self._file, content)
                self._give_back()
        return self._file

    def _give_back(self) -> None:
        buffer, self._buffer = self._buffer, None
        if buffer is not None:
            self._buffers.give_back(buffer)


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


def _write(file: FileIO, content: memoryview) -> None:
    while content:
        content = content[file.write(content) :]


def _move_unless_taken(source: Path, target: Path) -> None:
    """Give the file its lasting name; FileExistsError if another file has it.

    A rename would replace that other file without a word, a link cannot. The source name stays
    beside it until the caller removes it.
    """
    try:
        target.hardlink_to(source)
    except OSError as failure:
        if failure.errno not in _NO_HARD_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, "The key is taken", str(target)) from None
        source.rename(target)
