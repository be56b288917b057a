"""What is not per request: memory, start-up, and how fast this disk commits."""

import asyncio
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from bench.connection import BenchError, Connection
from bench.servers import Server
from bench.stand import service
from bench.traffic import Target, large_upload, small_read

LARGE_UPLOAD = 20 * 1024 * 1024
_SAMPLE_SECONDS = 0.002


@dataclass(frozen=True)
class Starts:
    """What was seen of services that were started on an existing database."""

    seconds: float
    """Until the first good answer of `/health/ready`; the median."""
    resident_bytes: int
    """Before any request; the median."""
    upload_bytes: int
    """By how much an upload of 20 MiB raised the resident memory at its peak; the largest."""


@dataclass
class Peak:
    """The most memory that was seen."""

    resident_bytes: int = 0
    _is_over: threading.Event = field(default_factory=threading.Event)

    def watch(self, server: Server) -> None:
        """Look again and again, until `stop`."""
        while not self._is_over.wait(_SAMPLE_SECONDS):
            self.resident_bytes = max(self.resident_bytes, server.resident_bytes())

    def stop(self) -> None:
        """Look no more."""
        self._is_over.set()


def measure_starts(folder: Path, target: Target, times: int) -> Starts:
    """Start the service on its filled database so many times. Raises BenchError."""
    seconds, resident, growth = [], [], []
    for _ in range(times):
        with service(folder) as server:
            seconds.append(server.start_seconds)
            resident.append(server.resident_bytes())
            growth.append(asyncio.run(_growth_by_upload(server, target)))
    return Starts(statistics.median(seconds), int(statistics.median(resident)), max(growth))


def commits_per_second(folder: Path, seconds: float) -> float:
    """Return how many rows in transactions of their own one bare connection commits here."""
    with closing(sqlite3.connect(folder / "commits.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE row (content TEXT)")
        done, started = 0, time.perf_counter()
        while time.perf_counter() < started + seconds:
            connection.execute("INSERT INTO row VALUES (?)", ("x" * 2000,))
            done += 1
        return done / (time.perf_counter() - started)


async def _growth_by_upload(server: Server, target: Target) -> int:
    connection = Connection(server.port)
    # What the first requests load once is not what an upload costs.
    for request in (small_read(target, is_list=True), large_upload(target, 1024)):
        await connection.ask(request)
    request = large_upload(target, LARGE_UPLOAD)
    before = server.resident_bytes()
    with _watched(server) as peak:
        answer = await connection.ask(request)
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise BenchError(f"status {answer.status} for 20 MiB: {answer.body[:200]!r}")
    return max(0, peak.resident_bytes - before)


@contextmanager
def _watched(server: Server) -> Iterator[Peak]:
    peak = Peak()
    watcher = threading.Thread(target=peak.watch, args=(server,))
    watcher.start()
    try:
        yield peak
    finally:
        peak.stop()
        watcher.join()
