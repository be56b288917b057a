"""`cardwright pull` while others write, killed again and again, and with `--watch`."""

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.linked_files import new_uuid
from tests.client.faulty import Fault, Faulty
from tests.pulling.pairs import Pair, by_uuid, contents, put_file, templates
from tests.sample_files import picture
from tests.service import Person, command_line, path_of
from tests.test_following import Writer

WRITERS = 4
PATIENCE_SECONDS = 60


class FileWriter(Writer):
    """A writer who also links files, moves them, and deletes for good."""

    def write_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            super().write_until(_after(stop, self.random.uniform(0.02, 0.2)))
            if self.mine and not stop.is_set():
                self._link()

    def _link(self) -> None:
        which = {"id": self.random.choice(self.mine)}
        uuid = new_uuid()
        path = path_of(which, "files", uuid)
        content = self.random.choice((picture("PNG"), self.random.randbytes(50_000)))
        answer = self.person.http.put(path, params={"file_role": "logo"}, content=content)
        assert answer.status_code == 200, answer.text
        if self.random.random() < 0.4:
            self.person.http.delete(path).raise_for_status()
            which = {"id": self.random.choice(self.mine)}
            path = path_of(which, "files", uuid)
            self.person.http.put(path, params={"file_role": "moved"}, content=content)
        if len(self.mine) > 5 and self.random.random() < 0.2:
            doomed = self.mine.pop(self.random.randrange(len(self.mine)))
            self.person.http.delete(path_of({"id": doomed})).raise_for_status()


def _after(stop: threading.Event, seconds: float) -> threading.Event:
    """Return an event that is set some time from now, or when `stop` is."""
    soon = threading.Event()

    def wait() -> None:
        stop.wait(seconds)
        soon.set()

    threading.Thread(target=wait, daemon=True).start()
    return soon


# The overlap is for other servers: between two of ours nothing may be missed without it.
WITHOUT_OVERLAP = """
from cardwright.cli import main
from cardwright.pulling import rounds

rounds.OVERLAP_SECONDS = 0
main()
"""


def start(pair: Pair, *options: str) -> "subprocess.Popen[str]":
    service = pair.here.service
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_OVERLAP, *pair.command(*options)],
        env=command_line(service.data_dir, **service.settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def writers_of(pair: Pair) -> list[FileWriter]:
    people: list[Person] = [pair.there.create_person(is_admin=True) for _ in range(WRITERS)]
    owners = [person.id for person in people]
    return [FileWriter(person, owners, seed) for seed, person in enumerate(people)]


def live_and_deleted(pair: Pair) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what both hold; who is the default may have been taken along by another write."""
    return contents(pair.here), contents(pair.there)


def pull_without_overlap(pair: Pair, *options: str) -> str:
    out, err = (pull := start(pair, *options)).communicate(timeout=PATIENCE_SECONDS)
    assert pull.returncode == 0, err
    return out


def taken(pair: Pair) -> list[tuple[Any, ...]]:
    """Return what tells how far pulls have come."""
    return pair.here.service.rows(
        "SELECT count(*), max(there_updated_at) FROM pulled_template "
        "JOIN pull_source ON pull_source.id = pull_source_id WHERE account_id = :account_id",
        account_id=pair.here.id,
    )


def pull_while_killed(pair: Pair, kills: int) -> None:
    """Let writers write and pulls be killed; one pull after the end has to bring all of it."""
    stop = threading.Event()
    writers = writers_of(pair)
    chance = random.Random(7)  # noqa: S311 - moments to kill at
    with ThreadPoolExecutor(WRITERS) as threads:
        running = [threads.submit(writer.write_until, stop) for writer in writers]
        try:
            for _ in range(kills):
                before = taken(pair)
                pull = start(pair, "--watch", "--interval", "0.1")
                wait_until(lambda before=before: taken(pair) != before)  # type: ignore[misc]
                time.sleep(chance.uniform(0, 0.5))
                pull.kill()
                pull.communicate(timeout=30)
        finally:
            stop.set()
        for one in running:
            one.result(timeout=60)

    pull_without_overlap(pair, "--delete-missing")
    here, there = live_and_deleted(pair)
    gone = set(here) - set(there)
    assert all(here.pop(uuid)["deleted_at"] for uuid in gone)
    assert here == there
    assert "0 card templates added, 0 changed, 0 deleted" in pull_without_overlap(
        pair, "--delete-missing"
    )


def test_pulls_that_are_killed_under_writers_end_with_everything(pair: Pair) -> None:
    pull_while_killed(pair, 4)


@pytest.mark.slow
def test_twenty_pulls_that_are_killed_under_writers_end_with_everything(pair: Pair) -> None:
    pull_while_killed(pair, 20)


def test_two_pulls_at_once_do_no_harm(pair: Pair) -> None:
    stop = threading.Event()
    writers = writers_of(pair)[:2]
    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(writer.write_until, stop) for writer in writers]
        pulls = [start(pair, "--watch", "--interval", "0.1") for _ in range(2)]
        try:
            for pull in pulls:
                assert pull.stderr is not None
                assert pull.stderr.readline() == "Following until Ctrl-C.\n"
            wait_until(lambda: len(templates(pair.here)) > 5)
            time.sleep(2)
        finally:
            stop.set()
        for one in running:
            one.result(timeout=60)
        for pull in pulls:
            pull.send_signal(signal.SIGINT)
        told = [pull.communicate(timeout=60) for pull in pulls]

    assert [pull.returncode for pull in pulls] == [0, 0], told
    assert [err.count("Ending after the card template at hand.") for _, err in told] == [1, 1]
    pull_without_overlap(pair, "--delete-missing")
    here, there = live_and_deleted(pair)
    assert {uuid: held for uuid, held in here.items() if uuid in there} == there


def test_watching_follows_until_ctrl_c_and_counts(pair: Pair, faulty: Faulty) -> None:
    first = pair.there.admin.create_template()
    watch = start(pair, "--watch", "--interval", "0.2")
    try:
        wait_until(lambda: first["uuid"] in {one["uuid"] for one in templates(pair.here)})
        faulty.faults.append(Fault("/account", 503, {"Retry-After": "86400"}, times=2))
        wait_until(lambda: faulty.faults[0].times == 0)
        second = pair.there.admin.create_template()
        put_file(pair.there, second, new_uuid(), b"bytes")
        wait_until(lambda: len(contents(pair.here)) == 2)
        pair.there.admin.update(second, deleted_at="2026-06-14T09:30:00Z").raise_for_status()
        wait_until(lambda: contents(pair.here) == contents(pair.there))
        pair.here.admin.update(by_uuid(pair.here, first), card_type="ours").raise_for_status()
        pair.there.admin.update(first, card_type="theirs").raise_for_status()
        kept = "SELECT 1 FROM pulled_template WHERE problem LIKE '%is kept' AND uuid_key = :uuid"
        wait_until(lambda: pair.here.service.rows(kept, uuid=first["uuid"]) != [])
    finally:
        watch.send_signal(signal.SIGINT)
        out, err = watch.communicate(timeout=60)

    assert watch.returncode == 0, err
    assert "Pulled: 2 card templates added, " in out
    assert f"{pair.here.name} has 2 card templates from {faulty.url}." in out
    assert err.startswith("Following until Ctrl-C.\n")
    assert "was answered with 503: Made by the test. Next attempt in 0.4 s." in err
    assert "Next attempt in 0.8 s." in err
    assert err.count(f"Not as there: {first['name']!r} ({first['uuid']}) was changed here") == 1
    assert "Traceback" not in err
    assert pair.token_file.read_text().strip() not in out + err
    assert "signature" not in out + err
