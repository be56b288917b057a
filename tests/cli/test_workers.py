"""`cardwright serve --workers`: several processes behind one address."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from tests import scaled
from tests.service import Service, a_template, run_cardwright


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Service]:
    """A service of two processes, on PostgreSQL and an object store."""
    service = Service(tmp_path / "data", **scaled.new_settings())
    service.serve_options = ("--workers", "2")
    with service:
        yield service


def workers_of(service: Service) -> set[int]:
    """Return the ids of the processes that serve."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "args="],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split(None, 2) for line in listed.stdout.splitlines())
    ours = (row for row in rows if int(row[1]) == service.process.pid and "spawn_main" in row[2])
    return {int(row[0]) for row in ours}


def test_two_workers_serve_one_installation_and_one_that_dies_is_replaced(crowd: Service) -> None:
    account = crowd.create_account()
    token = account.admin.token
    before = workers_of(crowd)
    assert len(before) == 2

    os.kill(min(before), signal.SIGKILL)
    deadline = time.monotonic() + 60
    while not workers_of(crowd) - before or len(workers_of(crowd)) != 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    # Each of these has a connection of its own, which either of the workers takes.
    names = []
    for _ in range(20):
        with httpx.Client(base_url=crowd.url, trust_env=False, timeout=30) as http:
            http.headers["Authorization"] = f"Bearer {token}"
            created = http.post("/api/3/card_templates", json=a_template())
            assert created.status_code == 201, created.text
            assert created.json()["background_image_front_url"] is None
            names.append(created.json()["name"])
            listed = http.get("/api/3/card_templates", params={"per_page": 200})
            assert [one["name"] for one in listed.json()] == names
    assert crowd.stop() == 0
    assert "Traceback" not in crowd.log_path.read_text()


@contextmanager
def that_will_end(data_dir: Path, unready_seconds: int) -> Iterator[Service]:
    """Yield a service of two workers, both of which were told that it will end."""
    service = Service(data_dir, unready_seconds=str(unready_seconds), **scaled.new_settings())
    service.serve_options = ("--workers", "2")
    with service:
        wait_until_both_say(service, "Application startup complete")
        service.process.send_signal(signal.SIGTERM)
        try:
            wait_until_both_say(service, "not ready any more")
            yield service
        finally:
            # However long they would have gone on. The first is ended first, lest it start others.
            workers = workers_of(service)
            service.kill()
            for worker in workers:
                os.kill(worker, signal.SIGKILL)


def wait_until_both_say(service: Service, event: str) -> None:
    deadline = time.monotonic() + 60
    while service.log_path.read_text().count(event) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_all_workers_are_not_ready_before_the_first_stops_listening(tmp_path: Path) -> None:
    with that_will_end(tmp_path / "data", unready_seconds=600) as service:
        token = service.create_account().admin.token
        # Each of these has a connection of its own, which either of the workers takes.
        for _ in range(20):
            with service.client(token) as http:
                assert http.get("/health/ready").status_code == 503
                assert http.get("/api/3/card_templates").status_code == 200
        assert {line["level"] for line in service.logged()} == {"info"}
        assert len(workers_of(service)) == 2


def test_workers_end_together_once_they_were_not_ready_for_a_while(tmp_path: Path) -> None:
    began = time.monotonic()
    with that_will_end(tmp_path / "data", unready_seconds=4) as service:
        service.process.wait(timeout=60)

        assert time.monotonic() - began > 3.5
        told = [
            (line["event"], datetime.fromisoformat(line["timestamp"])) for line in service.logged()
        ]
        unready = [at for event, at in told if event.startswith("not ready any more")]
        stopped = [at for event, at in told if event == "Shutting down"]
        assert len(unready) == len(stopped) == 2
        for at, later in zip(sorted(unready), sorted(stopped), strict=True):
            assert 3.5 < (later - at).total_seconds() < 8
        assert max(unready) < min(stopped)
        assert {line["level"] for line in service.logged()} == {"info"}


def test_postgresql_with_a_folder_is_refused_unless_the_folder_is_shared(data_dir: Path) -> None:
    settings = {"database_url": scaled.new_database(), "storage_url": (data_dir / "b").as_uri()}

    ran = run_cardwright(data_dir, "serve", "--port", "0", **settings)

    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert "CARDWRIGHT_STORAGE_URL is a folder" in ran.stderr
    assert "CARDWRIGHT_STORAGE_IS_SHARED=true" in ran.stderr
    with Service(data_dir, storage_is_shared="true", **settings) as service:
        assert service.client().get("/health/ready").status_code == 200


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_number_of_workers_that_cannot_be_is_told_with_the_usage(
    data_dir: Path, workers: str
) -> None:
    ran = run_cardwright(data_dir, "serve", "--workers", workers)

    assert ran.returncode == 2
    assert "--workers" in ran.stderr
    assert "Traceback" not in ran.stderr
