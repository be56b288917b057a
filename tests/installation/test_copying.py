"""Backup, restore and transfer, between either kind of stores, of an installation in use."""

import json
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from cardwright.accounts import actions as accounts
from tests import scaled
from tests.api.linked_files import new_uuid
from tests.sample_files import picture
from tests.service import Person, Service, path_of, run_cardwright

Kind = str
SMALL, SCALED = "SQLite and a folder", "PostgreSQL and an object store"
KINDS = (SMALL, SCALED)
every_way = pytest.mark.parametrize(
    ("source_kind", "target_kind"),
    [KINDS, KINDS[::-1], *(pytest.param(one, one, marks=pytest.mark.slow) for one in KINDS)],
)
WRITERS = 4


def settings_of(kind: Kind, data_dir: Path) -> dict[str, str]:
    """Return the settings of an installation without rows."""
    if kind == SCALED:
        return scaled.new_settings()
    data_dir.mkdir(mode=0o700, exist_ok=True)
    return {
        "database_url": f"sqlite:///{data_dir / 'cardwright.db'}",
        "storage_url": (data_dir / "blobs").as_uri(),
    }


def a_service(kind: Kind, data_dir: Path) -> Service:
    return Service(data_dir, **settings_of(kind, data_dir))


MakeService = Callable[[Kind, str], Service]


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[MakeService]:
    """Makes installations on which no service runs, in folders of these names."""
    made: list[Service] = []

    def make(kind: Kind, name: str) -> Service:
        made.append(a_service(kind, tmp_path / name))
        return made[-1]

    yield make
    for service in made:
        service.database.close()


def manifest_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())


def succeed(service: Service, *arguments: str) -> str:
    ran = service.run(*arguments)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    return ran.stdout


def refused(service: Service, *arguments: str) -> str:
    ran = service.run(*arguments)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr


def fill(admin: Person) -> None:
    """Make templates with files, one of them replaced, and delete one template for good."""
    for number in range(3):
        objects = [{"v": 1, "text": "Grüße \u202e 名", "x_mm": 1e2, "big": 2**60}]
        template = admin.create_template(template_objects=objects)
        for content in (f"{number}".encode(), f"{number} again".encode()):
            put_file(admin, template, content, f"{number:08}-8b86-d011-b42d-00cf4fc964ff")
        front = path_of(template, "background_image", "front")
        admin.http.put(front, content=picture("GIF")).raise_for_status()
    admin.http.delete(path_of(admin.create_template())).raise_for_status()


def put_file(admin: Person, template: dict[str, Any], content: bytes, uuid: str = "") -> None:
    path = path_of(template, "files", uuid or new_uuid())
    answer = admin.http.put(path, params={"file_role": "logo"}, content=content)
    assert answer.status_code == 200, answer.text


def everything(service: Service, token: str) -> dict[int, Any]:
    """Return what the API shows of an account, with the content of its files for their URLs."""
    http = service.client(token)
    answer = http.get("/api/3/card_templates", params={"include_deleted": "true", "per_page": 200})
    assert answer.status_code == 200, answer.text

    def content(url: str | None) -> bytes | None:
        return None if url is None else http.get(url).raise_for_status().content

    sides = ("background_image_front_url", "background_image_back_url")
    return {
        one["id"]: {
            **one,
            **{side: content(one[side]) for side in sides},
            "linked_files": [{**file, "url": content(file["url"])} for file in one["linked_files"]],
        }
        for one in answer.json()
    }


@every_way
def test_a_restored_installation_is_the_one_that_was_backed_up(
    tmp_path: Path, source_kind: Kind, target_kind: Kind
) -> None:
    folder, again = tmp_path / "backup", tmp_path / "again"
    with a_service(source_kind, tmp_path / "source") as source:
        admin = source.create_account().admin
        fill(admin)
        before = everything(source, admin.token)
        told = succeed(source, "backup", str(folder))
    last_id = max(before) + 1  # It was deleted for good.
    target = a_service(target_kind, tmp_path / "target")
    assert "files" in succeed(target, "restore", str(folder))

    with target:
        assert everything(target, admin.token) == before
        assert target.client(admin.token).get("/api/3/account").status_code == 200
        succeed(target, "backup", str(again))
        assert succeed(target, "storage", "verify").startswith("No damaged, 0 without a row")
        admin.http = target.client(admin.token)
        assert admin.create_template()["id"] > last_id
        with target.database.writing() as session:
            row = accounts.create_account(session, "One more", "UTC")
            assert row.id > admin.account.id

    first, second = manifest_of(folder), manifest_of(again)
    assert first["tables"][0]["row_count"] > 0
    # Only what the file of rows is called and packed like may differ.
    assert [(t["name"], t["row_count"], t["digest"], t["last_id"]) for t in first["tables"]] == [
        (t["name"], t["row_count"], t["digest"], t["last_id"]) for t in second["tables"]
    ]
    assert first["file_count"] == second["file_count"] == 6
    assert "6 files" in told
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, folder / "rows"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_among_writers_is_of_one_moment(tmp_path: Path, kind: Kind) -> None:
    folder, stop = tmp_path / "backup", threading.Event()
    with a_service(kind, tmp_path / "source") as source:
        account = source.create_account()
        people = [account.create_person(is_admin=True) for _ in range(WRITERS)]
        acknowledged: list[dict[str, Any]] = []
        with ThreadPoolExecutor(WRITERS) as threads:
            writing = [threads.submit(write_until, stop, person, acknowledged) for person in people]
            try:
                while len(acknowledged) < 20:
                    assert not any(one.done() for one in writing), [
                        one.exception() for one in writing
                    ]
                earlier = {one["id"]: one for one in list(acknowledged)}
                succeed(source, "backup", str(folder))
                during = len(acknowledged) - len(earlier)
            finally:
                stop.set()
            for one in writing:
                one.result()
    assert during > 0

    other = KINDS[1 - KINDS.index(kind)]
    target = a_service(other, tmp_path / "target")
    succeed(target, "restore", str(folder))
    assert succeed(target, "storage", "verify").startswith("No damaged, 0 without a row")
    with target:
        restored = everything(target, people[0].token)
        assert {
            template_id: shown["updated_at"] >= earlier[template_id]["updated_at"]
            for template_id, shown in restored.items()
            if template_id in earlier
        } == dict.fromkeys(earlier, True)
        # These are counted in the transaction of each write, in another row of another table.
        [counted] = target.rows("SELECT card_template_count, file_count, clock FROM account")
        [newest] = target.rows("SELECT max(updated_at) FROM card_template")
        files = sum(len(shown["linked_files"]) for shown in restored.values())
        assert counted == (len(restored), files, newest[0])


def write_until(stop: threading.Event, person: Person, acknowledged: list[dict[str, Any]]) -> None:
    chance = random.Random(person.id)  # noqa: S311 - contents, not a secret
    uuids = [new_uuid() for _ in range(3)]
    template = person.create_template()
    while not stop.is_set():
        if chance.random() < 0.3:
            template = person.create_template()
            acknowledged.append(template)
            uuids = [new_uuid() for _ in range(3)]
        put_file(person, template, chance.randbytes(2000), chance.choice(uuids))


@pytest.mark.parametrize(("source_kind", "target_kind"), [KINDS, KINDS[::-1]])
def test_a_transfer_takes_everything_to_the_other_kind_of_stores(
    tmp_path: Path, source_kind: Kind, target_kind: Kind
) -> None:
    target = a_service(target_kind, tmp_path / "target")
    with a_service(source_kind, tmp_path / "source") as source:
        admin = source.create_account().admin
        fill(admin)
        before = everything(source, admin.token)
        urls = ("--to-database", target.settings["database_url"])
        storage = ("--to-storage", target.settings["storage_url"])
        given = ("--from-database", source.settings["database_url"])
        given_storage = ("--from-storage", source.settings["storage_url"])

        told = succeed(source, "transfer", *given, *given_storage, *urls, *storage)
        assert "6 files" in told
        assert "not empty" in refused(source, "transfer", *urls, *storage)
        assert "are the same" in refused(
            source, "transfer", "--to-database", given[1], "--to-storage", given_storage[1]
        )

    with target:
        assert everything(target, admin.token) == before
        succeed(target, "storage", "verify")


@pytest.fixture(scope="module")
def made_backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a small installation, which no test may change."""
    folder = tmp_path_factory.mktemp("made")
    with a_service(SMALL, folder / "source") as source:
        fill(source.create_account().admin)
        succeed(source, "backup", str(folder / "backup"))
    return folder / "backup"


@pytest.fixture
def backup(made_backup: Path, tmp_path: Path) -> Path:
    """The same for a test to do with as it likes."""
    return Path(shutil.copytree(made_backup, tmp_path / "backup"))


def test_an_installation_that_is_not_empty_is_refused_and_left_as_it_is(
    stopped: MakeService, backup: Path
) -> None:
    full, busy = stopped(SMALL, "full"), stopped(SMALL, "busy")
    succeed(full, "account", "create", "Acme")
    other = Path(busy.data_dir / "blobs" / "acme" / ("0" * 32))
    other.parent.mkdir(parents=True)
    other.write_bytes(b"something else")

    assert "database is not empty" in refused(full, "restore", str(backup))
    assert "storage is not empty" in refused(busy, "restore", str(backup))

    assert full.rows("SELECT name FROM account") == [("Acme",)]
    assert list(full.storage.keys()) == []
    assert [key.partition("/")[0] for key in busy.storage.keys()] == ["acme"]  # noqa: SIM118


def remove_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def damage_rows(folder: Path) -> None:
    path = folder / "rows" / "account.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def remove_rows(folder: Path) -> None:
    (folder / "rows" / "account.jsonl.gz").unlink()


def make_newer(folder: Path) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest_of(folder) | {"schema": "9999"}))


def lie_about_rows(folder: Path) -> None:
    manifest = manifest_of(folder)
    for table in manifest["tables"]:
        table["digest"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (remove_manifest, "no complete backup"),
        (damage_rows, "missing or damaged"),
        (remove_rows, "missing or damaged"),
        (make_newer, "newer cardwright"),
        (lie_about_rows, "not the same"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_that_cannot_be_used_is_refused_and_leaves_no_rows(
    stopped: MakeService, backup: Path, kind: Kind, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(backup)
    target = stopped(kind, "target")

    assert told in refused(target, "restore", str(backup))

    succeed(target, "init")
    assert target.rows("SELECT * FROM account") == []


def test_a_folder_that_is_not_empty_is_no_place_for_a_backup(
    stopped: MakeService, tmp_path: Path, backup: Path
) -> None:
    source = stopped(SMALL, "source")

    assert "is not empty" in refused(source, "backup", str(backup))
    (tmp_path / "a file").write_text("x")
    assert source.run("backup", str(tmp_path / "a file")).returncode == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_that_was_cut_off_can_be_run_again(
    stopped: MakeService, backup: Path, kind: Kind
) -> None:
    target = stopped(kind, "target")
    copied = sorted(path for path in (backup / "files").glob("[!.]*/*"))[:3]
    for path in copied:
        incoming = target.storage.incoming()
        incoming.write(path.read_bytes())
        target.storage.keep(incoming, f"{path.parent.name}/{path.name}")

    succeed(target, "restore", str(backup))

    assert succeed(target, "storage", "verify").startswith("No damaged, 0 without a row")
    assert len(target.rows("SELECT id FROM blob")) == 6


def test_a_file_that_is_damaged_is_named_and_the_others_are_copied(tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with a_service(SMALL, tmp_path / "source") as source:
        fill(source.create_account().admin)
        succeed(source, "storage", "collect", "--grace", "0")
        missing, changed, longer = sorted((source.data_dir / "blobs").glob("[!.]*/*"))[:3]
        missing.unlink()
        changed.write_bytes(b"x" * changed.stat().st_size)
        longer.write_bytes(longer.read_bytes() + b"x")

        ran = source.run("storage", "verify")
        assert (ran.returncode, len(ran.stdout.splitlines())) == (1, 4)
        assert f"{missing.name} is missing" in ran.stdout
        assert f"{changed.name} has other bytes" in ran.stdout
        assert f"{longer.name} has " in ran.stdout
        ran = source.run("backup", str(folder))

    assert ran.returncode == 1
    assert "3 files" in ran.stdout
    told = sorted(line.partition("/")[2].partition(" ")[0] for line in ran.stderr.splitlines())
    assert told == [missing.name, changed.name, longer.name]
    target = a_service(SMALL, tmp_path / "target")
    ran = target.run("restore", str(folder))
    assert (ran.returncode, ran.stderr.count("is missing")) == (1, 3)
    assert len(list(target.storage.keys())) == 3


def test_an_orphan_is_counted_and_harms_nothing(tmp_path: Path) -> None:
    with a_service(SMALL, tmp_path / "source") as source:
        account = source.create_account()
        for name in ("0" * 32, "notes.txt"):
            incoming = source.storage.incoming()
            incoming.write(b"of a crash")
            source.storage.keep(incoming, f"{account.hashid}/{name}")

        told = succeed(source, "storage", "verify")

    assert told == "No damaged, 1 without a row, 1 of something else.\n"


def test_a_database_of_another_version_is_not_backed_up(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"

    ran = run_cardwright(data_dir, "backup", str(tmp_path / "backup"))

    assert ran.returncode == 1
    assert "cardwright init" in ran.stderr
