"""Bytes in a folder of this machine, durable before they are acknowledged.

    <folder>/.incoming/<random>      bytes on their way in
    <folder>/<account>/<name>        kept bytes, one file a key

Folders are 0700 and files 0600. A crash leaves at worst a file in `.incoming`, which is removed
when the storage is opened more than a day later.
"""

import errno
import hashlib
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright.errors import Unavailable

if TYPE_CHECKING:
    from cardwright.storage import Incoming

PIECE = 256 * 1024
HEAD = 4096
LEFT_OVER_AFTER_SECONDS = 24 * 60 * 60

_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
_KEY = re.compile(rf"{_SEGMENT}(/{_SEGMENT})+")
_LONGEST_KEY = 250
_NO_HARD_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}


class LocalStorage:
    """The folder of kept bytes; see `cardwright.storage.Storage` for what each method promises."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / ".incoming"
        self._durable_folders: set[Path] = set()
        self._make_durable(self._incoming, from_folder=Path(folder.anchor))
        self._remove_left_over()

    def incoming(self) -> "LocalIncoming":
        return LocalIncoming(self._incoming / secrets.token_hex(16))

    def keep(self, incoming: "Incoming", key: str) -> None:
        if not isinstance(incoming, LocalIncoming):
            raise TypeError("These bytes came in through another storage")
        kept = self._path(key)
        with _as_unavailable():
            self._make_durable(kept.parent, from_folder=self._folder)
            incoming.finish()
            _move_unless_taken(incoming.path, kept)
            _fsync_folder(kept.parent)
        incoming.discard()

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        path = self._path(key)
        # A generator runs only when it is asked for its first piece, which is after the headers
        # of an answer were sent: a missing file has to show before that.
        path.stat()
        return _pieces(path, start, stop)

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def remove(self, key: str) -> None:
        # Not followed by fsync: a file that comes back after a loss of power is an orphan, which
        # is removed again later.
        with suppress(FileNotFoundError):
            self._path(key).unlink()

    def keys(self) -> Iterator[str]:
        return _files_below(self._folder, "")

    def check(self) -> None:
        probe = self._incoming / f"probe-{secrets.token_hex(8)}"
        os.close(_create(probe))
        probe.unlink()

    def _path(self, key: str) -> Path:
        if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is not a storage key")
        return self._folder / key

    def _make_durable(self, folder: Path, *, from_folder: Path) -> None:
        """Make the folder and those between it and `from_folder`, each written to its parent.

        The first time that this process meets a folder its parent is flushed even if the folder
        exists: whoever made it may not have come that far yet.
        """
        if folder in self._durable_folders or folder == from_folder:
            return
        self._make_durable(folder.parent, from_folder=from_folder)
        is_ours = folder.is_relative_to(self._folder)
        if is_ours or not folder.is_dir():
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
            _fsync_folder(folder.parent)
        self._durable_folders.add(folder)

    def _remove_left_over(self) -> None:
        oldest = time.time() - LEFT_OVER_AFTER_SECONDS
        for entry in os.scandir(self._incoming):
            # Another process may clean up at the same moment.
            with suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_mtime < oldest:
                    Path(entry.path).unlink()


class LocalIncoming:
    """A temporary file; see `cardwright.storage.Incoming`.

    The lock is for an upload that is given up while a worker thread still writes a piece of it:
    closing the descriptor under that thread could send the bytes into another file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self.head = b""
        self._hash = hashlib.sha256()
        self._lock = threading.Lock()
        self._file: FileIO | None = None
        self._is_over = False

    def write(self, chunk: bytes | bytearray) -> None:
        with self._lock, _as_unavailable():
            file, rest = self._opened(), memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
            self._hash.update(chunk)
            if len(self.head) < HEAD:
                self.head += bytes(chunk[: HEAD - len(self.head)])
            self.size += len(chunk)

    def sha256(self) -> str:
        return self._hash.hexdigest()

    def finish(self) -> None:
        """Flush the bytes to the disk and close the file.

        After a failed fsync the kernel may count the lost pages as clean, so that a second fsync
        would succeed without them: the descriptor is closed either way and never flushed again.
        """
        with self._lock:
            file = self._opened()
            self._is_over = True
            try:
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
def _as_unavailable() -> Iterator[None]:
    """Turn a full or broken disk into Unavailable; a taken key stays what it is."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as failure:
        raise Unavailable(
            f"The file could not be stored ({failure.strerror}): try again later"
        ) from failure


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)


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


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pieces(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        left = stop - start
        while left > 0 and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece


def _files_below(folder: Path, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files_below(folder / entry.name, f"{prefix}{entry.name}/")
            elif prefix and entry.is_file(follow_symlinks=False):
                yield prefix + entry.name
