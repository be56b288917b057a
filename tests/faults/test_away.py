"""A database or an object store that is away, silent, slow or cuts connections for a while."""

import random
import secrets
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.away import Network, service_behind_proxies
from tests.faults.promises import Promise, Writer, assert_kept
from tests.faults.proxy import Fault
from tests.service import Account, a_template, path_of

LONGEST_SECONDS = 3.0
SLACK_SECONDS = 1.0
"""What a busy machine may add to it."""
RECOVERED_WITHIN_SECONDS = 10.0


@pytest.fixture
def network(data_dir: Path) -> Iterator[Network]:
    with service_behind_proxies(data_dir) as running:
        yield running


@pytest.fixture
def account(network: Network) -> Account:
    return network.service.create_account()


@dataclass
class Calls:
    """One of each kind of request, by who needs what."""

    http: httpx.Client
    template: dict[str, Any]
    file_url: str

    @classmethod
    def of(cls, account: Account) -> "Calls":
        http, template = account.admin.http, account.admin.create_template()
        path = path_of(template, "files", str(uuid.uuid4()))
        put = http.put(path, params={"file_role": "logo"}, content=secrets.token_bytes(3_000_000))
        assert put.status_code == 200, put.text
        return cls(http, template, put.json()["url"])

    def of_the_database(self) -> list[Callable[[], httpx.Response]]:
        return [
            lambda: self.http.get("/api/3/card_templates"),
            lambda: self.http.get(path_of(self.template)),
            lambda: self.http.post("/api/3/card_templates", json=a_template()),
            lambda: self.http.patch(path_of(self.template), json={"name": secrets.token_hex(8)}),
        ]

    def of_both(self) -> list[Callable[[], httpx.Response]]:
        return [
            lambda: self._put(1000),
            lambda: self._put(3_000_000),
            lambda: self._put(8_000_000),
            lambda: self.http.get(self.file_url),
        ]

    def _put(self, size: int) -> httpx.Response:
        path = path_of(self.template, "files", str(uuid.uuid4()))
        return self.http.put(path, params={"file_role": "x"}, content=secrets.token_bytes(size))


def answered(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    """Make the calls at the same time, each in good time."""

    def timed(call: Callable[[], httpx.Response]) -> httpx.Response:
        started = time.monotonic()
        answer = call()
        took = time.monotonic() - started
        assert took < LONGEST_SECONDS + SLACK_SECONDS, (took, answer.request.method, answer.text)
        return answer

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(timed, calls))


def assert_unavailable(answers: list[httpx.Response]) -> None:
    assert {answer.status_code for answer in answers} == {503}, [a.text for a in answers]
    for answer in answers:
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.json()["error"] == "service_unavailable"


def assert_recovers(calls: Calls) -> None:
    deadline = time.monotonic() + RECOVERED_WITHIN_SECONDS
    while True:
        answers = answered(calls.of_the_database() + calls.of_both())
        if all(answer.is_success for answer in answers):
            return
        assert {answer.status_code for answer in answers} <= {200, 201, 503}
        assert time.monotonic() < deadline, [answer.text for answer in answers]
        time.sleep(0.2)


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.SILENT])
def test_without_its_database_the_service_says_so_and_comes_back(
    network: Network, account: Account, fault: Fault
) -> None:
    calls = Calls.of(account)

    network.database.fault = fault
    # More at once than there are threads and connections, and then again.
    for _ in range(2):
        assert_unavailable(answered(3 * calls.of_the_database() + calls.of_both()))
    live, ready = (calls.http.get(f"/health/{which}") for which in ("live", "ready"))
    network.database.fault = Fault.NONE

    assert (live.status_code, ready.status_code) == (200, 503)
    assert_recovers(calls)
    assert "Traceback" not in network.service.log_path.read_text()


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.SILENT])
def test_without_its_store_the_service_does_all_that_needs_no_file(
    network: Network, account: Account, fault: Fault
) -> None:
    calls = Calls.of(account)

    network.store.fault = fault
    for _ in range(2):
        others = calls.of_the_database()
        answers = answered(others + 2 * calls.of_both())
        assert {answer.status_code for answer in answers[: len(others)]} <= {200, 201}
        assert_unavailable(answers[len(others) :])
    ready = calls.http.get("/health/ready")
    network.store.fault = Fault.NONE

    assert ready.status_code == 503
    assert_recovers(calls)
    assert "Traceback" not in network.service.log_path.read_text()


def test_a_slow_database_and_a_slow_store_are_waited_for_but_not_long(
    network: Network, account: Account
) -> None:
    calls = Calls.of(account)
    slow = [calls.of_the_database()[0], calls.of_the_database()[2], calls.of_both()[0]]

    network.database.delay = network.store.delay = 0.02
    network.database.fault = network.store.fault = Fault.SLOW
    assert all(answer.is_success for answer in answered(slow))
    network.database.delay = network.store.delay = 1.5
    answers = answered(slow)
    network.database.fault = network.store.fault = Fault.NONE

    assert {answer.status_code for answer in answers} <= {200, 201, 503}
    assert_recovers(calls)


def write_while_connections_are_cut(network: Network, account: Account, cuts: int) -> None:
    """Let writers work while both ways are cut again and again in the middle of something."""
    chance = random.Random(cuts)  # noqa: S311 - when to cut, not a secret
    stop = threading.Event()
    writers = [
        Writer(network.service.client(account.admin.token), random.Random(n))  # noqa: S311
        for n in range(4)
    ]
    with ThreadPoolExecutor(len(writers)) as threads:
        running = [threads.submit(writer.write_until, stop) for writer in writers]
        for _ in range(cuts):
            chance.choice([network.database, network.store]).cut_after = chance.randint(0, 50_000)
            time.sleep(chance.uniform(0.05, 0.4))
            assert not any(one.done() for one in running), [one.exception() for one in running]
        network.database.cut_after = network.store.cut_after = None
        stop.set()
    for one in running:
        one.result()
    promises: dict[str, Promise] = {}
    for writer in writers:
        promises.update(writer.promises)
    assert sum(writer.acknowledged for writer in writers) > cuts
    assert_kept(account, account.admin.http, promises)
    assert "Traceback" not in network.service.log_path.read_text()


def test_connections_that_are_cut_lose_nothing_that_was_acknowledged(
    network: Network, account: Account
) -> None:
    write_while_connections_are_cut(network, account, 20)


@pytest.mark.slow
def test_connections_that_are_cut_for_long_lose_nothing_that_was_acknowledged(
    network: Network, account: Account
) -> None:
    write_while_connections_are_cut(network, account, 300)
