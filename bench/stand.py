"""The stand: the databases of one run, filled alike, and the servers on them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from bench.connection import Answer, BenchError, Connection
from bench.filling import FilledAccount, copy_database, fill_service
from bench.peers import usual_tables
from bench.servers import Server
from bench.traffic import Target, small_read
from cardwright.database import Database, open_database

FLOOR = "floor: static bytes"
OURS = "cardwright"
BARE = "best bare way: sqlite3, msgspec.Raw"
USUAL = "usual way: async ORM, pydantic"
DRF = "Django REST Framework, OAuth Toolkit"

_UVICORN = ("--port", "{port}", "--loop", "uvloop", "--http", "httptools", "--no-access-log")


@dataclass
class Stand:
    """What is set up to be measured. A server that could not be started is in `failures`."""

    folder: Path
    accounts: list[FilledAccount]
    servers: dict[str, Server] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        """How the service is spoken to."""
        return Target(self._tokens, is_wrapped=True)

    @property
    def peer(self) -> Target:
        """How the peers are spoken to."""
        return Target(self._tokens)

    @property
    def account_ids(self) -> list[int]:
        """The ids of the accounts, in their order."""
        return [account.id for account in self.accounts]

    @property
    def _tokens(self) -> tuple[str, ...]:
        return tuple(account.token for account in self.accounts)

    @contextmanager
    def database(self, name: str) -> Iterator[Database]:
        """Give the database of the service, or the copy of the bare way, opened beside it."""
        path = {OURS: service_database(self.folder), BARE: self.folder / "bare.db"}[name]
        database = open_database(f"sqlite:///{path}")
        try:
            yield database
        finally:
            database.close()


def service(folder: Path) -> Server:
    """Return the service on the filled database, not yet started."""
    environment = {"CARDWRIGHT_DATA_DIR": str(folder / "data")}
    command = ("cardwright", "serve", "--port", "{port}")
    return Server(OURS, command, folder / "cardwright.log", environment)


def service_database(folder: Path) -> Path:
    """Return where the service's database is."""
    return folder / "data" / "cardwright.db"


@contextmanager
def standing(folder: Path, *, with_slow_peers: bool) -> Iterator[Stand]:
    """Give the stand with its servers running; they are ended after the block."""
    service_database(folder).parent.mkdir(mode=0o700)
    stand = Stand(folder, fill_service(service_database(folder)))
    copy_database(service_database(folder), folder / "bare.db")
    with ExitStack() as running:
        stand.servers[OURS] = running.enter_context(service(folder))
        _keep_answers(stand)
        for name in (FLOOR, BARE, *((USUAL, DRF) if with_slow_peers else ())):
            try:
                stand.servers[name] = running.enter_context(_prepared(name, stand))
            except (RuntimeError, OSError, subprocess.SubprocessError) as failure:
                stand.failures[name] = str(failure)
        yield stand


def _keep_answers(stand: Stand) -> None:
    """Write two answers of the service to where the floor reads them. Raises BenchError."""
    for name in ("list", "one"):
        request = small_read(stand.target, is_list=name == "list")
        answer = asyncio.run(_ask(stand.servers[OURS].port, request))
        (stand.folder / f"{name}.json").write_bytes(answer.body)


async def _ask(port: int, request: bytes) -> Answer:
    connection = Connection(port)
    answer = await connection.ask(request)
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise BenchError(f"the service answers {answer.status}: {answer.body[:200]!r}")
    return answer


def _prepared(name: str, stand: Stand) -> Server:
    """Return a peer, not yet started, with its data in place."""
    folder, tokens = stand.folder, stand.peer.tokens
    log = folder / f"{name.split()[0].lower()}.log"
    if name == FLOOR:
        uploads = folder / "uploads"
        uploads.mkdir()
        environment = {
            "FLOOR_FOLDER": str(uploads),
            "FLOOR_LIST": str(folder / "list.json"),
            "FLOOR_ONE": str(folder / "one.json"),
        }
        return Server(name, ("uvicorn", "bench.peers.floor:app", *_UVICORN), log, environment)
    if name == BARE:
        environment = {"BARE_DATABASE": str(folder / "bare.db")}
        return Server(name, ("uvicorn", "bench.peers.bare:app", *_UVICORN), log, environment)
    if name == USUAL:
        usual_tables.fill(folder / "usual.db", tokens)
        environment = {"USUAL_DATABASE": str(folder / "usual.db")}
        return Server(name, ("uvicorn", "bench.peers.usual:app", *_UVICORN), log, environment)
    environment = {"DRF_DATABASE": str(folder / "drf.db")}
    subprocess.run(
        [sys.executable, "-m", "bench.peers.drf.fill"],
        input="\n".join(tokens).encode(),
        env={**os.environ, **environment},
        check=True,
    )
    gunicorn = ("gunicorn", "bench.peers.drf.wsgi:application", "--bind", "127.0.0.1:{port}")
    workers = ("--workers", "1", "--worker-class", "gthread", "--threads", "4")
    return Server(name, (*gunicorn, *workers), log, environment)
