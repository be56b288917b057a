"""Writers that note what they were promised, and what the service says there is."""

import hashlib
import random
import secrets
import threading
import uuid
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.sample_files import picture
from tests.service import Account, path_of

LIST = "/api/3/card_templates"


@dataclass(frozen=True)
class State:
    """What a template is, as far as the writers change it; bytes are told by their SHA-256."""

    name: str
    is_deleted: bool = False
    front: str | None = None
    files: tuple[tuple[str, str], ...] = ()


@dataclass
class Promise:
    """What a template may be: one thing if its last change was answered, else one of two."""

    id: int | None
    """None until the answer to its create request has come."""
    possible: list[State | None]
    body: dict[str, Any]
    """The create request, which can be sent again."""


class NotAcknowledged(Exception):
    """The service could not say that it has done what it was asked for."""


def require_acknowledged(answer: httpx.Response) -> None:
    """Raise NotAcknowledged for a 503 or 507, which has to say when to try again."""
    if answer.status_code in (503, 507):
        assert int(answer.headers["Retry-After"]) > 0
        raise NotAcknowledged


@dataclass
class Writer:
    """Changes templates of its own, and writes down what it was promised."""

    http: httpx.Client
    random: random.Random
    promises: dict[str, Promise] = field(default_factory=dict)
    acknowledged: int = 0
    refused: int = 0

    def write_until(self, stop: threading.Event) -> None:
        """Work until the service is gone or, if it never goes, until `stop`."""
        try:
            while not stop.is_set():
                try:
                    self._write()
                    self.acknowledged += 1
                except NotAcknowledged:
                    self.refused += 1
        except httpx.TransportError:
            pass  # No answer: the promise is left with both possibilities.

    def _write(self) -> None:
        living = [
            promise
            for promise in self.promises.values()
            if promise.id and len(promise.possible) == 1 and promise.possible[0]
        ]
        if not living or self.random.random() < 0.2:
            self.create()
            return
        promise = self.random.choice(living)
        operations = (self.rename, self.trash, self.put_front, self.put_file, self.replace_file)
        drops = (self.delete_front, self.delete_file, self.delete_for_good)
        self.random.choice(operations * 2 + drops)(promise)

    def create(self) -> None:
        name = f"Template {secrets.token_hex(8)}"
        body = {"uuid": str(uuid.uuid4()), "name": name, "template_type_code": "ISO_CARD"}
        promise = Promise(None, [None, State(name)], body)
        self.promises[body["uuid"]] = promise
        answer = self.http.post(LIST, json=body)
        require_acknowledged(answer)
        assert answer.status_code == 201, answer.text
        promise.id, promise.possible = answer.json()["id"], promise.possible[1:]

    def rename(self, promise: Promise) -> None:
        name = f"Renamed {secrets.token_hex(8)}"
        self._change(promise, {"name": name}, "PATCH", json={"name": name})

    def trash(self, promise: Promise) -> None:
        wanted = not self._now(promise).is_deleted
        at = "2026-06-14T09:30:00Z" if wanted else None
        self._change(promise, {"is_deleted": wanted}, "PATCH", json={"deleted_at": at})

    def put_front(self, promise: Promise) -> None:
        content = picture("GIF")
        self._change(promise, {"front": sha256(content)}, "PUT", FRONT, content=content)

    def delete_front(self, promise: Promise) -> None:
        self._change(promise, {"front": None}, "DELETE", FRONT)

    def put_file(self, promise: Promise) -> None:
        self._put_file(promise, str(uuid.uuid4()))

    def replace_file(self, promise: Promise) -> None:
        files = dict(self._now(promise).files)
        if files:
            self._put_file(promise, self.random.choice(sorted(files)))

    def _put_file(self, promise: Promise, file_uuid: str) -> None:
        files = dict(self._now(promise).files)
        content = b"\x00" + self.random.randbytes(self.random.choice((10, 1000, 300_000)))
        after = {"files": tuple(sorted((files | {file_uuid: sha256(content)}).items()))}
        path = f"files/{file_uuid}?file_role=logo"
        self._change(promise, after, "PUT", path, content=content)

    def delete_file(self, promise: Promise) -> None:
        files = self._now(promise).files
        if files:
            after = {"files": files[1:]}
            self._change(promise, after, "DELETE", f"files/{files[0][0]}")

    def delete_for_good(self, promise: Promise) -> None:
        self._change(promise, None, "DELETE")

    def _now(self, promise: Promise) -> State:
        [state] = promise.possible
        assert state is not None
        return state

    def _change(
        self,
        promise: Promise,
        after: dict[str, Any] | None,
        method: str,
        part: str | None = None,
        **sent: Any,
    ) -> None:
        now = self._now(promise)
        promise.possible = [now, None if after is None else replace(now, **after)]
        parts = (part,) if part else ()
        answer = self.http.request(method, path_of({"id": promise.id}, *parts), **sent)
        require_acknowledged(answer)
        assert answer.status_code in (200, 204), answer.text
        promise.possible = promise.possible[1:]
        if method == "PATCH":
            shown, expected = answer.json(), self._now(promise)
            assert (shown["name"], shown["deleted_at"] is not None) == (
                expected.name,
                expected.is_deleted,
            )


FRONT = "background_image/front"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Digests = dict[str, str]
"""SHA-256 of files that were read before, by the paths of their URLs, which are never reused."""


def stored(http: httpx.Client, digests: Digests | None = None) -> dict[str, State]:
    """Return what the service says there is, by UUID, with every file read by its URL.

    Those that are in `digests` are not read again.
    """
    digests = {} if digests is None else digests
    found = {}
    url: str | None = f"{LIST}?include_deleted=true&per_page=200"
    while url:
        answer = http.get(url)
        assert answer.status_code == 200, answer.text
        for shown in answer.json():
            found[shown["uuid"]] = as_state(http, shown, digests)
        url = answer.links.get("next", {}).get("url")
    return found


def as_state(http: httpx.Client, shown: dict[str, Any], digests: Digests) -> State:
    def digest(file_url: str) -> str:
        path = urlsplit(file_url).path
        if path not in digests:
            answer = http.get(file_url)
            assert answer.status_code == 200, answer.text
            digests[path] = sha256(answer.content)
        return digests[path]

    front = shown["background_image_front_url"]
    files = {one["uuid"]: digest(one["url"]) for one in shown["linked_files"]}
    return State(
        name=shown["name"],
        is_deleted=shown["deleted_at"] is not None,
        front=digest(front) if front else None,
        files=tuple(sorted(files.items())),
    )


def assert_every_row_has_its_bytes(account: Account) -> None:
    """Look past the service: rows without whole files would be found too late."""
    service = account.service
    rows = service.rows("SELECT id, byte_size, sha256 FROM blob WHERE trashed_at IS NULL")
    for blob_id, byte_size, digest in rows:
        content = b"".join(service.storage.read(f"{account.hashid}/{blob_id}", 0, byte_size + 1))
        assert (len(content), sha256(content)) == (byte_size, digest)


def assert_kept(
    account: Account,
    http: httpx.Client,
    promises: dict[str, Promise],
    digests: Digests | None = None,
) -> None:
    """Compare what there is with what was promised, and settle what was left open.

    With `digests` only files that are not among them are read, and they are added.
    """
    found = stored(http, digests)
    assert set(found) <= set(promises)
    assert [p for key, p in promises.items() if found.get(key) not in p.possible] == []
    if digests is None:
        assert_every_row_has_its_bytes(account)
    found |= send_again(http, promises, found)
    # What happened to a change without an answer is known from now on.
    for template_uuid, promise in promises.items():
        promise.possible = [found.get(template_uuid)]


def send_again(
    http: httpx.Client, promises: dict[str, Promise], found: dict[str, State]
) -> dict[str, State]:
    """Repeat create requests whose answer was lost: each makes the template, or shows it."""
    created = {}
    for template_uuid, promise in promises.items():
        if promise.id is None:
            answer = http.post(LIST, json=promise.body)
            assert answer.status_code == (200 if template_uuid in found else 201), answer.text
            promise.id = answer.json()["id"]
            created[template_uuid] = as_state(http, answer.json(), {})
    return created
