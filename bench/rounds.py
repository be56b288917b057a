"""Rounds: every server takes its turn in each, so that a slow minute hits all of them alike."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.connection import BenchError
from bench.load import Batch, Traffic, run_load
from bench.servers import Server
from cardwright.errors import CardwrightError

WARM_UP_SECONDS = 0.3


@dataclass(frozen=True)
class Pace:
    """How long each server is measured in one case."""

    rounds: int
    seconds: float
    """Of one turn of one server."""
    at_most: int = 1_000_000
    """Requests in one turn."""


@dataclass
class Figures:
    """What was seen of one server in one case, or why there is nothing to see."""

    batches: list[Batch] = field(default_factory=list)
    failure: str = ""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the server's CPU per request; the median of the rounds, as are all."""
        return statistics.median(batch.cpu_ms for batch in self.batches)

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return statistics.median(batch.per_second for batch in self.batches)

    def latency_ms(self, share: float) -> float:
        """The time in milliseconds that this share of the requests stayed below."""
        return statistics.median(batch.latency_ms(share) for batch in self.batches)

    def cpu_ratio(self, other: "Figures") -> float:
        """How many times the CPU of `other` a request costs: the median of the rounds' ratios."""
        pairs = zip(self.batches, other.batches, strict=True)
        return statistics.median(mine.cpu_ms / its.cpu_ms for mine, its in pairs)

    def speed_ratio(self, other: "Figures") -> float:
        """How many times the requests per second of `other`, likewise."""
        pairs = zip(self.batches, other.batches, strict=True)
        return statistics.median(mine.per_second / its.per_second for mine, its in pairs)


async def run_rounds(traffic: Mapping[Server, Traffic], pace: Pace) -> dict[str, Figures]:
    """Return the figures of each server by its name; one that fails is out of the later rounds."""
    figures = {server.name: Figures() for server in traffic}
    for number in range(pace.rounds + 1):
        is_warm_up = number == 0
        seconds = WARM_UP_SECONDS if is_warm_up else pace.seconds
        for server, asked in traffic.items():
            found = figures[server.name]
            if found.failure:
                continue
            try:
                batch = await run_load(server, asked, seconds, pace.at_most)
            except* (BenchError, CardwrightError, OSError) as failures:
                found.failure = str(failures.exceptions[0])
            else:
                if not is_warm_up:
                    found.batches.append(batch)
    return figures
