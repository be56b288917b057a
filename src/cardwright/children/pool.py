"""Child processes that are started when first needed, kept warm, and killed when they misbehave."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

import cardwright
from cardwright.children.messages import LENGTH_BYTES, frame, length_of
from cardwright.children.turns import Turns
from cardwright.errors import Unavailable

logger = logging.getLogger(__name__)

START_SECONDS = 20.0
MOST_LOGGED = 4096
"""Bytes of what one child writes to its standard error."""

Answer = TypeVar("Answer")


class BeyondLimits(Exception):
    """A child took too long over a question, or died of it."""


class Children(Generic[Answer]):
    """At most `at_a_time` children, started when first needed and kept warm until `close`.

    `program` is the command of a child (see `child.serve`), to which its limits are appended:
    `memory` in bytes, and `seconds` of wall time for a question. After `questions_each` a child is
    replaced by a fresh one. Belongs to one event loop.
    """

    def __init__(
        self,
        program: Sequence[str],
        answers: msgspec.msgpack.Decoder[Answer],
        *,
        at_a_time: int,
        seconds: float,
        memory: int,
        questions_each: int,
    ) -> None:
        self._program = (*program, str(memory), str(seconds))
        self._answers = answers
        self._at_a_time = at_a_time
        self._seconds = seconds
        self._questions_each = questions_each
        self._turns = Turns(at_a_time)
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._asked = 0
        self._is_closed = False

    @property
    def busy(self) -> int:
        """How many of the questions that were asked are worked on."""
        return min(self._asked, self._at_a_time)

    @property
    def waiting(self) -> int:
        """How many of the questions that were asked wait for a child."""
        return max(0, self._asked - self._at_a_time)

    @property
    def process_ids(self) -> list[int]:
        """The children that live."""
        return [child.process_id for child in self._children]

    async def ask(self, question: object, party: Hashable = None) -> Answer:
        """Return the answer to the question, for which parties take turns.

        Raises BeyondLimits, and Unavailable where no child can be started: its description says
        what the machine lacks.
        """
        async with self._in_turn(party):
            if self._idle:
                # What earlier questions left behind may be why a warm child fails, or it died
                # while idle: only a fresh one can hold its death against this question.
                with suppress(_LostError):
                    return await self._ask(self._idle.pop(), question)
            try:
                return await self._ask(await self._start(), question)
            except _LostError:
                self._refuse_when_closed()
                raise BeyondLimits from None

    async def warm(self) -> None:
        """Start a child before the first question comes. Raises Unavailable as `ask`."""
        async with self._turns.turn(None):
            if not self._idle:
                self._idle.append(await self._start())

    async def close(self) -> None:
        """End the children; questions under way and to come are Unavailable."""
        self._is_closed = True
        for child in self._children:
            child.kill()
        while self._idle:
            await self._end(self._idle.pop())
        # Whoever was waiting for a killed child collects it before giving up its place.
        for _ in range(self._at_a_time):
            await self._turns.take(None)
        for _ in range(self._at_a_time):
            self._turns.give_back()

    @asynccontextmanager
    async def _in_turn(self, party: Hashable) -> AsyncIterator[None]:
        """Wait for a place and hold it, counted among what was asked."""
        self._asked += 1
        try:
            async with self._turns.turn(party):
                yield
        finally:
            self._asked -= 1

    async def _ask(self, child: "_Child", question: object) -> Answer:
        is_reusable = False
        try:
            async with asyncio.timeout(self._seconds):
                answer = self._read(await child.ask(question))
            is_reusable = child.asked < self._questions_each and not self._is_closed
        except TimeoutError:
            raise BeyondLimits from None
        finally:
            # A child that was left in the middle of an answer would give it to the next question.
            if is_reusable:
                self._idle.append(child)
            else:
                await self._end(child)
        return answer

    def _read(self, data: bytes) -> Answer:
        try:
            return self._answers.decode(data)
        except msgspec.DecodeError as failure:
            raise _LostError from failure

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

    async def _end(self, child: "_Child") -> None:
        self._children.discard(child)
        await child.end()


class _LostError(Exception):
    """The child died, or said something that is no answer."""


class _Child:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("The process must be started with pipes")
        self._process = process
        self._questions = process.stdin
        self._answers = process.stdout
        # In no request's context: the child outlives the one that it was started for.
        self._listening = asyncio.create_task(_log(process.stderr), context=Context())
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
                stderr=asyncio.subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as failure:
            raise Unavailable from failure
        child = cls(process)
        is_ready = False
        try:
            async with asyncio.timeout(START_SECONDS):
                lack = _greeting.decode(await child._frame())
            is_ready = lack is None
        except (TimeoutError, _LostError, msgspec.DecodeError) as failure:
            raise Unavailable from failure
        finally:
            if not is_ready:
                await child.end()
        if lack is not None:
            raise Unavailable(lack)
        return child

    @property
    def process_id(self) -> int:
        return self._process.pid

    async def ask(self, question: object) -> bytes:
        """Return the bytes of the child's answer; _LostError without one."""
        self.asked += 1
        try:
            for part in frame(question):
                self._questions.write(part)
            await self._questions.drain()
        except OSError as failure:
            raise _LostError from failure
        return await self._frame()

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
        while await self._answers.read(64 * 1024):
            pass
        await self._listening
        await self._process.wait()

    async def _frame(self) -> bytes:
        try:
            head = await self._answers.readexactly(LENGTH_BYTES)
            return await self._answers.readexactly(length_of(head))
        except (asyncio.IncompleteReadError, OSError) as failure:
            raise _LostError from failure


_greeting: msgspec.msgpack.Decoder[str | None] = msgspec.msgpack.Decoder(str | None)


async def _log(errors: asyncio.StreamReader) -> None:
    """Log what a child writes to its standard error, and throw away what is too much of it.

    Libraries complain there about what strangers sent, in lines that would be none of our log.
    """
    room = MOST_LOGGED
    while said := await errors.read(MOST_LOGGED):
        for line in said[:room].decode(errors="replace").splitlines():
            if line.strip():
                logger.warning("a child process said: %s", line)
        room = max(0, room - len(said))


def _environment() -> dict[str, str]:
    """Return what a child needs to find Python and this package, and none of our secrets."""
    needed = {
        "LC_ALL": "C.UTF-8",
        # One core a child; each further thread of numpy would take address space.
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(cardwright.__file__).absolute().parent.parent),
    }
    if "LD_LIBRARY_PATH" in os.environ:
        needed["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return needed
