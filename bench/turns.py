"""Turns: those who are compared take one after the other, so that a slow minute hits all alike."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Self, TypeVar

Turn = TypeVar("Turn")


@dataclass
class Turns(Generic[Turn]):
    """What was seen of one who takes part, a turn in each round, or why there is nothing to see."""

    turns: list[Turn] = field(default_factory=list)
    failure: str = ""

    def median(self, figure: Callable[[Turn], float]) -> float:
        """Return the median of that figure of the turns."""
        return statistics.median(map(figure, self.turns))

    def ratio(self, other: Self, figure: Callable[[Turn], float]) -> float:
        """Return how many times that of `other` the figure is: the median of the rounds' ratios."""
        pairs = zip(self.turns, other.turns, strict=True)
        return statistics.median(figure(mine) / figure(its) for mine, its in pairs)
