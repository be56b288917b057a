"""The child program that draws: `python -m cardwright.rendering.worker`.

It reads one job after another from standard input and answers each (`messages`). Its first answer
is Ready, or Missing where this machine lacks what drawing needs. The arguments are the memory it
may address, in bytes, and the wall time of one job, in seconds; out of either, it dies without an
answer.
"""

import importlib
import os
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import IO, cast

from cardwright.errors import Invalid, Unavailable
from cardwright.rendering.engine import require_engine
from cardwright.rendering.jobs import Job, NotPrintable, Outcome
from cardwright.rendering.messages import (
    LENGTH_BYTES,
    Answer,
    Failed,
    Missing,
    Ready,
    Refused,
    Unreadable,
    frame,
    read_job,
)


def main() -> None:
    """Answer until standard input ends."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    answers = _private_output()
    warnings.simplefilter("ignore")
    try:
        require_engine()
    except Unavailable as failure:
        _send(answers, Missing(failure.description))
        return
    # Only now: these import the engine.
    run = _runner()
    _limit(memory)
    _send(answers, Ready())
    while length := sys.stdin.buffer.read(LENGTH_BYTES):
        job = read_job(sys.stdin.buffer.read(int.from_bytes(length, "big")))
        # The parent kills a worker that takes too long; the alarm is for a parent that is gone.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        answer = _answer(run, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answer)


def _runner() -> Callable[[Job], Outcome]:
    running = importlib.import_module("cardwright.rendering.running")
    compiling = importlib.import_module("cardwright.rendering.compile")
    templates = compiling.CompiledTemplates()
    return lambda job: cast(Outcome, running.run(job, templates))


def _answer(run: Callable[[Job], Outcome], job: Job) -> Answer:
    try:
        return run(job)
    except MemoryError:
        os._exit(1)
    except NotPrintable as refusal:
        return Refused(refusal.errors, refusal.findings)
    except Invalid as refusal:
        return Refused(refusal.errors)
    except Unavailable as failure:
        return Unreadable(failure.description)
    except Exception:  # noqa: BLE001 - the serving process logs it, and this one goes on
        return Failed(traceback.format_exc())


def _private_output() -> IO[bytes]:
    """Take standard output away from the libraries, whose chatter is no answer."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _limit(memory: int) -> None:
    """Bound memory, and forbid files and core dumps, where the platform knows how."""
    for limit, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (amount, amount))


def _send(answers: IO[bytes], answer: Answer) -> None:
    for part in frame(answer):
        answers.write(part)
    answers.flush()


if __name__ == "__main__":
    main()
