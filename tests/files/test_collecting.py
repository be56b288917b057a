"""The collector: what nothing needs goes, and nothing else does, however many write beside it."""

import os
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

import cardwright.app  # noqa: F401 - imported for the tables of all models
from cardwright import times
from cardwright.database import Rows
from cardwright.errors import Unavailable
from cardwright.files.actions import LONGEST_WAY_SECONDS, KeptBlob, add_linked_file
from cardwright.files.collecting import YOUNGEST_ORPHAN_SECONDS, Collector, Rounds
from cardwright.files.verification import find_damaged
from cardwright.storage import Storage
from tests import scaled
from tests.api.linked_files import new_uuid
from tests.service import Account, Person, Service, path_of

WRITERS = 8
UPLOADS = 1000
HOUR = 3600.0


@pytest.fixture(params=["a folder", "an object store"], scope="module")
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service on either kind of storage."""
    settings = scaled.new_settings() if request.param == "an object store" else {}
    with Service(tmp_path_factory.mktemp("service") / "data", **settings) as running:
        yield running


@pytest.fixture
def admin(place: Service) -> Iterator[Person]:
    yield place.create_account().admin
    place.close_clients()


def upload(admin: Person, template: dict[str, Any], uuid: str, content: bytes) -> None:
    path = path_of(template, "files", uuid)
    answer = admin.http.put(path, params={"file_role": "logo"}, content=content)
    assert answer.status_code == 200, answer.text


def collect(service: Service, grace_seconds: float = 0) -> tuple[int, int]:
    """Collect once, and return how many were trash, and how many orphans."""
    collector = Collector(service.database, service.storage, grace_seconds)
    return sum(collector.collect_trash()), sum(collector.collect_orphans())


def damaged(service: Service) -> list[str]:
    found = find_damaged(service.database, service.storage, lambda *_: None)
    return [f"{blob.key} {damage}" for blob, damage in found]


def keep(storage: Storage, key: str, content: bytes = b"of a crash") -> None:
    incoming = storage.incoming()
    incoming.write(content)
    storage.keep(incoming, key)


def make_older(service: Service, key: str, seconds: float) -> None:
    """Let the storage believe that it has had a key for longer."""
    url = service.settings.get("storage_url", "")
    folder = service.data_dir / "blobs"
    if url.startswith("s3://"):
        folder = scaled.bucket_folder(url)
    then = time.time() - seconds
    os.utime(folder / key, (then, then))
    assert time.time() - service.storage.kept_at(key) == pytest.approx(seconds, abs=5)


def blobs_of(account: Account) -> set[str]:
    sql = "SELECT id FROM blob WHERE account_id = :id"
    return {blob_id for (blob_id,) in account.service.rows(sql, id=account.id)}


def test_trash_goes_after_its_grace_bytes_and_row(place: Service, admin: Person) -> None:
    template, uuid = admin.create_template(), new_uuid()
    for content in (b"one", b"two", b"three"):
        upload(admin, template, uuid, content)
    assert len(place.stored_files(admin.account.hashid)) == 3

    assert collect(place, HOUR) == (0, 0)
    assert len(place.stored_files(admin.account.hashid)) == 3
    assert collect(place) == (2, 0)

    [kept] = place.stored_files(admin.account.hashid)
    assert blobs_of(admin.account) == {kept}
    url = admin.http.get(path_of(template)).json()["linked_files"][0]["url"]
    assert admin.http.get(url).content == b"three"


def test_a_thousand_uploads_beside_the_collector_lose_nothing(
    place: Service, admin: Person
) -> None:
    """Every upload but the first of each writer makes trash, which has no grace at all."""
    templates = [admin.create_template() for _ in range(WRITERS)]
    latest: dict[str, bytes] = {}
    stop = threading.Event()

    def write(template: dict[str, Any]) -> None:
        chance = random.Random(template["id"])  # noqa: S311 - contents, not a secret
        http = place.client(admin.token)
        uuids = [new_uuid() for _ in range(4)]
        for number in range(UPLOADS // WRITERS):
            uuid = chance.choice(uuids)
            content = b"\0%d " % number + chance.randbytes(chance.choice((1, 900, 5000)))
            path = path_of(template, "files", uuid)
            answer = http.put(path, params={"file_role": "logo"}, content=content)
            assert answer.status_code == 200, answer.text
            latest[uuid] = content

    def collect_until_stopped() -> int:
        removed = 0
        while not stop.is_set():
            trash, orphans = collect(place)
            assert orphans == 0
            removed += trash
        return removed

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        collecting = threads.submit(collect_until_stopped)
        try:
            list(threads.map(write, templates))
        finally:
            stop.set()
        removed = collecting.result() + collect(place)[0]

    assert removed == UPLOADS - len(latest)
    assert damaged(place) == []
    assert place.stored_files(admin.account.hashid) == blobs_of(admin.account)
    for template in templates:
        for shown in admin.http.get(path_of(template)).json()["linked_files"]:
            assert admin.http.get(shown["url"]).content == latest[shown["uuid"]]


def test_an_orphan_goes_when_it_is_old_enough(place: Service, admin: Person) -> None:
    hashid = admin.account.hashid
    young, old, older = (f"{hashid}/{digit * 32}" for digit in "abc")
    for key in (young, old, older):
        keep(place.storage, key)
    make_older(place, old, YOUNGEST_ORPHAN_SECONDS + 60)
    make_older(place, older, 30 * HOUR)

    assert collect(place, 24 * HOUR) == (0, 1)
    assert place.stored_files(hashid) == {"a" * 32, "b" * 32}
    assert collect(place, 0) == (0, 1)
    assert place.stored_files(hashid) == {"a" * 32}
    place.storage.remove(young)


def test_what_can_be_no_file_of_this_database_is_left_alone(place: Service, admin: Person) -> None:
    """A bucket that others use, too, or a database that is not the one of these files."""
    foreign = [f"{admin.account.hashid}/notes.txt", f"other-account/{'d' * 32}", "a/b/c"]
    for key in foreign:
        keep(place.storage, key)
        make_older(place, key, 1000 * HOUR)

    assert collect(place) == (0, 0)

    assert set(foreign) <= set(place.storage.keys())
    for key in foreign:
        place.storage.remove(key)


def test_files_in_use_are_no_orphans_however_old(place: Service, admin: Person) -> None:
    upload(admin, admin.create_template(), new_uuid(), b"old and in use")
    [name] = place.stored_files(admin.account.hashid)
    make_older(place, f"{admin.account.hashid}/{name}", 10000 * HOUR)

    assert collect(place) == (0, 0)

    assert place.stored_files(admin.account.hashid) == {name}


def test_no_row_is_written_for_bytes_that_may_be_collected_by_then(admin: Person) -> None:
    """A process that stood still between its bytes and their row, as in a laptop that slept."""
    template, service = admin.create_template(), admin.account.service
    waited = times.now() - (LONGEST_WAY_SECONDS + 1) * times.MICROSECONDS
    kept = KeptBlob("text/plain", 1, "0" * 64, kept_at=waited)

    def add(session: Session) -> None:
        rows = Rows.of(session)
        add_linked_file(rows, admin.account.id, template["id"], new_uuid(), "logo", kept, 0)

    with pytest.raises(Unavailable, match="send it again"):
        service.database.write(add)

    assert LONGEST_WAY_SECONDS < YOUNGEST_ORPHAN_SECONDS / 2
    assert blobs_of(admin.account) == set()


class Crash(BaseException):
    """What happens to a process that is killed."""


class CrashingStorage:
    """A storage whose process dies before or after one of its removals."""

    def __init__(self, storage: Storage, dies_at: int) -> None:
        self._storage, self._steps_left = storage, dies_at

    def __getattr__(self, name: str) -> Any:
        return getattr(self._storage, name)

    def remove(self, key: str) -> None:
        self._step()
        self._storage.remove(key)
        self._step()

    def _step(self) -> None:
        if self._steps_left == 0:
            raise Crash
        self._steps_left -= 1


def test_a_crash_at_any_point_harms_nothing_and_the_next_round_ends_the_work(
    place: Service, admin: Person
) -> None:
    template, uuid, trash = admin.create_template(), new_uuid(), 3
    for dies_at in range(2 * trash):
        for number in range(trash + 1):
            upload(admin, template, uuid, f"{dies_at} {number}".encode())
        assert len(blobs_of(admin.account)) > trash
        crashing: Any = CrashingStorage(place.storage, dies_at)

        with pytest.raises(Crash):
            list(Collector(place.database, crashing, 0).collect_trash())

        assert damaged(place) == []
        # Every file there is has its row, so none of them is an orphan.
        assert place.stored_files(admin.account.hashid) <= blobs_of(admin.account)
        assert collect(place)[0] >= trash
        assert len(place.stored_files(admin.account.hashid)) == 1
        assert blobs_of(admin.account) == place.stored_files(admin.account.hashid)


def test_a_row_that_something_refers_to_stays_whatever_its_mark_says(
    place: Service, admin: Person
) -> None:
    upload(admin, admin.create_template(), new_uuid(), b"in use")
    [blob_id] = blobs_of(admin.account)
    with place.database.writing() as session:
        session.execute(text("UPDATE blob SET trashed_at = 1 WHERE id = :id"), {"id": blob_id})

    assert collect(place) == (0, 0)

    assert place.stored_files(admin.account.hashid) == {blob_id}


def test_a_round_of_housekeeping_removes_trash_and_now_and_then_orphans(
    place: Service, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    template, uuid = admin.create_template(), new_uuid()
    upload(admin, template, uuid, b"one")
    upload(admin, template, uuid, b"two")
    orphan = f"{admin.account.hashid}/{'e' * 32}"
    keep(place.storage, orphan)
    make_older(place, orphan, 2 * HOUR)
    monkeypatch.setattr("random.uniform", lambda *_: 0.0)
    rounds = Rounds(Collector(place.database, place.storage, 0))

    list(rounds.begin())
    assert "e" * 32 in place.stored_files(admin.account.hashid)
    monkeypatch.setattr("cardwright.files.collecting.SWEEP_EVERY_SECONDS", 0)
    list(rounds.begin())

    assert place.stored_files(admin.account.hashid) == blobs_of(admin.account)
    assert len(blobs_of(admin.account)) == 1


def test_the_service_collects_by_itself(tmp_path: Path) -> None:
    with Service(tmp_path / "data", trash_hours="0") as service:
        admin = service.create_account().admin
        template, uuid = admin.create_template(), new_uuid()
        for content in (b"one", b"two"):
            upload(admin, template, uuid, content)
        deadline = time.monotonic() + 20
        while len(service.stored_files(admin.account.hashid)) > 1:
            assert time.monotonic() < deadline
            time.sleep(0.1)

        url = admin.http.get(path_of(template)).json()["linked_files"][0]["url"]
        assert admin.http.get(url).content == b"two"
