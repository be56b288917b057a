"""The small thread pools in which everything runs that takes long or waits for a disk.

Reads and writes wait for different things, a read for nothing but its turn, a write for the one
lock there is: in pools of their own, waiting writers never hold up a read. What is slow on purpose,
hashing a password, has a pool of its own, too, so that only so much memory is ever used for it.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar, TypeVarTuple

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

READERS = 4
WRITERS = 4
HASHERS = 2 * (os.cpu_count() or 1)


class Threads:
    """Runs blocking functions beside the event loop, one hop each."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writers = ThreadPoolExecutor(WRITERS, "writer")
        self._hashers = ThreadPoolExecutor(HASHERS, "hasher")

    async def read(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work` in a reading thread and return what it returns."""
        return await _run(self._readers, work, *arguments)

    async def write(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work` in a writing thread and return what it returns."""
        return await _run(self._writers, work, *arguments)

    async def hash(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work`, which hashes passwords, in a thread for that, and return what it returns."""
        return await _run(self._hashers, work, *arguments)

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._readers.shutdown()
        self._writers.shutdown()
        self._hashers.shutdown()


async def _run(
    pool: ThreadPoolExecutor, work: Callable[[*Arguments], Result], *arguments: *Arguments
) -> Result:
    """Run `work` in a thread that knows which request it works for."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, work, *arguments)
