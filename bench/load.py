"""Load on one server: some connections, each asking again as soon as it is answered."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.connection import Answer, BenchError, Connection
from bench.servers import Server

CHECK_EVERY = 25
"""Of how many answers of a connection one has its content checked; the status always is."""


@dataclass(frozen=True)
class Traffic:
    """What is asked of a server. `connection` counts from 0."""

    request: Callable[[int], bytes]
    """Returns the next request of a connection."""
    status: int
    is_right: Callable[[Answer], bool]
    before: Callable[[int], Awaitable[None]] | None = None
    """Runs before each request of a connection; its time counts neither here nor there."""
    connections: int = 8


@dataclass(frozen=True)
class Batch:
    """What was seen of one server in one stretch."""

    requests: int
    seconds: float
    cpu_seconds: float
    latencies: list[float]
    """Seconds, in ascending order."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the server's CPU per request."""
        return self.cpu_seconds / self.requests * 1000

    @property
    def per_second(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds

    def latency_ms(self, share: float) -> float:
        """Return the time in milliseconds that this share of the requests stayed below."""
        return self.latencies[min(int(len(self.latencies) * share), self.requests - 1)] * 1000


async def run_load(server: Server, traffic: Traffic, seconds: float, at_most: int) -> Batch:
    """Return what `seconds` of traffic cost, or `at_most` requests. Raises BenchError."""
    latencies: list[float] = []
    cpu_before, started = server.cpu_seconds(), time.perf_counter()
    deadline = started + seconds

    async def keep_asking(number: int) -> None:
        connection = Connection(server.port)
        asked = 0
        try:
            while len(latencies) + traffic.connections <= at_most or not asked:
                if traffic.before is not None:
                    await traffic.before(number)
                request = traffic.request(number)
                sent = time.perf_counter()
                answer = await connection.ask(request)
                done = time.perf_counter()
                latencies.append(done - sent)
                _check(traffic, answer, is_sample=asked % CHECK_EVERY == 0)
                asked += 1
                if done > deadline:
                    break
        finally:
            connection.close()

    async with asyncio.TaskGroup() as group:
        for number in range(traffic.connections):
            group.create_task(keep_asking(number))
    elapsed = time.perf_counter() - started
    cpu = server.cpu_seconds() - cpu_before
    return Batch(len(latencies), elapsed, cpu, sorted(latencies))


def _check(traffic: Traffic, answer: Answer, *, is_sample: bool) -> None:
    if answer.status != traffic.status:
        text = answer.body[:200].decode("utf-8", "replace")
        raise BenchError(f"status {answer.status} instead of {traffic.status}: {text}")
    if is_sample and not _is_right(traffic, answer):
        raise BenchError(f"an answer of status {answer.status} has the wrong content")


def _is_right(traffic: Traffic, answer: Answer) -> bool:
    try:
        return traffic.is_right(answer)
    except (ValueError, LookupError, TypeError):
        return False
