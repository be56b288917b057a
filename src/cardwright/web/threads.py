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
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writers = ThreadPoolExecutor(WRITERS, "writer")
        self._carriers = ThreadPoolExecutor(CARRIERS, "carrier")
        self._hashers = ThreadPoolExecutor(HASHERS, "hasher")

    async def read(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work` in a reading thread and return what it returns."""
        return await _run(self._readers, work, arguments)

    async def write(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work` in a writing thread and return what it returns."""
        return await _run(self._writers, work, arguments)

    async def carry(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work`, which reads or keeps the bytes of files, and return what it returns."""
        return await _run(self._carriers, work, arguments)

    async def hash(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work`, which hashes passwords, in a thread for that, and return what it returns."""
        return await _run(self._hashers, work, arguments)

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._readers.shutdown()
        self._writers.shutdown()
        self._carriers.shutdown()
        self._hashers.shutdown()


async def _run(
    pool: ThreadPoolExecutor, work: Callable[..., Result], arguments: tuple[object, ...]
) -> Result:
    """Run `work` in a thread that knows which request it works for, and since when that waits."""
    return await asyncio.get_running_loop().run_in_executor(
        pool, run_asked_at, time.monotonic(), copy_context().run, (work, *arguments)
    )
