"""A server in a process of its own: started, waited for, weighed, and ended."""

# mypy: disable-error-code="import-not-found,import-untyped"
# psutil is installed for the bench only, and carries no types.

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import psutil

START_SECONDS = 30.0
_POLL_SECONDS = 0.003
_ROOT = Path(__file__).absolute().parent.parent


class Server:
    """A server on a free port of the loopback interface, for the length of a `with` block."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        ready_path: str = "/health/ready",
    ) -> None:
        """`command` is what follows `python -m`; `{port}` in it becomes the port."""
        self.name = name
        self.port = _free_port()
        self.start_seconds = 0.0
        self._command = [part.format(port=self.port) for part in command]
        self._environment = environment or {}
        self._log = log
        self._ready_path = ready_path

    def __enter__(self) -> "Server":
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CARDWRIGHT_")}
        started = time.perf_counter()
        with self._log.open("ab") as log:
            self._popen = subprocess.Popen(  # noqa: S603 - our own commands
                [sys.executable, "-m", *self._command],
                cwd=_ROOT,
                env={**kept, **self._environment},
                stdout=log,
                stderr=log,
            )
        self._process = psutil.Process(self._popen.pid)
        try:
            self._wait_until_ready(started + START_SECONDS)
        except BaseException:
            self._stop()
            raise
        self.start_seconds = time.perf_counter() - started
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def cpu_seconds(self) -> float:
        """Return the user and system time of the process and of all it has started.

        Raises ProcessLookupError when it has died.
        """
        if not self._process.is_running() or self._popen.poll() is not None:
            raise ProcessLookupError(f"{self.name} has died")
        return cpu_seconds_of(self._process)

    def resident_bytes(self) -> int:
        """Return the resident memory of the process itself."""
        resident: int = self._process.memory_info().rss
        return resident

    def resident_bytes_of_children(self) -> int:
        """Return the resident memory of what it has started, shared pages counted each time."""
        total = 0
        for child in self._process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                total += child.memory_info().rss
        return total

    def _wait_until_ready(self, deadline: float) -> None:
        while time.perf_counter() < deadline and self._popen.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", self._ready_path)
                if connection.getresponse().status == http.client.OK:
                    return
            time.sleep(_POLL_SECONDS)
        told = self._log.read_text("utf-8", "replace")[-1500:]
        raise RuntimeError(f"{self.name} did not start:\n{told}")

    def _stop(self) -> None:
        self._popen.terminate()
        try:
            self._popen.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()


def cpu_seconds_of(process: psutil.Process) -> float:
    """Return the user and system time of a process and of all it has started."""
    times = process.cpu_times()
    total: float = times.user + times.system + times.children_user + times.children_system
    for child in process.children(recursive=True):
        # Between the two calls a child may end; its time then counts as its parent's.
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
