"""A service that is killed in the middle of its work has kept all that it has acknowledged."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from tests import scaled
from tests.faults.promises import Digests, Promise, Writer, assert_kept
from tests.service import Service

WRITERS = 6


def write_and_be_killed(
    service: Service, token: str, chance: random.Random, promises: dict[str, Promise]
) -> None:
    """Let writers work until some have been answered, and then kill the service among them."""
    stop = threading.Event()
    clients = [service.client(token) for _ in range(WRITERS)]
    writers = [Writer(client, random.Random(chance.random())) for client in clients]  # noqa: S311
    enough = chance.randint(60, 300)
    with ThreadPoolExecutor(WRITERS) as threads:
        running = [threads.submit(writer.write_until, stop) for writer in writers]
        deadline = time.monotonic() + 30
        while sum(writer.acknowledged for writer in writers) < enough:
            assert time.monotonic() < deadline
            assert not any(one.done() for one in running), [one.exception() for one in running]
            time.sleep(0.001)
        service.kill()
        stop.set()
        assert not wait(running, timeout=35).not_done
    for one in running:
        one.result()
    service.close_clients()
    for writer in writers:
        promises.update(writer.promises)


def survive_being_killed(data_dir: Path, cycles: int, **settings: str) -> None:
    chance = random.Random(cycles)  # noqa: S311 - when to kill, not a secret
    promises: dict[str, Promise] = {}
    digests: Digests = {}
    with Service(data_dir, **settings) as service:
        account = service.create_account()
        token = account.admin.token
        # No other process may have the database open, so that the next start has to recover it.
        service.database.close()
        del service.database
        for _ in range(cycles):
            write_and_be_killed(service, token, chance, promises)
            service.start()
            assert_kept(account, service.client(token), promises, digests)
        # Each file was read when it was new, and all are read once more at the end.
        assert_kept(account, service.client(token), promises)


def test_five_times_killed_and_nothing_acknowledged_is_lost(data_dir: Path) -> None:
    survive_being_killed(data_dir, 5)


@pytest.mark.slow
def test_fifty_times_killed_and_nothing_acknowledged_is_lost(data_dir: Path) -> None:
    survive_being_killed(data_dir, 50)


@pytest.mark.slow
def test_killed_beside_a_database_and_a_store_that_live_on(data_dir: Path) -> None:
    survive_being_killed(data_dir, 50, **scaled.new_settings())
