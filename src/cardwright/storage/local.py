"""Bytes in a folder of this machine, durable before they are acknowledged.

    <folder>/.incoming/<random>      bytes on their way in
    <folder>/<account>/<name>        kept bytes, one file a key

Folders are 0700 and files 0600. A crash leaves at worst a file in `.incoming`, which is removed
when the storage is opened more than a day later, or a kept file that no row refers to, which is
collected.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cardwright.storage.incoming import Spool, SpooledIncoming, faults_as_unavailable
from cardwright.storage.keys import checked_key

if TYPE_CHECKING:
    from cardwright.storage.place import Incoming

PIECE = 256 * 1024


class LocalStorage:
    """The folder of kept bytes; see `cardwright.storage.Storage` for what each method promises."""

    def __init__(self, folder: Path, *, is_shared: bool = False) -> None:
        """Open the folder, made when missing; `is_shared` where it may be behind a network."""
        self._folder, self.is_quick = folder, not is_shared
        self._durable_folders: set[Path] = set()
        incoming = folder / ".incoming"
        self._make_durable(incoming, from_folder=Path(folder.anchor))
        self._spool = Spool(incoming, is_quick=self.is_quick)

    def incoming(self) -> SpooledIncoming:
        return self._spool.incoming()

    def keep(self, incoming: "Incoming", key: str) -> None:
        if not isinstance(incoming, SpooledIncoming):
            raise TypeError("These bytes came in through another storage")
        kept = self._path(key)
        with faults_as_unavailable():
            self._make_durable(kept.parent, from_folder=self._folder)
            incoming.finish_as(kept)
            _fsync_folder(kept.parent)
        incoming.discard()

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        path = self._path(key)
        # A generator runs only when it is asked for its first piece, which is after the headers
        # of an answer were sent: a missing file has to show before that.
        path.stat()
        return _pieces(path, start, stop)

    def local_file(self, key: str) -> Path:
        return self._path(key)

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def kept_at(self, key: str) -> float:
        return self._path(key).stat().st_mtime

    def remove(self, key: str) -> None:
        # Not followed by fsync: a file that comes back after a loss of power is an orphan, which
        # is removed again later.
        with suppress(FileNotFoundError):
            self._path(key).unlink()

    def keys(self) -> Iterator[str]:
        return _files_below(self._folder, "")

    def check(self) -> None:
        self._spool.check()

    def _path(self, key: str) -> Path:
        return self._folder / checked_key(key)

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
