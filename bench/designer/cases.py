"""What is measured, in rounds: everybody takes turns, so that a slow minute hits all alike."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Error

from bench.connection import BenchError
from bench.designer.browser import Window
from bench.designer.dragging import Dragging
from bench.designer.results import FLOOR, OURS, Dragged, Results
from bench.designer.stand import Stand
from bench.designer.waiting import first_stage, layout_answers
from bench.designer.weight import weigh


@dataclass(frozen=True)
class Pace:
    """How much is measured in each round."""

    rounds: int
    reloads: int
    answers: int


def run_cases(stand: Stand, window: Window, pace: Pace, say: Callable[[str], None]) -> Results:
    """Run everything. A case that fails costs its own figures only; the first round warms up."""
    results = Results(browser=window.version, weight=weigh())
    dragging = Dragging(window)

    def drag(_: int) -> None:
        mine, its = dragging.in_the_designer(), dragging.on_the_floor()
        results.dragged.setdefault(OURS, Dragged()).turns.append(mine)
        results.dragged.setdefault(FLOOR, Dragged()).turns.append(its)

    def reload(_: int) -> None:
        results.first_stages += [first_stage(window) for _ in range(pace.reloads)]
        results.first_visits.append(first_stage(window, with_cache=False))

    def ask(number: int) -> None:
        results.answers.append(layout_answers(stand, window, number, pace.answers))

    cases = {"forty objects dragged": drag, "the first stage": reload, "a text that is typed": ask}
    for number in range(pace.rounds + 1):
        say(f"round {number} of {pace.rounds}")
        for name, measure in cases.items():
            if name not in results.failures:
                try:
                    measure(number)
                except (BenchError, Error, OSError) as failure:
                    results.failures[name] = str(failure).splitlines()[0]
        if number == 0:
            results.forget()
    return results
