"""What a run of this part of the bench found."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.designer.weight import Weight
from bench.turns import Turns

OURS = "cardwright"
FLOOR = "floor: forty groups, one transform each"


@dataclass(frozen=True)
class Drag:
    """What was seen of a page while everything on it was dragged."""

    frames_ms: list[float]
    """How long each frame was shown, by the clock."""
    busy_ms: float
    """CPU of the page's own thread (script, style, layout, paint) for each move of the pointer."""


@dataclass(frozen=True)
class Answers:
    """What several answers took."""

    clock_ms: list[float]
    cpu_ms: float
    """Of the service and its processes for each answer."""


class Dragged(Turns[Drag]):
    """The drags of all rounds on one page."""

    @property
    def frames_ms(self) -> list[float]:
        """All frames of all rounds, the shortest first."""
        return sorted(one for turn in self.turns for one in turn.frames_ms)

    @property
    def busy_ms(self) -> float:
        """CPU of the page's thread for each move of the pointer; the median of the rounds."""
        return self.median(lambda turn: turn.busy_ms)

    def busy_ratio(self, other: "Dragged") -> float:
        """How many times the CPU of `other` a move costs."""
        return self.ratio(other, lambda turn: turn.busy_ms)


@dataclass
class Results:
    """What was found; what failed is empty."""

    browser: str
    weight: Weight
    dragged: dict[str, Dragged] = field(default_factory=dict)
    """By the name of the page."""
    first_stages: list[float] = field(default_factory=list)
    """Seconds after a reload."""
    first_visits: list[float] = field(default_factory=list)
    """Seconds after a reload without the browser's cache."""
    answers: list[Answers] = field(default_factory=list)
    """How one text looks, by rounds."""
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def answers_ms(self) -> list[float]:
        """What the answers of all rounds took by the clock, the shortest first."""
        return sorted(one for turn in self.answers for one in turn.clock_ms)

    @property
    def answer_cpu_ms(self) -> float:
        """CPU of the service for each answer; the median of the rounds."""
        return statistics.median(turn.cpu_ms for turn in self.answers)

    def forget(self) -> None:
        """Leave out what was measured so far: it has warmed everything up."""
        for found in (self.dragged, self.first_stages, self.first_visits, self.answers):
            found.clear()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the sorted values lies."""
    return values[min(len(values) - 1, int(len(values) * share))]
