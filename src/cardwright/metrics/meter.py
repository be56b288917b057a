"""What one serving process measures: its requests as they end, everything else once a second.

A request costs two microseconds, because the child of the histogram for its route is looked up in a
dictionary. With several processes each keeps its numbers in files of its own (multiprocess mode of
prometheus_client), which `metrics/serving.py` adds up.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from cardwright import tallies

EVERY_SECONDS = 1.0
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds."""

UNMATCHED = "unmatched"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

registry = CollectorRegistry()

_requests = Histogram(
    "cardwright_request_seconds",
    "How long requests took, from their head to the end of the answer.",
    ("method", "route", "status"),
    buckets=BUCKETS,
    registry=registry,
)
_counters = {
    name: Counter(f"cardwright_{name}", told, registry=registry)
    for name, told in {
        tallies.DATABASE_ERRORS: "Transactions that failed because the database did not answer.",
        tallies.STORAGE_ERRORS: "Calls of the storage that failed.",
        tallies.UPLOADED_BYTES: "Bytes of files that came in.",
    }.items()
}
_gauges = {
    name: Gauge(
        f"cardwright_{name}",
        told,
        labels,
        registry=registry,
        multiprocess_mode="livesum",
    )
    for name, labels, told in (
        ("requests_in_flight", (), "Requests that are being answered."),
        ("drawings", ("queue",), "Drawings that are under way or wait for their turn."),
        ("children_busy", ("pool",), "Child processes that decode or draw right now."),
        ("children_waiting", ("pool",), "What waits for a child process."),
        ("threads_busy", ("pool",), "Threads that work right now."),
        ("threads_waiting", ("pool",), "What waits for a thread."),
        ("database_connections_busy", (), "Database connections in a transaction."),
    )
}


class Meter:
    """Measures one application; the metrics themselves are those of the process."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._by_route: dict[tuple[str, str, int], Histogram] = {}
        self._readings: list[tuple[Gauge, Callable[[], float]]] = []
        self._counted = dict.fromkeys(_counters, 0)
        self.watch("requests_in_flight", "", lambda: self.in_flight)

    def begin(self) -> None:
        """A request has come."""
        self.in_flight += 1

    def end(self, method: str, scope: Mapping[str, Any], status: int, seconds: float) -> None:
        """A request has been answered. `scope` is that in which the router has left its route."""
        self.in_flight -= 1
        route: str = getattr(scope.get("route"), "path", UNMATCHED)
        key = method, route, status // 100
        measured = self._by_route.get(key)
        if measured is None:
            known = method if method in _METHODS else "other"
            measured = _requests.labels(known, route, f"{status // 100}xx")
            if known == method:
                self._by_route[key] = measured
        measured.observe(seconds)

    def watch(self, gauge: str, label: str, read: Callable[[], float]) -> None:
        """Show what `read` returns as that gauge, under the value of its label if it has one."""
        shown = _gauges[gauge]
        self._readings.append((shown.labels(label) if label else shown, read))

    def sample(self) -> None:
        """Take the readings, and add what was counted since the last time."""
        for gauge, read in self._readings:
            gauge.set(read())
        for name, count in tallies.counts().items():
            _counters[name].inc(count - self._counted[name])
            self._counted[name] = count

    async def keep_sampling(self) -> None:
        """Take samples until cancelled."""
        while True:
            self.sample()
            await asyncio.sleep(EVERY_SECONDS)
