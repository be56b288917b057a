"""Turns: those who are compared take one after the other, so that a slow minute hits all alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Turn:
    """What one turn took per card."""

    cpu_ms: float
    clock_ms: float
    byte_size: int = 0
    """Of one card, or its share of a file."""


@dataclass
class Drawn:
    """What was seen of one who draws, or why there is nothing to see."""

    turns: list[Turn] = field(default_factory=list)
    failure: str = ""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU per card; the median of the turns, as are all."""
        return statistics.median(turn.cpu_ms for turn in self.turns)

    @property
    def clock_ms(self) -> float:
        """Milliseconds per card by the clock."""
        return statistics.median(turn.clock_ms for turn in self.turns)

    @property
    def kilobytes(self) -> float:
        """Thousands of bytes per card."""
        return statistics.median(turn.byte_size for turn in self.turns) / 1000

    def cpu_ratio(self, other: "Drawn") -> float:
        """How many times the CPU of `other` a card costs: the median of the rounds' ratios."""
        pairs = zip(self.turns, other.turns, strict=True)
        return statistics.median(mine.cpu_ms / its.cpu_ms for mine, its in pairs)

    def clock_ratio(self, other: "Drawn") -> float:
        """How many times as long a card takes by the clock, likewise."""
        pairs = zip(self.turns, other.turns, strict=True)
        return statistics.median(mine.clock_ms / its.clock_ms for mine, its in pairs)


def timed(work: Callable[[], int], cards: int) -> Turn:
    """Do work in this process for so many cards; it returns the bytes that it wrote."""
    # What others left behind is not to be swept up in this turn.
    gc.collect()
    started, started_cpu = time.perf_counter(), time.process_time()
    byte_size = work()
    cpu, clock = time.process_time() - started_cpu, time.perf_counter() - started
    return Turn(cpu * 1000 / cards, clock * 1000 / cards, byte_size // cards)
