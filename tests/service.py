"""A real service to test: `cardwright serve` in a process of its own, reached over HTTP."""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from itertools import cycle
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from PIL import Image
from sqlalchemy import text

from cardwright.accounts import actions as accounts
from cardwright.database import Database, open_database
from cardwright.oauth.actions import tokens as oauth
from cardwright.storage import Storage, open_storage
from tests import scaled

TEMPLATES = "private.account.card_template"
TEMPLATES_READONLY = "private.account.card_template.readonly"
TYPES = "private.card_template_type"
TYPES_READONLY = "private.card_template_type.readonly"
EVERYTHING = f"{TEMPLATES} {TYPES}"
START_SECONDS = 20
PYTHON = os.environ.get("TESTED_PYTHON", sys.executable)
"""The Python that runs the service: that of an installed wheel, or else that of the tests."""


def command_line(data_dir: Path, **settings: str) -> dict[str, str]:
    """Return an environment in which `cardwright` works on `data_dir`, and no setting leaks in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CARDWRIGHT_")}
    given = {f"CARDWRIGHT_{name.upper()}": value for name, value in settings.items()}
    return {**kept, "CARDWRIGHT_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **given}


def run_cardwright(
    data_dir: Path, *arguments: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of the command line to its end."""
    return subprocess.run(
        [PYTHON, "-m", "cardwright", *arguments],
        env=command_line(data_dir, **settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class AlternatingTransport(httpx.BaseTransport):
    """Sends each request to another node than the last, whatever host its URL names."""

    def __init__(self, transport: httpx.BaseTransport, urls: list[str]) -> None:
        self._transport = transport
        self._addresses = cycle([httpx.URL(url) for url in urls])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address = next(self._addresses)
        # The Host header stays: it is the address of the service, behind which both nodes are.
        request.url = request.url.copy_with(host=address.host, port=address.port)
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


class Service:
    """A running service on a data folder, or on what else the tests run on (see `scaled`).

    Leaving the `with` block ends it.
    """

    serve_options: tuple[str, ...] = ()
    """What else `cardwright serve` is told."""
    python: str | Path = PYTHON
    """The Python that has the package which is tested."""

    is_scaled = True
    """Whether it may live on PostgreSQL, an object store and several processes."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        self.settings = settings
        self._other_node: Service | None = None
        if scaled.is_wanted() and self.is_scaled:
            self.settings = {**scaled.new_settings(), **settings}
            if scaled.has_two_nodes():
                self.settings.setdefault("secret_key", secrets.token_hex(32))
                other_dir = data_dir.with_name(f"{data_dir.name}-other")
                self._other_node = ServiceOfOneMachine(other_dir, **self.settings)
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._clients: list[httpx.Client] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close_clients()
        self.stop()
        if "database" in self.__dict__:
            self.database.close()

    @property
    def log_path(self) -> Path:
        """Where the service's standard error goes."""
        name = self.data_dir.name.removesuffix("-other")
        return self.data_dir.with_name(name + ".log")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process of the service."""
        assert self._process is not None
        return self._process

    @property
    def secret_key(self) -> str:
        """What the service signs with."""
        kept = self.data_dir / "secret-key"
        return self.settings.get("secret_key") or kept.read_text().strip()

    @property
    def is_running(self) -> bool:
        """Whether the process was started, and has not ended."""
        return self._process is not None and self._process.poll() is None

    @cached_property
    def database(self) -> Database:
        """The service's database, opened beside it as a command of the command line would."""
        there = f"sqlite:///{self.data_dir / 'cardwright.db'}"
        return open_database(self.settings.get("database_url", there))

    @cached_property
    def storage(self) -> Storage:
        """The service's storage, opened beside it."""
        there = (self.data_dir / "blobs").as_uri()
        return open_storage(self.settings.get("storage_url", there), self.data_dir / "incoming")

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the command line on what the service works on."""
        return run_cardwright(self.data_dir, *arguments, **{**self.settings, **settings})

    def rows(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """Return what an SQL query finds in the database; parameters stand in it as `:name`."""
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(text(sql), parameters)]

    def files_on_their_way(self) -> list[Path]:
        """Return the files that the service is taking in."""
        folders = (self.data_dir / "blobs" / ".incoming", self.data_dir / "incoming")
        return [path for folder in folders if folder.is_dir() for path in folder.iterdir()]

    def stored_files(self, account_hashid: str) -> set[str]:
        """Return the names of the files kept for an account, and of all on their way in."""
        kept = (key.partition("/") for key in self.storage.keys())  # noqa: SIM118 - no dictionary
        names = {name for hashid, _, name in kept if hashid == account_hashid}
        return names | {path.name for path in self.files_on_their_way()}

    def logged(self) -> list[dict[str, Any]]:
        """Return the lines of its log, each of them a JSON object."""
        return [json.loads(line) for line in self.log_path.read_text().splitlines()]

    def logged_request(self, request_id: str) -> dict[str, Any]:
        """Wait for the line of a request in its log, written once the answer is gone."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for line in self.log_path.read_text().splitlines():
                if request_id in line and '"event":"request"' in line:
                    found: dict[str, Any] = json.loads(line)
                    return found
            time.sleep(0.01)
        raise AssertionError("the request left no line")

    def environment(self) -> dict[str, str]:
        """Return the environment in which the service runs."""
        return command_line(self.data_dir, **self.settings)

    def start(self) -> None:
        """Start the service on a free port, or on the one it had, and wait until it is ready."""
        self._start_process()
        if self._other_node is not None and not self._other_node.is_running:
            self._other_node.settings.setdefault("public_url", self.url)
            self._other_node.start()

    def _start_process(self) -> None:
        port = self.url.rpartition(":")[2] or "0"
        with self.log_path.open("ab") as log:
            start = log.tell()
            self._process = subprocess.Popen(
                [self.python, "-m", "cardwright", "serve", "--port", port, *self.serve_options],
                env=self.environment(),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            told = self.log_path.read_bytes()[start:].decode()
            if found := re.search(r"cardwright is at (http://\S+)", told):
                self.url = found[1]
                try:
                    httpx.get(f"{self.url}/health/ready", trust_env=False).raise_for_status()
                    return
                except httpx.HTTPError:
                    pass
            time.sleep(0.02)
        raise AssertionError(f"the service did not start:\n{self.log_path.read_text()}")

    def stop(self) -> int:
        """End the service as an operator does, and return its exit status."""
        if self._other_node is not None:
            self._other_node.stop()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """End the service as a power cut does, as far as a process can."""
        if self._other_node is not None:
            self._other_node.kill()
        self.process.kill()
        self.process.wait(timeout=30)

    def client(
        self, token: str | None = None, transport: type[httpx.HTTPTransport] = httpx.HTTPTransport
    ) -> httpx.Client:
        """Return an HTTP client that follows no redirects, and lives as long as the test."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # The service closes connections that are idle for five seconds, which must not be just when
        # a client sends its next request on one.
        limits = httpx.Limits(keepalive_expiry=2)
        made = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=30,
            trust_env=False,
            transport=self._to_every_node(transport(limits=limits)),
        )
        self._clients.append(made)
        return made

    def _to_every_node(self, transport: httpx.BaseTransport) -> httpx.BaseTransport:
        if self._other_node is None:
            return transport
        return AlternatingTransport(transport, [self.url, self._other_node.url])

    def close_clients(self) -> None:
        """Close the clients that were made so far."""
        while self._clients:
            self._clients.pop().close()

    def create_account(self, time_zone: str = "UTC") -> "Account":
        """Add an account of a random name."""
        with self.database.writing() as session:
            row = accounts.create_account(session, f"Account {secrets.token_hex(8)}", time_zone)
            return Account(self, row.id, row.hashid, row.name)


class ServiceOfOneMachine(Service):
    """One process, on SQLite and a folder unless its settings say something else."""

    is_scaled = False


@dataclass
class Account:
    """An account of the service."""

    service: Service
    id: int
    hashid: str
    name: str
    _admin: "Person | None" = None

    @property
    def admin(self) -> "Person":
        """An admin of the account, who owns what they create; the same one every time."""
        if self._admin is None:
            self._admin = self.create_person(is_admin=True)
        return self._admin

    def create_person(self, *, is_admin: bool = False, scope: str = EVERYTHING) -> "Person":
        """Add a user with a token."""
        with self.service.database.writing() as session:
            row = accounts.find_account(session, self.name)
            email = f"{secrets.token_hex(8)}@example.com"
            user = accounts.create_user(session, row, email, "Ada Byron", is_admin=is_admin)
            token, _ = oauth.create_token(session, user, scope)
            return Person(self, user.id, email, token)


@dataclass
class Person:
    """A user of an account with a token: who asks."""

    account: Account
    id: int
    email: str
    token: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = self.account.service.client(self.token)

    def with_scope(self, scope: str) -> "Person":
        """Return the same user with another token."""
        with self.account.service.database.writing() as session:
            user = accounts.find_user(session, self.email)
            token, _ = oauth.create_token(session, user, scope)
        return Person(self.account, self.id, self.email, token)

    def create_template(self, **fields: Any) -> dict[str, Any]:
        """Create a card template, of a random UUID and name unless given, and return it."""
        answer = self.http.post(
            "/api/3/card_templates", json={"card_template": a_template(**fields)}
        )
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    def update(self, card_template: dict[str, Any], **fields: Any) -> httpx.Response:
        """Change some fields of a card template."""
        return self.http.patch(path_of(card_template), json={"card_template": fields})


def a_template(**fields: Any) -> dict[str, Any]:
    """Return the members of a create request, of a random UUID and name unless given."""
    return {
        "uuid": str(uuid.uuid4()),
        "name": f"Template {secrets.token_hex(8)}",
        "template_type_code": "ISO_CARD",
        **fields,
    }


def path_of(card_template: dict[str, Any], *parts: str) -> str:
    """Return the path of a card template, or of something below it."""
    return "/".join(("/api/3/card_templates", str(card_template["id"]), *parts))


def a_png(colour: str = "navy") -> bytes:
    """Return a small picture to upload."""
    picture = BytesIO()
    Image.new("RGB", (6, 4), colour).save(picture, "PNG")
    return picture.getvalue()
