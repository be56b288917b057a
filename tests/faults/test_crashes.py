"""A crash at every step of every way to write: what was there is there, or what was asked for."""

import random
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests import scaled
from tests.faults.promises import Promise, Writer, assert_kept
from tests.service import Service

REPOSITORY = Path(__file__).parents[2]
MOST_STEPS = 100

Way = Callable[[Writer, Promise], None]

WAYS: dict[str, Way] = {
    "create": lambda writer, _: writer.create(),
    "update": Writer.rename,
    "delete": Writer.trash,
    "restore": Writer.trash,
    "delete-for-good": Writer.delete_for_good,
    "put-background": Writer.put_front,
    "replace-background": Writer.put_front,
    "delete-background": Writer.delete_front,
    "put-file": Writer.put_file,
    "replace-file": Writer.replace_file,
    "delete-file": Writer.delete_file,
}
BEFORE: dict[str, list[Way]] = {
    "restore": [Writer.trash],
    "delete-for-good": [Writer.put_front, Writer.put_file],
    "replace-background": [Writer.put_front],
    "delete-background": [Writer.put_front],
    "replace-file": [Writer.put_file],
    "delete-file": [Writer.put_file],
}
"""What has to be there first."""


class CrashingService(Service):
    """Kills itself before the step of a request that `order` names."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        super().__init__(data_dir, **settings)
        self.order = data_dir.with_name("order")
        self.python = data_dir.with_name("crashing-python")
        self.python.write_text(
            "#!/bin/sh\n"
            f'export CRASH_BEFORE="{self.order}" PYTHONPATH="{REPOSITORY}:$PYTHONPATH"\n'
            f'exec {sys.executable} -m tests.faults.crashing "$@"\n'
        )
        self.python.chmod(0o700)

    def crashes_at(self, step: int, work: Callable[[], None]) -> bool:
        """Say whether the service died in `work` before it came to that step; it runs again."""
        self.order.write_text(str(step))
        with suppress(httpx.TransportError):
            work()
        try:
            self.order.unlink()
        except FileNotFoundError:
            self.process.wait(timeout=30)
            return True
        assert self.is_running
        return False


def crash_at_steps(data_dir: Path, way: str, stride: int, **settings: str) -> None:
    promises: dict[str, Promise] = {}
    with CrashingService(data_dir, **settings) as service:
        account = service.create_account()
        token = account.admin.token
        for step in range(1, MOST_STEPS, stride):
            writer = Writer(service.client(token), random.Random(step))  # noqa: S311
            writer.create()
            (promise,) = writer.promises.values()
            for earlier in BEFORE.get(way, []):
                earlier(writer, promise)
            crashed = service.crashes_at(step, lambda w=writer, p=promise: WAYS[way](w, p))  # type: ignore[misc]
            promises |= writer.promises
            if crashed:
                service.close_clients()
                service.start()
            assert_kept(account, service.client(token), promises)
            if not crashed:
                # There was no such step any more, so each one before it was tried.
                assert step > 4
                return
    raise AssertionError("a request of so many steps is not expected")


def test_a_crash_while_a_file_is_replaced_leaves_the_old_or_the_new(data_dir: Path) -> None:
    crash_at_steps(data_dir, "replace-file", stride=4)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_crash_at_any_step_leaves_what_was_there_or_what_was_asked_for(
    data_dir: Path, way: str
) -> None:
    crash_at_steps(data_dir, way, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "way", ["create", "update", "delete", "restore", "replace-background", "replace-file"]
)
def test_a_crash_at_any_step_beside_a_database_and_a_store_that_live_on(
    data_dir: Path, way: str
) -> None:
    crash_at_steps(data_dir, way, 1, **scaled.new_settings())
