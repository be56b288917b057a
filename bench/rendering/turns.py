"""What one turn of drawing takes, and the figures of who draws."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.turns import Turns


@dataclass(frozen=True)
class Turn:
    """What one turn took per card."""

    cpu_ms: float
    clock_ms: float
    byte_size: int = 0
    """Of one card, or its share of a file."""


class Drawn(Turns[Turn]):
    """What was seen of one who draws; figures are medians of the turns."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU per card."""
        return self.median(lambda turn: turn.cpu_ms)

    @property
    def clock_ms(self) -> float:
        """Milliseconds per card by the clock."""
        return self.median(lambda turn: turn.clock_ms)

    @property
    def kilobytes(self) -> float:
        """Thousands of bytes per card."""
        return self.median(lambda turn: turn.byte_size) / 1000

    def cpu_ratio(self, other: "Drawn") -> float:
        """How many times the CPU of `other` a card costs."""
        return self.ratio(other, lambda turn: turn.cpu_ms)

    def clock_ratio(self, other: "Drawn") -> float:
        """How many times as long as with `other` a card takes by the clock."""
        return self.ratio(other, lambda turn: turn.clock_ms)


def timed(work: Callable[[], int], cards: int) -> Turn:
    """Do work in this process for so many cards; it returns the bytes that it wrote."""
    # What others left behind is not to be swept up in this turn.
    gc.collect()
    started, started_cpu = time.perf_counter(), time.process_time()
    byte_size = work()
    cpu, clock = time.process_time() - started_cpu, time.perf_counter() - started
    return Turn(cpu * 1000 / cards, clock * 1000 / cards, byte_size // cards)
