"""What the reports of all benches are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MB = 1_000_000
MIB = 1024 * 1024


@dataclass(frozen=True)
class Goal:
    """A promise, the figure that it is about, and whether it is kept."""

    promise: str
    figure: str
    is_met: bool


@dataclass(frozen=True)
class Circumstances:
    """Where and when."""

    date: str
    machine: str
    versions: Sequence[tuple[str, str]]
    seconds: float
    failures: dict[str, str] = field(default_factory=dict)


def at_most(what: str, ratio: float, largest: float, other: str) -> Goal:
    """Return the promise that something costs at most so many times what `other` does."""
    return Goal(
        f"{what}: at most {largest:g} times {other}", f"{ratio:.2f} times", ratio <= largest
    )


def head(where: Circumstances) -> str:
    """Return a paragraph on when and on what a run was made."""
    return f"{where.date} · {where.machine} · {where.seconds:.0f} s\n\n" + ", ".join(
        f"{name} {version}" for name, version in where.versions
    )


def goal_section(goals: Iterable[Goal]) -> str:
    """Return what was promised, what was measured, and whether they agree."""
    rows = [(goal.promise, goal.figure, "yes" if goal.is_met else "**no**") for goal in goals]
    return "## Goals\n\n" + table("Goal | Measured | Kept", rows)


def failure_section(failures: dict[str, str]) -> list[str]:
    """Return what could not be measured and why, or nothing."""
    if not failures:
        return []
    listed = "\n".join(f"* {name}: {why}" for name, why in failures.items())
    return [f"## What could not be measured\n\n{listed}"]


def table(columns: str, rows: Iterable[Sequence[str]]) -> str:
    """Return a table; `columns` are their names with ` | ` between them."""
    names = columns.split(" | ")
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
