"""The two small thread pools in which everything that waits for a disk runs.

Reads and writes wait for different things, a read for nothing but its turn, a write for the one
lock there is: in pools of their own, waiting writers never hold up a read.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")

READERS = 4
WRITERS = 4


class Threads:
    """Runs blocking functions beside the event loop, one hop each."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._writers = ThreadPoolExecutor(WRITERS, "writer")

    async def read(self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments) -> Result:
        """Run `work` in a reading thread and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work, *arguments)

    async def write(
        self, work: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Result:
        """Run `work` in a writing thread and return what it returns."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, work, *arguments)

    def close(self) -> None:
        """Wait for what is running, and end the threads."""
        self._readers.shutdown()
        self._writers.shutdown()
