"""SIGTERM: what is under way is finished, up to a limit, and then the process ends."""

import os
import signal
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image

from tests.service import Person, Service, path_of

BACKGROUND = "background_image/front"
PATIENCE_SECONDS = 30
"""Longer than anything takes that is not waited for on purpose, and less than any such wait."""
WAITS = "Waiting for connections to close"
"""What the log says where connections, or what is under way on them, keep the process."""
short_drain = pytest.mark.parametrize("running", ["2"], indirect=True, ids=["drain"])


@pytest.fixture
def running(data_dir: Path, request: pytest.FixtureRequest) -> Iterator[Service]:
    """A service of the test's own, with a limit for what is under way: one that is not reached."""
    with Service(data_dir, drain_seconds=getattr(request, "param", "120")) as running:
        yield running


@pytest.fixture
def person(running: Service) -> Person:
    return running.create_account().admin


def a_large_picture() -> bytes:
    """Return a picture that is too large for memory: a file is begun before all of it has come."""
    pixels, content = os.urandom(800 * 600 * 3), BytesIO()
    Image.frombytes("RGB", (800, 600), pixels).save(content, "PNG")
    return content.getvalue()


def begin_upload(person: Person, card_template: dict[str, Any], content: bytes) -> socket.socket:
    """Send an upload but for its last ten bytes, and return the connection."""
    service_url = urlsplit(person.account.service.url)
    connection = socket.create_connection((service_url.hostname, service_url.port), timeout=15)
    head = (
        f"PUT {path_of(card_template, BACKGROUND)} HTTP/1.1\r\nHost: {service_url.netloc}\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    connection.sendall(head.encode() + content[:-10])
    return connection


def wait_until_it_has_begun(service: Service) -> None:
    """Wait until the service has a file on its way in, so that the upload is under way."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not service.files_on_their_way():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def terminate(service: Service) -> None:
    """Send SIGTERM, and wait until nobody listens any more: the signal has arrived."""
    service.process.send_signal(signal.SIGTERM)
    address = urlsplit(service.url)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection((address.hostname, address.port), timeout=1).close()
        except OSError:
            return
        time.sleep(0.01)
    raise AssertionError("the service still listens")


def wait_until_it_is_not_ready(service: Service) -> httpx.Response:
    """Return the first answer that says so: it is given at once, or nearly."""
    for _ in range(3):
        answer = httpx.get(f"{service.url}/health/ready", trust_env=False, timeout=PATIENCE_SECONDS)
        if answer.status_code == 503:
            return answer
        time.sleep(0.1)
    raise AssertionError("the service is still ready")


def seconds_between(service: Service, first: str, second: str) -> float:
    """Return how far apart two lines of its log are: the time that the service itself took."""
    told = [
        next(line["timestamp"] for line in service.logged() if line["event"].startswith(event))
        for event in (first, second)
    ]
    began, ended = map(datetime.fromisoformat, told)
    return (ended - began).total_seconds()


def assert_port_is_free(service: Service) -> None:
    address = urlsplit(service.url)
    with closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.hostname, address.port))
        listener.listen()


def test_an_upload_under_way_is_finished_before_the_process_ends(
    running: Service, person: Person
) -> None:
    created, content = person.create_template(), a_large_picture()
    with begin_upload(person, created, content) as connection:
        wait_until_it_has_begun(running)
        terminate(running)

        connection.sendall(content[-10:])
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 200 ")
    running.process.wait(timeout=PATIENCE_SECONDS)
    assert_port_is_free(running)
    running.start()
    shown = running.client(person.token).get(path_of(created)).json()
    assert httpx.get(shown["background_image_front_url"], trust_env=False).content == content


@short_drain
def test_a_request_that_never_ends_is_given_up_after_the_drain_time(
    running: Service, person: Person
) -> None:
    created, content = person.create_template(), a_large_picture()
    with begin_upload(person, created, content) as connection:
        wait_until_it_has_begun(running)
        began = time.monotonic()
        terminate(running)

        running.process.wait(timeout=PATIENCE_SECONDS)
        took = time.monotonic() - began

        assert took > 1.5
        assert 1.5 < seconds_between(running, "Shutting down", "Cancel 1 running task") < 6
        assert WAITS in running.log_path.read_text()
        assert not connection.recv(65536).startswith(b"HTTP/1.1 2")
    assert running.files_on_their_way() == []
    assert "Traceback" not in running.log_path.read_text()
    assert_port_is_free(running)
    running.start()
    shown = running.client(person.token).get(path_of(created)).json()
    assert shown == created


@short_drain
def test_a_download_that_nobody_reads_is_given_up_without_a_fault_in_the_log(
    running: Service, person: Person
) -> None:
    path = path_of(person.create_template(), "files", str(uuid.uuid4()))
    content = bytes(20 * 1024 * 1024)
    linked = person.http.put(path, params={"file_role": "big"}, content=content).json()
    url = urlsplit(linked["url"])
    with socket.create_connection((url.hostname, url.port), timeout=15) as connection:
        request = f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n\r\n"
        connection.sendall(request.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")

        terminate(running)
        running.process.wait(timeout=PATIENCE_SECONDS)

    assert "Traceback" not in running.log_path.read_text()
    running.start()


def test_idle_connections_do_not_keep_the_process(running: Service, person: Person) -> None:
    created = person.create_template()
    address = urlsplit(running.url)
    with socket.create_connection((address.hostname, address.port)) as silent:
        running.stop()

        assert silent.recv(1) == b""
    assert WAITS not in running.log_path.read_text()
    assert_port_is_free(running)
    running.start()
    assert running.client(person.token).get(path_of(created)).json() == created


def test_a_clean_end_leaves_one_database_file_and_no_faults_in_the_log(
    running: Service, person: Person
) -> None:
    person.create_template()
    running.database.close()
    del running.database

    running.stop()

    # The last to close folds the write-ahead log into the file.
    assert not (running.data_dir / "cardwright.db-wal").exists()
    log = running.log_path.read_text()
    assert "Traceback" not in log
    assert {line["level"] for line in running.logged()} == {"info"}


def test_ctrl_c_ends_the_process_too(running: Service, person: Person) -> None:
    person.create_template()

    running.process.send_signal(signal.SIGINT)

    running.process.wait(timeout=PATIENCE_SECONDS)
    assert_port_is_free(running)
    running.start()


def test_after_sigterm_it_is_not_ready_and_still_answers_for_a_while(tmp_path: Path) -> None:
    with Service(tmp_path / "data", unready_seconds="120") as service:
        person = service.create_account().admin
        assert person.http.get("/health/ready").status_code == 200

        service.process.send_signal(signal.SIGTERM)
        refused = wait_until_it_is_not_ready(service)
        service.process.send_signal(signal.SIGTERM)  # As where all processes of a group get it.
        created = person.create_template()
        with service.client(person.token) as another_connection:
            assert another_connection.get(path_of(created)).status_code == 200
        assert person.http.get("/health/live").status_code == 200
        service.process.send_signal(signal.SIGINT)
        service.process.wait(timeout=PATIENCE_SECONDS)

        assert refused.json()["error"] == "service_unavailable"
        assert refused.json()["checks"] == {"process": "will end soon"}
        assert {line["level"] for line in service.logged()} == {"info"}
        assert service.rows("SELECT name FROM card_template") == [(created["name"],)]


def test_the_while_in_which_it_is_not_ready_comes_to_an_end(tmp_path: Path) -> None:
    with Service(tmp_path / "data", unready_seconds="2") as service:
        began = time.monotonic()

        service.process.send_signal(signal.SIGTERM)
        wait_until_it_is_not_ready(service)
        service.process.send_signal(signal.SIGTERM)  # It neither shortens the while nor adds to it.
        service.process.wait(timeout=PATIENCE_SECONDS)

        assert time.monotonic() - began > 1.5
        assert 1.5 < seconds_between(service, "not ready any more", "Shutting down") < 4
        assert_port_is_free(service)
        assert {line["level"] for line in service.logged()} == {"info"}


def test_ctrl_c_does_not_wait_for_anybody_to_notice(tmp_path: Path) -> None:
    with Service(tmp_path / "data", unready_seconds="60") as service:
        service.process.send_signal(signal.SIGTERM)
        wait_until_it_is_not_ready(service)

        service.process.send_signal(signal.SIGINT)

        service.process.wait(timeout=PATIENCE_SECONDS)
        assert_port_is_free(service)
