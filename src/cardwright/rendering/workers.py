"""Draw in child processes that can be killed, never in the one that serves."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

import cardwright
from cardwright.errors import Invalid, Unavailable
from cardwright.layout.findings import Finding
from cardwright.rendering.jobs import Findings, Job, NotPrintable, Outcome, PreflightJob
from cardwright.rendering.messages import (
    LENGTH_BYTES,
    Answer,
    Failed,
    Missing,
    Ready,
    Refused,
    Unreadable,
    frame,
    read_answer,
)

AT_A_TIME = 2
SECONDS = 5.0
MEMORY = 1536 * 1024 * 1024
"""Bytes. A PNG of 50 megapixels over a background of as many takes most of it."""
JOBS_PER_WORKER = 1000
START_SECONDS = 20.0
RECORDS_AT_A_TIME = 20
"""So many records are looked through in one job, that each job keeps within its time."""

WORKER = (sys.executable, "-P", "-m", "cardwright.rendering.worker")

_BEYOND_LIMITS = (
    "could not be drawn within the limits of time and memory: use fewer or simpler objects, "
    "smaller pictures, or fewer dots per inch"
)


class Renderers:
    """At most `at_a_time` workers, started when first needed and kept warm until `close`.

    `program` is the command of a worker, to which its limits are appended. Belongs to one event
    loop. Nothing of the drawing engine is loaded into this process.
    """

    def __init__(
        self,
        program: Sequence[str] = WORKER,
        *,
        at_a_time: int = AT_A_TIME,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._program = (*program, str(memory), str(seconds))
        self._seconds = seconds
        self._at_a_time = at_a_time
        self._places = asyncio.Semaphore(at_a_time)
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []
        self._is_closed = False

    async def run(self, job: Job) -> Outcome:
        """Return what the job asks for.

        Raises Invalid for what cannot be drawn, or not within the limits (`template_objects`),
        NotPrintable where a strict render finds errors, and Unavailable where no worker can be
        started: its description says what the machine lacks.
        """
        async with self._places:
            answer = await self._answer(job)
        match answer:
            case Refused(errors, findings):
                raise Invalid(errors) if findings is None else NotPrintable(findings)
            case Unreadable(description):
                raise Unavailable(description)
            case Failed(trace):
                raise RuntimeError(f"A worker failed to draw:\n{trace}")
            case Ready() | Missing():
                raise Unavailable
        return answer

    async def warm(self) -> None:
        """Start a worker before the first job comes. Raises Unavailable as `run`."""
        async with self._places:
            if not self._idle:
                self._idle.append(await self._start())

    async def preflight(self, job: PreflightJob) -> list[Finding]:
        """Return what preflight finds, however many records there are; raises as `run`."""
        if job.records is None:
            return await self._findings(job)
        found: dict[Finding, None] = {}
        for start in range(0, max(1, len(job.records)), RECORDS_AT_A_TIME):
            part = msgspec.structs.replace(
                job,
                records=job.records[start : start + RECORDS_AT_A_TIME],
                first_record=job.first_record + start,
            )
            # What concerns all records is found in each part, and told once.
            found.update(dict.fromkeys(await self._findings(part)))
        return list(found)

    async def close(self) -> None:
        """End the workers; jobs under way and to come are Unavailable."""
        self._is_closed = True
        for worker in self._workers:
            worker.kill()
        while self._idle:
            await self._end(self._idle.pop())
        # Whoever was waiting for a killed worker collects it before giving up its place.
        for _ in range(self._at_a_time):
            await self._places.acquire()
        for _ in range(self._at_a_time):
            self._places.release()

    async def _findings(self, job: PreflightJob) -> list[Finding]:
        outcome = await self.run(job)
        return outcome.findings if isinstance(outcome, Findings) else []

    async def _answer(self, job: Job) -> Answer:
        if self._idle:
            # What earlier jobs left behind may be why a warm worker fails, or it died while idle:
            # only a fresh one can hold its death against this job.
            with suppress(_LostError):
                return await self._ask(self._idle.pop(), job)
        try:
            return await self._ask(await self._start(), job)
        except _LostError:
            self._refuse_when_closed()
            raise Invalid.field("template_objects", _BEYOND_LIMITS) from None

    async def _start(self) -> "_Worker":
        self._refuse_when_closed()
        worker = await _Worker.start(self._program)
        self._workers.add(worker)
        try:
            self._refuse_when_closed()
        except Unavailable:
            await self._end(worker)
            raise
        return worker

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise Unavailable

    async def _ask(self, worker: "_Worker", job: Job) -> Answer:
        is_reusable = False
        try:
            async with asyncio.timeout(self._seconds):
                answer = await worker.ask(job)
            is_reusable = worker.asked < JOBS_PER_WORKER and not self._is_closed
        except TimeoutError:
            raise Invalid.field("template_objects", _BEYOND_LIMITS) from None
        finally:
            # A worker that was left in the middle of an answer would give it to the next job.
            if is_reusable:
                self._idle.append(worker)
            else:
                await self._end(worker)
        return answer

    async def _end(self, worker: "_Worker") -> None:
        self._workers.discard(worker)
        await worker.end()


class _LostError(Exception):
    """The worker died, or said something that is no answer."""


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("The process must be started with pipes")
        self._process = process
        self._jobs = process.stdin
        self._answers = process.stdout
        self.asked = 0

    @classmethod
    async def start(cls, program: Sequence[str]) -> "_Worker":
        """Start a worker and wait until it is ready; Unavailable if that never happens.

        It gets a process group of its own, so that it is not hit by a Ctrl-C that is meant for the
        server.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *program,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as failure:
            raise Unavailable from failure
        worker = cls(process)
        answer: Answer | None = None
        try:
            async with asyncio.timeout(START_SECONDS):
                answer = await worker._read()
        except (TimeoutError, _LostError) as failure:
            raise Unavailable from failure
        finally:
            if not isinstance(answer, Ready):
                await worker.end()
        if isinstance(answer, Missing):
            raise Unavailable(answer.description)
        return worker

    async def ask(self, job: Job) -> Answer:
        """Return the worker's answer; _LostError without one."""
        self.asked += 1
        try:
            for part in frame(job):
                self._jobs.write(part)
            await self._jobs.drain()
        except OSError as failure:
            raise _LostError from failure
        return await self._read()

    def kill(self) -> None:
        """Kill the worker; harmless when it is dead."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def end(self) -> None:
        """Kill the worker and wait until it is gone; only for the one who may read from it."""
        self.kill()
        self._jobs.close()
        # The exit is noticed only once its output has been read to the end.
        while await self._answers.read(64 * 1024):
            pass
        await self._process.wait()

    async def _read(self) -> Answer:
        try:
            length = await self._answers.readexactly(LENGTH_BYTES)
            return read_answer(await self._answers.readexactly(int.from_bytes(length, "big")))
        except (asyncio.IncompleteReadError, OSError, msgspec.DecodeError) as failure:
            raise _LostError from failure


def _environment() -> dict[str, str]:
    """Return what a worker needs to find Python and this package, and none of our secrets."""
    needed = {
        "LC_ALL": "C.UTF-8",
        # One core a worker; each further thread of numpy would take address space.
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(cardwright.__file__).absolute().parent.parent),
    }
    if "LD_LIBRARY_PATH" in os.environ:
        needed["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return needed
