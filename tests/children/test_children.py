"""Child processes that may die, hang or lie; the parent never does."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from cardwright.children import BeyondLimits, Children
from cardwright.errors import Unavailable
from tests.children.programs import READY

ECHO = "while True: say(hear())"


def children(
    script: str, *, seconds: float = 20, at_a_time: int = 2, questions_each: int = 100
) -> Children[str]:
    """Return children that run `script` once they are ready, and answer with text."""
    return running(
        [sys.executable, "-c", READY + script],
        seconds=seconds,
        at_a_time=at_a_time,
        questions_each=questions_each,
    )


def running(
    program: list[str], *, seconds: float = 20, at_a_time: int = 2, questions_each: int = 100
) -> Children[str]:
    return Children(
        program,
        msgspec.msgpack.Decoder(str),
        at_a_time=at_a_time,
        seconds=seconds,
        memory=1 << 30,
        questions_each=questions_each,
    )


def in_one_loop(work: Callable[[Children[str]], Awaitable[None]], used: Children[str]) -> None:
    async def run() -> None:
        try:
            async with asyncio.timeout(60):
                await work(used)
        finally:
            await used.close()

    asyncio.run(run())


def ask(used: Children[str], *questions: str) -> list[str]:
    """Return the answers to the questions, one asked after the other."""
    answers: list[str] = []

    async def work(opened: Children[str]) -> None:
        for question in questions:
            answers.append(await opened.ask(question))

    in_one_loop(work, used)
    return answers


def is_gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        # Nobody may be there to collect it: a zombie is dead too.
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_child_answers_one_question_after_another() -> None:
    long = "x" * 10_000_000

    assert ask(children(ECHO), "a", "b", long) == ["a", "b", long]


def test_a_child_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    first = tmp_path / "first"
    script = (
        f"asked = hear(); first = {str(first)!r}\n"
        "os.path.exists(first) or (open(first, 'w').close(), time.sleep(600))\n"
        "say(asked); hear()"
    )

    async def ask_twice(opened: Children[str]) -> None:
        with pytest.raises(BeyondLimits):
            await opened.ask("one")
        assert await opened.ask("two") == "two"

    # Time enough for the second child to answer on a machine that has much else to do.
    in_one_loop(ask_twice, children(script, seconds=3))


def test_what_a_hanging_child_has_started_dies_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    # Started before the child is ready, which has more time than a question.
    start = (
        "grandchild = subprocess.Popen(['sleep', '600']); "
        f"open({str(note)!r}, 'w').write(str(grandchild.pid)); say(None); hear(); time.sleep(600)"
    )
    program = [sys.executable, "-c", READY.replace("say(None)", start)]

    with pytest.raises(BeyondLimits):
        ask(running(program, seconds=1), "one")

    assert is_gone_within(int(note.read_text()), seconds=30)


@pytest.mark.parametrize(
    "script",
    [
        "os.abort()",
        "hear(); os.abort()",
        "hear(); sys.exit(0)",
        "hear(); say(None); hear()",
        "hear(); say(7); hear()",
        "hear(); say({'problem': 7}); hear()",
        "hear(); sys.stdout.buffer.write(b'\\0\\0\\0\\1\\xc1'); sys.stdout.flush(); hear()",
        "hear(); sys.stdout.buffer.write(b'\\0\\0'); sys.stdout.flush()",
        "hear(); [sys.stdout.buffer.write(b'y' * 65536) for _ in iter(int, 1)]",
    ],
)
def test_whatever_a_child_does_instead_of_answering_is_beyond_the_limits(script: str) -> None:
    with pytest.raises(BeyondLimits):
        ask(children(script, seconds=2), "one")


def test_a_warm_child_that_died_is_not_held_against_the_next_question() -> None:
    assert ask(children("say(hear())"), "a", "b", "c") == ["a", "b", "c"]


@pytest.mark.parametrize(
    "program",
    [
        ["/nonexistent/program"],
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "print('hello')"],
        [sys.executable, "-c", "print('x' * 10_000_000)"],
        [sys.executable, "-c", READY.replace("say(None)", "say(7); hear()")],
    ],
)
def test_without_a_child_there_is_no_answer(program: list[str]) -> None:
    with pytest.raises(Unavailable):
        ask(running(program), "one")


def test_a_child_says_what_the_machine_lacks() -> None:
    program = [sys.executable, "-c", READY.replace("say(None)", "say('Install it')")]

    with pytest.raises(Unavailable) as refusal:
        ask(running(program), "one")

    assert refusal.value.description == "Install it"


def test_no_more_than_so_many_work_at_a_time_and_each_question_gets_its_turn(
    tmp_path: Path,
) -> None:
    log = tmp_path / "log"
    # The first question waits for a second one to be worked on, however late its child starts.
    script = (
        f"log = open({str(log)!r}, 'a+', buffering=1)\n"
        "def begun(): log.seek(0); return log.read().count('+')\n"
        "while True:\n"
        "    asked = hear(); log.write('+\\n'); time.sleep(0.05)\n"
        "    while begun() < 2: time.sleep(0.01)\n"
        "    log.write('-\\n'); say(asked)"
    )

    async def ask_many(opened: Children[str]) -> None:
        questions = [str(number) for number in range(8)]
        assert await asyncio.gather(*map(opened.ask, questions)) == questions
        assert len(opened.process_ids) == 2

    in_one_loop(ask_many, children(script))

    running = most = 0
    for sign in log.read_text().split():
        running += 1 if sign == "+" else -1
        most = max(most, running)
    assert log.read_text().count("+") == log.read_text().count("-") == 8
    assert most == 2


def test_a_child_is_replaced_after_its_share_of_questions() -> None:
    pids = ask(children("while True: hear(); say(str(os.getpid()))", questions_each=3), *"abcd")

    assert len(set(pids[:3])) == 1
    assert pids[3] != pids[0]


def test_a_question_that_is_given_up_leaves_no_answer_to_the_next(tmp_path: Path) -> None:
    heard, may_answer = tmp_path / "heard", tmp_path / "may_answer"
    script = (
        "while True:\n"
        f"    asked = hear(); open({str(heard)!r}, 'w').close()\n"
        f"    while not os.path.exists({str(may_answer)!r}): time.sleep(0.01)\n"
        "    say(asked)"
    )

    async def give_up_then_ask(opened: Children[str]) -> None:
        given_up = asyncio.create_task(opened.ask("first"))
        while not heard.exists():
            await asyncio.sleep(0.01)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        may_answer.touch()
        assert await opened.ask("second") == "second"

    in_one_loop(give_up_then_ask, children(script))


def test_closing_ends_the_children_and_what_they_were_doing(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"

    async def close_during_a_question(opened: Children[str]) -> None:
        under_way = asyncio.create_task(opened.ask("one"))
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.01)
        await opened.close()
        with pytest.raises(Unavailable):
            await under_way
        with pytest.raises(Unavailable):
            await opened.ask("two")
        assert opened.process_ids == []

    in_one_loop(close_during_a_question, children(script, seconds=60))

    assert is_gone_within(int(note.read_text()), seconds=30)


def test_children_know_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDWRIGHT_SECRET_KEY", "a secret of more than 32 characters")

    (names,) = ask(children("hear(); say(' '.join(os.environ)); hear()"), "one")

    allowed = {
        "LC_ALL",
        "LC_CTYPE",
        "LD_LIBRARY_PATH",
        "OPENBLAS_NUM_THREADS",
        "PATH",
        "PYTHONPATH",
    }
    assert set(names.split()) <= allowed | {"__CF_USER_TEXT_ENCODING"}


def test_what_a_child_complains_of_is_logged_up_to_a_limit(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def work(used: Children[str]) -> None:
        assert await used.ask("one") == "one"

    complaint = "sys.stderr.write('a complaint\\n' + 'x\\n' * 1_000_000); sys.stderr.flush()\n"
    in_one_loop(work, children(complaint + ECHO))

    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "a child process said: a complaint"
    assert 1000 < len(said) < 3000
