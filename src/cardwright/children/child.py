"""The program of a child: answers questions within limits of memory and time."""

import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TypeVar

import msgspec

from cardwright.children.messages import frame, read_frame
from cardwright.errors import Unavailable

Question = TypeVar("Question")


def serve(
    prepare: Callable[[], Callable[[Question], object]],
    questions: msgspec.msgpack.Decoder[Question],
) -> None:
    """Answer one question after another from standard input, until it ends.

    `prepare` loads what the work needs and returns what answers a question; where it raises
    Unavailable, its sentence is the only answer. The arguments of the program are the memory that
    it may address from then on, in bytes, and the wall time of one question, in seconds; out of
    either, it dies without an answer.
    """
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    answers = _private_output()
    warnings.simplefilter("ignore")
    try:
        answer = prepare()
    except Unavailable as failure:
        _send(answers, failure.description)
        return
    _limit(memory)
    # A failure to start had its chance to be seen there; what decoders mutter is nothing to log.
    os.dup2(1, 2)
    _send(answers, None)
    while (data := read_frame(sys.stdin.buffer)) is not None:
        question = questions.decode(data)
        # The parent kills a child that takes too long; the alarm is for a parent that is gone.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        try:
            answered = answer(question)
        except MemoryError:
            os._exit(1)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(answers, answered)


def set_limit(limit: int, amount: int) -> None:
    """Bound a resource of this process, where the platform knows how."""
    with suppress(OSError, ValueError):
        resource.setrlimit(limit, (amount, amount))


def _private_output() -> IO[bytes]:
    """Take standard output away from the libraries, whose chatter is no answer."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def _limit(memory: int) -> None:
    """Bound memory, and forbid files and core dumps."""
    set_limit(resource.RLIMIT_AS, memory)
    set_limit(resource.RLIMIT_FSIZE, 0)
    set_limit(resource.RLIMIT_CORE, 0)


def _send(answers: IO[bytes], message: object) -> None:
    for part in frame(message):
        answers.write(part)
    answers.flush()
