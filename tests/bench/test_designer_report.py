"""The report on the designer: what was measured, the goals held against it, what is missing."""

from dataclasses import replace
from typing import Any

import pytest
from bench.designer.goals import goals
from bench.designer.report import render
from bench.designer.results import FLOOR, OURS, Answers, Drag, Dragged, Results
from bench.designer.weight import Weight, weigh
from bench.report_parts import Circumstances

WHERE = Circumstances("2026-01-31", "2 cores", [("Chromium", "156.0")], 60.0)
STEADY = [16.7] * 99 + [50.0]


def dragged(frames_ms: list[float], *busy_ms: float) -> Dragged:
    return Dragged([Drag(frames_ms, busy) for busy in busy_ms])


def measured() -> Results:
    return Results(
        browser="156.0",
        weight=Weight(third_party=11_264, all=92_159),
        dragged={OURS: dragged(STEADY, 9.0, 8.0, 7.0), FLOOR: dragged(STEADY, 3.0, 2.0, 2.0)},
        first_stages=[0.3, 0.4, 0.9],
        first_visits=[0.8],
        answers=[Answers([4.0, 3.0, 60.0], 2.5)],
    )


def test_every_goal_is_told_with_its_figure() -> None:
    text = render(WHERE, measured())

    assert "2026-01-31 · 2 cores · 60 s\n\nChromium 156.0" in text
    assert "| Forty objects dragged: 95 of 100 frames under 33 ms | 16.7 ms | yes |" in text
    assert "| Forty objects dragged: 60 frames a second | 60 | yes |" in text
    assert "| First stage after a reload: under 1 s | 0.40 s | yes |" in text
    assert "| How a text looks that is typed: under 15 ms | 4.0 ms | yes |" in text
    assert "| Script of others, gzipped: under 15 KiB | 11.0 KiB | yes |" in text
    assert "| All script, gzipped: under 90 KiB | 90.0 KiB | yes |" in text
    assert f"| {OURS} | 16.7 | 16.7 | 50.0 | 8.00 | 3.50 |" in text
    assert f"| {FLOOR} | 16.7 | 16.7 | 50.0 | 2.00 | 1.00 |" in text
    assert "is there in 0.40 s, at worst in 0.90 s; on a first visit in 0.80 s." in text
    assert "answered in 4.0 ms, 95 of 100 times in less than 60.0 ms, with 2.5 ms of CPU." in text


@pytest.mark.parametrize(
    ("number", "missed"),
    [
        (0, {"dragged": {OURS: dragged([16.7] * 94 + [33.0] * 6, 8.0)}}),
        (1, {"dragged": {OURS: dragged([17.0] * 100, 8.0)}}),
        (2, {"first_stages": [0.3, 1.0, 1.1]}),
        (3, {"answers": [Answers([3.0, 15.0, 16.0], 2.0)]}),
        (4, {"weight": Weight(third_party=15_360, all=80_000)}),
        (5, {"weight": Weight(third_party=11_000, all=92_160)}),
    ],
)
def test_a_goal_that_is_missed_is_told_so(number: int, missed: dict[str, Any]) -> None:
    found = list(goals(replace(measured(), **missed)))

    assert [goal.is_met for goal in found] == [place != number for place in range(6)]


def test_what_failed_is_named_and_costs_only_its_own_figures() -> None:
    results = replace(measured(), dragged={}, answers=[])

    text = render(replace(WHERE, failures={"a text that is typed": "status 500"}), results)

    assert "## What could not be measured\n\n* a text that is typed: status 500" in text
    assert len(list(goals(results))) == 3


def test_what_warmed_up_is_forgotten() -> None:
    results = measured()

    results.forget()

    assert (results.dragged, results.first_stages, results.answers) == ({}, [], [])
    assert results.weight == measured().weight


def test_the_scripts_of_others_are_weighed_with_the_rest() -> None:
    weight = weigh()

    assert 5_000 < weight.third_party < weight.all / 2
