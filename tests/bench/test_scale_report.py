"""The report on growth: ratios of turns, the goals held against them, and what is missing."""

import pytest
from bench.load import Batch
from bench.report_parts import Circumstances
from bench.scale.cases import GET, LIST_OF_ALL, Filled, Results
from bench.scale.content import Owner, Size, stamp, tables
from bench.scale.goals import goals
from bench.scale.report import render
from bench.scale.stand import POSTGRESQL, SQLITE
from bench.scale.turns import Growth, Seen, Turn

WHERE = Circumstances("2026-01-31", "2 cores", [("Python", "3.11.7")], 200.0)


def seen(*cpu_ms: float, database_ms: float = 0.0) -> Seen:
    turns = [
        Turn(Batch(1000, 2.0, one, [0.001] * 1000), database_cpu_seconds=database_ms)
        for one in cpu_ms
    ]
    return Seen(turns)


def measured(get: Growth, case: str = GET) -> Results:
    filled = [Filled(1000, 8, 2_000_000, 1.0), Filled(100_000, 200, 213_000_000, 10.0)]
    return Results(
        templates=100_000,
        growth={case: {SQLITE: get}},
        filled={SQLITE: filled},
        resident_bytes={SQLITE: [100_000_000, 150_000_000]},
    )


def test_a_ratio_is_the_median_of_the_ratios_of_turns() -> None:
    growth = Growth(seen(1.0, 2.0, 4.0), seen(1.2, 2.2, 12.0))

    assert growth.ratio == pytest.approx(1.2)
    assert growth.few.cpu_ms == pytest.approx(2.0)


def test_the_database_is_weighed_where_it_has_processes_of_its_own() -> None:
    few, many = seen(1.0, database_ms=0.5), seen(1.0, database_ms=0.7)

    assert Growth(few, many).database_ratio == pytest.approx(1.4)
    assert Growth(seen(1.0), seen(1.0)).database_ratio is None


@pytest.mark.parametrize(("cpu_ms", "is_met"), [(1.5, True), (1.51, False)])
def test_a_request_may_cost_half_as_much_again(cpu_ms: float, is_met: bool) -> None:
    [goal] = goals(measured(Growth(seen(1.0), seen(cpu_ms))))

    assert goal.is_met is is_met
    assert goal.promise == f"SQLite, {GET}: at most 1.5 times the CPU with 1,000 templates"


def test_what_no_memory_is_promised_for_has_no_goal() -> None:
    results = measured(Growth(seen(1.0), seen(9.0)), LIST_OF_ALL)

    assert list(goals(results)) == []
    assert f"| {LIST_OF_ALL} | SQLite | 1.00 | 9.00 | 9.00 | - | - | - |" in render(WHERE, results)


def test_the_report_tells_both_and_what_was_filled() -> None:
    text = render(WHERE, measured(Growth(seen(1.0), seen(1.3))))

    assert "## Requests: 1,000 and 100,000 card templates" in text
    assert f"| {GET} | SQLite | 1.00 | 1.30 | 1.30 | - | - | - | 500 | 500 | 1.0 | 1.0 |" in text
    assert "|  | 100,000 | 200 | 213 | 10 | 150 |" in text


def test_what_failed_is_told_so_and_has_no_goal() -> None:
    results = measured(Growth(failure="no answer"))
    results.growth[GET][POSTGRESQL] = Growth(seen(1.0), seen(1.0))

    assert len(list(goals(results))) == 1
    lines = [line for line in render(WHERE, results).splitlines() if f"| {GET} | SQLite" in line]
    assert lines == [f"| {GET} | SQLite | failed |" + "  |" * 9]


def test_accounts_take_turns_in_the_order_of_the_ids() -> None:
    size = Size(templates=60, accounts=6)
    owners = [Owner(10 + number, 20 + number) for number in range(6)]

    batches = list(tables(size, owners, type_id=1, batch=25))

    templates = [row for templates, _, _ in batches for row in templates.rows]
    files = [row for _, _, files in batches for row in files.rows]
    assert [row[0] for row in templates] == list(range(1, 61))
    assert {row[1] for row in templates if row[0] in range(3, 61, 6)} == {12}
    assert size.template_id(account=2, place=9) == 57
    assert templates[56][-1] == stamp(57)
    assert len({row[0] for row in files}) == len(files) == 120
    assert len({row[3] for row in (*templates, *files)}) > 120
