"""The database under several readers, writers and processes."""

import fcntl
import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cardwright import migrations
from cardwright.database import Database, open_database
from cardwright.errors import CardwrightError, Unavailable
from tests.sample_files import picture
from tests.service import Account, Person, Service, path_of, run_cardwright


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'cardwright.db'}")
    migrations.upgrade(opened)
    yield opened
    opened.close()


def add_account(session: Session, name: str) -> None:
    session.execute(
        text(
            "INSERT INTO account (hashid, name, time_zone, clock, created_at) "
            "VALUES (:name, :name, 'UTC', 0, 0)"
        ),
        {"name": name},
    )


def count_accounts(session: Session) -> int:
    return len(session.execute(text("SELECT id FROM account")).all())


@contextmanager
def lock_held(path: Path) -> Iterator[None]:
    """Hold the lock that every writing process takes, as a process that hangs would."""
    with path.with_name(path.name + ".lock").open("r") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def test_what_is_written_is_read_by_others(database: Database) -> None:
    with database.writing() as session:
        add_account(session, "one")

    with database.reading() as session:
        assert count_accounts(session) == 1


def test_a_reading_session_cannot_write(database: Database) -> None:
    with pytest.raises(CardwrightError), database.reading() as session:
        add_account(session, "one")

    with database.reading() as session:
        assert count_accounts(session) == 0


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as session:
            add_account(session, "one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()

    with database.reading() as session:
        assert count_accounts(session) == 0


def add_orphan(database: Database) -> None:
    """Write a user of no account, which shows when it is committed."""
    orphan = (
        "INSERT INTO user_ (account_id, email, email_key, first_name, last_name, is_admin, "
        "is_disabled, created_at) VALUES (-1, 'a@b.org', 'a@b.org', 'A', 'B', 0, 0, 0)"
    )
    with database.writing() as session:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        session.execute(text(orphan))


def test_a_commit_that_fails_leaves_nothing_and_others_still_write(database: Database) -> None:
    with pytest.raises(IntegrityError):
        add_orphan(database)

    for name in ("one", "two"):
        with database.writing() as session:
            add_account(session, name)

    with database.reading() as session:
        assert count_accounts(session) == 2
        assert session.execute(text("SELECT id FROM user_")).all() == []


def test_ctrl_c_in_a_statement_stays_what_it_is_and_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    def write_until_interrupted() -> None:
        with database.writing() as session:
            add_account(session, "one")
            monkeypatch.setattr(session.connection().dialect, "do_execute", interrupted)
            add_account(session, "two")

    with pytest.raises(KeyboardInterrupt):
        write_until_interrupted()
    monkeypatch.undo()

    with database.writing() as session:
        add_account(session, "three")
    with database.reading() as session:
        assert count_accounts(session) == 1


def test_a_reader_sees_one_state_however_long_it_reads(database: Database) -> None:
    with database.reading() as early:
        before = count_accounts(early)
        with database.writing() as session:
            add_account(session, "one")
            assert count_accounts(early) == before

        assert count_accounts(early) == before == 0
    with database.reading() as late:
        assert count_accounts(late) == 1


def test_the_database_keeps_references_and_flushes_every_commit(database: Database) -> None:
    with database.writing() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("foreign_keys", "synchronous", "journal_mode", "trusted_schema")
        }

    assert pragmas == {
        "foreign_keys": 1,
        "synchronous": 2,
        "journal_mode": "wal",
        "trusted_schema": 0,
    }


def test_many_threads_write_one_after_another(database: Database) -> None:
    def count_up(_: int) -> None:
        with database.writing() as session:
            # Read and written in two steps: a second writer between them would be lost.
            [number] = session.execute(text("SELECT max(clock) FROM account")).one()
            session.execute(text("UPDATE account SET clock = :next"), {"next": number + 1})

    with database.writing() as session:
        add_account(session, "one")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(100)))

    with database.reading() as session:
        assert session.execute(text("SELECT clock FROM account")).scalar_one() == 100


def test_nobody_else_may_read_the_data(data_dir: Path) -> None:
    open_to_all = os.umask(0)
    try:
        with Service(data_dir) as service:
            admin = service.create_account().admin
            path = path_of(admin.create_template(), "background_image", "front")
            assert admin.http.put(path, content=picture()).status_code == 200
            found = [data_dir, *data_dir.rglob("*")]
            modes = {one: stat.S_IMODE(one.stat().st_mode) for one in found}
    finally:
        os.umask(open_to_all)

    assert {one.name for one in found} >= {"cardwright.db", "cardwright.db-wal", "secret-key"}
    wrong = {
        str(one): oct(mode)
        for one, mode in modes.items()
        if mode != (0o700 if one.is_dir() else 0o600)
    }
    assert wrong == {}


def write_until(person: Person, stop: threading.Event) -> int:
    created, count = person.create_template(), 0
    while not stop.is_set():
        count += 1
        assert person.update(created, name=f"{created['name']} {count}").status_code == 200
    return count


def timed(account: Account, *arguments: str) -> tuple[float, str]:
    """Return how many seconds a command took, and what it said."""
    began = time.monotonic()
    done = run_cardwright(account.service.data_dir, *arguments)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - began, done.stdout


def test_the_command_line_gets_its_turn_while_the_service_writes_hard(account: Account) -> None:
    stop = threading.Event()
    people = [account.create_person(is_admin=True) for _ in range(6)]
    waited = []
    with ThreadPoolExecutor(len(people)) as threads:
        writers = [threads.submit(write_until, person, stop) for person in people]
        try:
            for number in range(3):
                email = f"{number}-{account.hashid.lower()}@example.com"
                names = ("--account", account.name, "--email", email, "--name", "Ada Byron")
                # What the command line takes on this machine, for which reads wait for nobody.
                started, _ = timed(account, "account", "list")
                took, said = timed(account, "user", "create", *names)
                waited.append(took - started)
                assert json.loads(said)["email"] == email
        finally:
            stop.set()
        counts = [writer.result(timeout=60) for writer in writers]

    assert max(waited) < 5
    assert min(counts) > 5


@pytest.mark.slow
def test_a_lock_that_another_process_keeps_is_unavailable_and_not_a_hang(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "cardwright.db"
    began = time.monotonic()

    with lock_held(path), pytest.raises(Unavailable), database.writing():
        pass

    # Ten seconds, of which a busy machine makes more; a lock that is waited for has no end here.
    assert 9 < time.monotonic() - began < 30
    with database.writing() as session:
        add_account(session, "one")


@pytest.mark.slow
def test_the_service_reads_on_and_answers_503_while_nobody_can_write(account: Account) -> None:
    created = account.admin.create_template()

    with ThreadPoolExecutor(1) as thread, lock_held(account.service.data_dir / "cardwright.db"):
        write = thread.submit(account.admin.update, created, name="Changed")
        with account.service.client(account.admin.token) as http:
            read = http.get(path_of(created), timeout=30)
        assert not write.done(), "it was read only when nobody waited any more"
        refused = write.result(timeout=30)

    assert (read.status_code, read.json()) == (200, created)
    assert refused.status_code == 503
    assert refused.json()["error"] == "service_unavailable"
    assert int(refused.headers["Retry-After"]) > 0
    assert account.admin.update(created, name="Changed").status_code == 200
