"""The report on drawing: what was measured, the goals held against it, and what is missing."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from bench.rendering.goals import goals
from bench.rendering.report import render
from bench.rendering.results import (
    DEFLATE,
    OURS,
    PDFME,
    REPORTLAB,
    FirstPreview,
    FirstPreviews,
    LargeBatch,
    Results,
)
from bench.rendering.turns import Drawn, Turn
from bench.report_parts import Circumstances, Goal

WHERE = Circumstances("2026-01-31", "2 cores", [("Python", "3.11.7")], 90.0)


def drawn(cpu_ms: float, clock_ms: float | None = None) -> Drawn:
    return Drawn([Turn(cpu_ms, cpu_ms if clock_ms is None else clock_ms, 20_000)] * 3)


def previews(*clock_ms: float) -> list[FirstPreview]:
    return [FirstPreview(clock, 30.0) for clock in clock_ms]


def measured() -> Results:
    return Results(
        pngs={DEFLATE: drawn(2.0), OURS: drawn(4.8)},
        pdfs={OURS: drawn(2.0), REPORTLAB: drawn(12.0), PDFME: drawn(26.0)},
        pages=100,
        previews=drawn(5.0),
        large_batch=LargeBatch(1000, 2.5, 2.4, 160_000_000, 20_000_000),
        first_previews=FirstPreviews(3.0, previews(80.0, 90.0, 300.0), previews(200.0)),
    )


def test_every_goal_is_told_with_its_figure() -> None:
    text = render(WHERE, measured())

    assert "2026-01-31 · 2 cores · 90 s\n\nPython 3.11.7" in text
    assert "| A PNG of 300 dpi: at most 2.5 times deflating its pixels | 2.40 times | yes |" in text
    promise = "A PDF of 100 cards: at least 5 times faster than ReportLab"
    assert f"| {promise} | 6.0 times | yes |" in text
    promise = "A PDF of 100 cards: at least 12 times faster than @pdfme/generator"
    assert f"| {promise} | 13.0 times | yes |" in text
    assert "| 1,000 cards in one PDF: under 250 MB at the peak | 160 MB | yes |" in text
    assert "| Preview of a warm template: under 15 ms a side | 5.0 ms | yes |" in text
    assert "| First preview after a start: under 150 ms | 90 ms | yes |" in text
    assert "in 90 ms, with 30 ms of CPU; asked for at once, in 200 ms." in text


@pytest.mark.parametrize(
    ("number", "missed"),
    [
        (0, {"pngs": {DEFLATE: drawn(2.0), OURS: drawn(5.2)}}),
        (1, {"pdfs": {OURS: drawn(2.0), REPORTLAB: drawn(9.0), PDFME: drawn(26.0)}}),
        (2, {"pdfs": {OURS: drawn(2.0), REPORTLAB: drawn(12.0), PDFME: drawn(23.0)}}),
        (3, {"large_batch": LargeBatch(1000, 2.0, 2.0, 250_000_000, 20_000_000)}),
        (4, {"previews": drawn(15.0)}),
        (5, {"first_previews": FirstPreviews(3.0, previews(150.0), previews(90.0))}),
    ],
)
def test_a_goal_that_is_missed_is_told_so(number: int, missed: dict[str, Any]) -> None:
    found = list(goals(replace(measured(), **missed)))

    assert [goal.is_met for goal in found] == [place != number for place in range(6)]


def test_of_cpu_and_clock_the_worse_ratio_decides() -> None:
    results = replace(
        measured(),
        pngs={DEFLATE: drawn(2.0), OURS: drawn(4.8, clock_ms=6.0)},
        pdfs={OURS: drawn(2.0), REPORTLAB: drawn(12.0, clock_ms=8.0)},
    )

    png, pdf, *_ = goals(results)

    assert (png.figure, png.is_met) == ("3.00 times", False)
    assert (pdf.figure, pdf.is_met) == ("4.0 times", False)


def test_who_failed_is_named_and_costs_only_its_own_figures() -> None:
    results = replace(
        measured(),
        pdfs={OURS: drawn(2.0), REPORTLAB: drawn(12.0), PDFME: Drawn(failure="it is missing")},
        large_batch=None,
        first_previews=None,
    )

    text = render(replace(WHERE, failures={PDFME: "it is missing"}), results)

    assert "|  | @pdfme/generator | failed |" in text
    assert "## What could not be measured\n\n* @pdfme/generator: it is missing" in text
    png, reportlab, _, _, preview, _ = promises(goals(measured()))
    assert promises(goals(results)) == [png, reportlab, preview]


def test_a_ratio_is_the_median_of_those_of_the_rounds() -> None:
    mine = Drawn([Turn(2.0, 2.0), Turn(10.0, 10.0), Turn(3.0, 3.0)])
    its = Drawn([Turn(1.0, 2.0), Turn(1.0, 2.0), Turn(1.0, 2.0)])

    assert mine.cpu_ratio(its) == 3.0
    assert mine.clock_ratio(its) == 1.5


def promises(found: Iterable[Goal]) -> list[str]:
    return [goal.promise for goal in found]
