"""The small thread pools in which everything runs that takes long or waits for a disk.

Reads and writes wait for different things, a read for nothing but its turn, a write for the one
lock there is: in pools of their own, waiting writers never hold up a read. Carrying the bytes of
files to and from their storage has a pool of its own, so that an object store that is slow holds up
nobody else; and so has what is slow on purpose, hashing a password, so that only so much memory is
ever used for it.
"""

import asyncio
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar, TypeVarTuple

from cardwright.database.waiting import run_asked_at

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

READERS = 4
WRITERS = 4
CARRIERS = 4
HASHERS = 2 * (os.cpu_count() or 1)


class Threads:
    """Runs blocking functions beside the event loop, one hop each."""

    def __init__(self) -> None:
        self._readers = _Pool(READERS, "reader")
        self._writers = _Pool(WRITERS, "writer")
        self._carriers = _Pool(CARRIERS, "carrier")
        self._hashers = _Pool(HASHERS, "hasher")

    async def read(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work` in a reading thread and return what it returns."""
        return await self._readers.run(work, arguments)

    async def write(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work` in a writing thread and return what it returns."""
        return await self._writers.run(work, arguments)

    async def carry(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work`, which reads or keeps the bytes of files, and return what it returns."""
        return await self._carriers.run(work, arguments)

    async def hash(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work`, which hashes passwords, in a thread for that, and return what it returns."""
        return await self._hashers.run(work, arguments)

    @property
    def pools(self) -> "tuple[_Pool, ...]":
        """The pools, to look at."""
        return self._readers, self._writers, self._carriers, self._hashers

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        for pool in self.pools:
            pool.close()


class _Pool:
    """Threads of one kind. Belongs to one event loop."""

    def __init__(self, size: int, name: str) -> None:
        self.name = name
        self._size = size
        self._threads = ThreadPoolExecutor(size, name)
        self._asked = 0

    @property
    def busy(self) -> int:
        """How many threads work."""
        return min(self._asked, self._size)

    @property
    def waiting(self) -> int:
        """How much waits for a thread."""
        return max(0, self._asked - self._size)

    async def run(self, work: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
        """Run `work` in a thread that knows for which request, and since when that waits."""
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads,
                run_asked_at,
                time.monotonic(),
                copy_context().run,
                (work, *arguments),
            )
        finally:
            self._asked -= 1

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._threads.shutdown()
