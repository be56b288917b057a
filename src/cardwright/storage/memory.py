"""Small files that are in memory until they are written to the disk at once, past its cache.

What must be on the disk before it is acknowledged gains nothing from the page cache: it is copied
there, written and forgotten. Written from memory of our own (open(2), `O_DIRECT`), a megabyte costs
a third less CPU time. Where a system or a file system has no such thing, the cache is used.
"""

import errno
import fcntl
import mmap
import os
import threading
from pathlib import Path

ROOM = 1024 * 1024
"""Bytes that a buffer holds."""

BUFFERS = 8
"""How many there are at most. They are given their memory as they are filled, and keep it."""

# Of devices and file systems: what goes past the cache goes in whole blocks, from such addresses.
_BLOCK = 4096
_PAST_THE_CACHE = getattr(os, "O_DIRECT", 0)


class Buffer:
    """Memory for one file."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, ROOM)
        self.size = 0

    def take(self, chunk: bytes | bytearray) -> bool:
        """Append the bytes; False, and nothing is taken, where there is no room for them."""
        end = self.size + len(chunk)
        if end > ROOM:
            return False
        self._memory[self.size : end] = chunk
        self.size = end
        return True

    def content(self) -> memoryview:
        """Return what was taken; to be released before more is."""
        return memoryview(self._memory)[: self.size]

    def write_to(self, path: Path) -> None:
        """Make a file of the content, which is on the disk when this returns.

        Raises FileExistsError where there is one; after any other OSError there is none.
        """
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with self.content() as content:
                written = _write_past_the_cache(descriptor, content)
                while written < self.size:
                    written += os.write(descriptor, content[written:])
            os.fsync(descriptor)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)


class Buffers:
    """Lends buffers. Whoever comes when all are lent does without."""

    def __init__(self) -> None:
        self._idle: list[Buffer] = []
        self._made, self._lock = 0, threading.Lock()

    def lend(self) -> Buffer | None:
        """Return an empty buffer, if there is one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if self._made == BUFFERS:
                return None
            self._made += 1
        return Buffer()

    def give_back(self, buffer: Buffer) -> None:
        """Take back a buffer that was lent."""
        buffer.size = 0
        with self._lock:
            self._idle.append(buffer)


def _write_past_the_cache(descriptor: int, content: memoryview) -> int:
    """Write the whole blocks of the content, and return how many bytes that was.

    It may be none, where only the cache is to be had.
    """
    blocks, written = len(content) - len(content) % _BLOCK, 0
    if not (_PAST_THE_CACHE and blocks):
        return 0
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETFL, _PAST_THE_CACHE)
        while written < blocks:
            written += os.write(descriptor, content[written:blocks])
    except OSError as failure:
        # Refused by the file system, or its blocks are larger.
        if failure.errno != errno.EINVAL:
            raise
    fcntl.fcntl(descriptor, fcntl.F_SETFL, 0)
    return written
