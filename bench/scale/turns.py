"""Turns: a service with few templates and one with many, alternating, their databases weighed."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.connection import BenchError
from bench.load import Batch, Traffic, run_load
from bench.rounds import WARM_UP_SECONDS, Pace
from bench.scale.stand import Node, Pair
from bench.turns import Turns
from cardwright.errors import CardwrightError


@dataclass(frozen=True)
class Turn:
    """One stretch of requests to one service."""

    batch: Batch
    database_cpu_seconds: float

    @property
    def database_cpu_ms(self) -> float:
        """Milliseconds of the CPU of the database's own processes per request."""
        return self.database_cpu_seconds / self.batch.requests * 1000


class Seen(Turns[Turn]):
    """What was seen of one service in one case; figures are medians of its turns."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the service's CPU per request."""
        return self.median(lambda turn: turn.batch.cpu_ms)

    @property
    def database_cpu_ms(self) -> float:
        """Milliseconds of the CPU of the database's own processes per request."""
        return self.median(lambda turn: turn.database_cpu_ms)

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.median(lambda turn: turn.batch.per_second)

    def latency_ms(self, share: float) -> float:
        """The time in milliseconds that this share of the requests stayed below."""
        return self.median(lambda turn: turn.batch.latency_ms(share))


@dataclass
class Growth:
    """The two of a pair in one case, or why there is nothing to compare."""

    few: Seen = field(default_factory=Seen)
    many: Seen = field(default_factory=Seen)
    failure: str = ""

    @property
    def ratio(self) -> float:
        """How many times the CPU a request costs with many."""
        return self.many.ratio(self.few, lambda turn: turn.batch.cpu_ms)

    @property
    def database_ratio(self) -> float | None:
        """The same of the database's own processes; None where it has none."""
        if not all(turn.database_cpu_seconds for turn in self.few.turns):
            return None
        return self.many.ratio(self.few, lambda turn: turn.database_cpu_ms)


async def compare(pair: Pair, asked: Callable[[Node], Traffic], pace: Pace) -> Growth:
    """Return what the same traffic costs with few and with many, after one turn to warm up."""
    growth = Growth()
    nodes = [(pair.few, asked(pair.few), growth.few), (pair.many, asked(pair.many), growth.many)]
    try:
        for number in range(pace.rounds + 1):
            seconds = pace.seconds if number else WARM_UP_SECONDS
            # Who begins changes, so that neither always comes after the other's writing.
            for node, traffic, seen in nodes if number % 2 else reversed(nodes):
                turn = await _turn(node, traffic, seconds, pace.at_most)
                if number:
                    seen.turns.append(turn)
    except* (BenchError, CardwrightError, OSError) as failures:
        growth.failure = str(failures.exceptions[0])
    return growth


async def _turn(node: Node, traffic: Traffic, seconds: float, at_most: int) -> Turn:
    before = node.database_cpu_seconds()
    batch = await run_load(node.server, traffic, seconds, at_most)
    if not batch.cpu_seconds:
        raise BenchError("a turn was too short to be weighed")
    return Turn(batch, node.database_cpu_seconds() - before)
