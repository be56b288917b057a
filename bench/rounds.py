"""Rounds: every server takes its turn in each, so that a slow minute hits all of them alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.connection import BenchError
from bench.load import Batch, Traffic, run_load
from bench.servers import Server
from bench.turns import Turns
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


class Figures(Turns[Batch]):
    """What was seen of one server in one case; figures are medians of the rounds."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the server's CPU per request."""
        return self.median(lambda batch: batch.cpu_ms)

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.median(lambda batch: batch.per_second)

    def latency_ms(self, share: float) -> float:
        """The time in milliseconds that this share of the requests stayed below."""
        return self.median(lambda batch: batch.latency_ms(share))

    def cpu_ratio(self, other: "Figures") -> float:
        """How many times the CPU of `other` a request costs."""
        return self.ratio(other, lambda batch: batch.cpu_ms)

    def speed_ratio(self, other: "Figures") -> float:
        """How many times the requests per second of `other` there are."""
        return self.ratio(other, lambda batch: batch.per_second)


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
                    found.turns.append(batch)
    return figures
