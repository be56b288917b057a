"""Decode what strangers upload in child processes that can be killed, never in this one."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import cardwright
from cardwright.errors import Invalid, Unavailable
from cardwright.files.content import CHECKED_TYPES

AT_A_TIME = 2
SECONDS = 5.0
# Pillow addresses 815 MB for a WebP of 50 megapixels, 485 MB for an AVIF, 380 MB for a
# progressive JPEG (measured): what decisions promise to accept must fit.
MEMORY = 1024 * 1024 * 1024
FILES_PER_CHILD = 200
START_SECONDS = 15.0

INSPECTOR = (sys.executable, "-P", "-m", "cardwright.files.inspector")

_BEYOND_LIMITS = (
    "could not be decoded within the limits of time and memory: upload a simpler or smaller file"
)
_LONGEST_LINE = 64 * 1024


class Inspection:
    """At most two children, started when first needed and kept warm until `close`.

    `program` is the command of a child, to which its limits are appended: `memory` in bytes and
    `seconds` of wall time for one file. Belongs to one event loop.
    """

    def __init__(
        self,
        program: Sequence[str] = INSPECTOR,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._program = (*program, str(memory), str(seconds))
        self._seconds = seconds
        self._places = asyncio.Semaphore(AT_A_TIME)
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._is_closed = False

    async def check(self, path: Path, content_type: str) -> None:
        """Decode the file as what it claims to be; types outside CHECKED_TYPES always pass.

        Raises Invalid for `file` where it is something else, damaged, or too much to decode, and
        Unavailable where no child can be started.
        """
        if content_type not in CHECKED_TYPES:
            return
        question = {"path": str(path.absolute()), "content_type": content_type}
        async with self._places:
            problem = await self._problem(json.dumps(question).encode() + b"\n")
        if problem:
            raise Invalid.field("file", problem)

    async def close(self) -> None:
        """End the children; checks under way and to come are Unavailable."""
        self._is_closed = True
        for child in self._children:
            child.kill()
        while self._idle:
            await self._end(self._idle.pop())
        # Whoever was waiting for a killed child collects it before giving up its place.
        for _ in range(AT_A_TIME):
            await self._places.acquire()
        for _ in range(AT_A_TIME):
            self._places.release()

    async def _problem(self, question: bytes) -> str | None:
        child = self._idle_child()
        if child is not None:
            # What an earlier file left behind may be why a warm child fails, or it died while
            # idle: only a fresh one can hold its death against this file.
            with suppress(_LostError):
                return await self._ask(child, question)
        try:
            return await self._ask(await self._start(), question)
        except _LostError:
            self._refuse_when_closed()
            return _BEYOND_LIMITS

    def _idle_child(self) -> "_Child | None":
        return self._idle.pop() if self._idle else None

    async def _start(self) -> "_Child":
        self._refuse_when_closed()
        child = await _Child.start(self._program)
        self._children.add(child)
        try:
            self._refuse_when_closed()
        except Unavailable:
            await self._end(child)
            raise
        return child

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise Unavailable

    async def _ask(self, child: "_Child", question: bytes) -> str | None:
        is_reusable = False
        try:
            async with asyncio.timeout(self._seconds):
                problem = await child.ask(question)
            is_reusable = child.asked < FILES_PER_CHILD and not self._is_closed
        except TimeoutError:
            return _BEYOND_LIMITS
        finally:
            # A child that was left in the middle of an answer would give it to the next file.
            if is_reusable:
                self._idle.append(child)
            else:
                await self._end(child)
        return problem

    async def _end(self, child: "_Child") -> None:
        self._children.discard(child)
        await child.end()


class _LostError(Exception):
    """The child died, or said something that is no answer."""


class _Child:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("The process must be started with pipes")
        self._process = process
        self._questions = process.stdin
        self._answers = process.stdout
        self.asked = 0

    @classmethod
    async def start(cls, program: Sequence[str]) -> "_Child":
        """Start a child and wait until it is ready; Unavailable if that never happens.

        It gets a process group of its own, so that it can be killed with what it has started and
        is not hit by a Ctrl-C that is meant for the server.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *program,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_environment(),
                limit=_LONGEST_LINE,
                start_new_session=True,
            )
        except OSError as failure:
            raise Unavailable from failure
        child = cls(process)
        is_ready = False
        try:
            async with asyncio.timeout(START_SECONDS):
                is_ready = await child._line() == {"ready": True}
        except (TimeoutError, _LostError) as failure:
            raise Unavailable from failure
        finally:
            if not is_ready:
                await child.end()
        if not is_ready:
            raise Unavailable
        return child

    async def ask(self, question: bytes) -> str | None:
        """Return what the child finds wrong with the file; _LostError without an answer."""
        self.asked += 1
        try:
            self._questions.write(question)
            await self._questions.drain()
        except OSError as failure:
            raise _LostError from failure
        match await self._line():
            case {"problem": str() | None as problem}:
                return problem
        raise _LostError

    def kill(self) -> None:
        """Kill the child and what it has started; harmless when it is dead."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill the child and wait until it is gone; only for the one who may read from it."""
        self.kill()
        self._questions.close()
        # The exit is noticed only once its output has been read to the end.
        while await self._answers.read(_LONGEST_LINE):
            pass
        await self._process.wait()

    async def _line(self) -> object:
        try:
            answer: object = json.loads(await self._answers.readline())
        except (OSError, ValueError, RecursionError) as failure:
            raise _LostError from failure
        return answer


def _environment() -> dict[str, str]:
    """Return what a child needs to find Python and this package, and none of our secrets."""
    needed = {
        "LC_ALL": "C.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(cardwright.__file__).absolute().parent.parent),
    }
    if "LD_LIBRARY_PATH" in os.environ:
        needed["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return needed
