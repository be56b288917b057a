"""Where the numbers are read: a small HTTP server on an address of its own, in a thread."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client keeps the numbers of several processes; it looks when it is imported."""


@contextmanager
def served(host: str, port: int, registry: CollectorRegistry) -> Iterator[None]:
    """Answer `GET /metrics` meanwhile. Raises OSError when the address cannot be listened on."""
    server, thread = start_http_server(port, host, registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def several_processes() -> Iterator[CollectorRegistry]:
    """Give the sum of what processes measure that are started meanwhile."""
    folder = Path(tempfile.mkdtemp(prefix="cardwright-metrics-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    registry = CollectorRegistry()
    registry.register(_Sum(folder))
    try:
        yield registry
    finally:
        del os.environ[FOLDER_VARIABLE]
        shutil.rmtree(folder, ignore_errors=True)


class _Sum(Collector):
    """What has happened in all processes, and what goes on in those that live."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: Any = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Metric]:
        for process in {int(path.stem.rpartition("_")[2]) for path in self._folder.glob("*.db")}:
            with suppress(PermissionError):
                try:
                    os.kill(process, 0)
                except ProcessLookupError:
                    mark_process_dead(process, str(self._folder))  # type: ignore[no-untyped-call]
        found: Iterable[Metric] = self._files.collect()
        return found
