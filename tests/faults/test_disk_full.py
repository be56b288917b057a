"""A full disk: told as such, nothing is damaged, and all goes on once there is room again."""

import secrets
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.promises import assert_every_row_has_its_bytes, stored
from tests.service import Account, ServiceOfOneMachine, a_template, path_of

DISK_BYTES = 12 * 1024 * 1024

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux gives a process a small disk of its own"
)


class ServiceOnSmallDisk(ServiceOfOneMachine):
    """Keeps its data on a disk of 12 MiB, which only its own processes see.

    SQLite follows the links that lead there from outside to another place, so tests look at the
    files of the disk, but not into its database while it is there.
    """

    def __init__(self, data_dir: Path, beginning: Path) -> None:
        """Begin with what the folder `beginning` holds."""
        super().__init__(data_dir)
        data_dir.mkdir()
        script = 'mount -t tmpfs -o size=$1 none "$2" && echo ready && exec sleep 600'
        arguments = ["sh", "-c", script, "sh", str(DISK_BYTES), str(data_dir)]
        self._mounted = subprocess.Popen(
            ["unshare", "--user", "--map-root-user", "--mount", *arguments],
            stdout=subprocess.PIPE,
        )
        assert self._mounted.stdout is not None
        with self._mounted.stdout as told:
            assert told.readline() == b"ready\n"
        shutil.copytree(beginning, self.disk, dirs_exist_ok=True)
        self.python = data_dir.with_name("python-on-small-disk")
        enter = f"nsenter --target {self._mounted.pid} --user --mount --preserve-credentials"
        self.python.write_text(f'#!/bin/sh\nexec {enter} -- {sys.executable} "$@"\n')
        self.python.chmod(0o700)

    @property
    def disk(self) -> Path:
        """The disk, as seen from outside."""
        return Path(f"/proc/{self._mounted.pid}/root{self.data_dir}")

    def files_on_their_way(self) -> list[Path]:
        return list((self.disk / "blobs" / ".incoming").iterdir())

    def fill(self) -> Path:
        """Use up what is left of the disk; return the file that does."""
        ballast = self.disk / "ballast"
        with ballast.open("wb", buffering=0) as file:
            for size in (64 * 1024, 4096, 1):
                with suppress(OSError):
                    while True:
                        file.write(bytes(size))
        return ballast

    def unmount(self) -> None:
        """Forget the disk and what is on it."""
        self._mounted.kill()
        self._mounted.wait()


@dataclass
class Small:
    """A service on a small disk, and an account in it."""

    service: ServiceOnSmallDisk
    account: Account

    def http(self) -> httpx.Client:
        return self.service.client(self.account.admin.token)

    def assert_whole(self, copied: Path) -> None:
        """Look at a copy of the disk: every row has its bytes, and the database is sound."""
        shutil.copytree(self.service.disk, copied)
        copy = ServiceOfOneMachine(copied)
        assert copy.rows("PRAGMA integrity_check") == [("ok",)]
        assert_every_row_has_its_bytes(replace(self.account, service=copy))
        copy.database.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    with ServiceOfOneMachine(tmp_path / "beginning") as plain:
        account = plain.create_account()
        assert account.admin.token
    service = ServiceOnSmallDisk(tmp_path / "data", plain.data_dir)
    try:
        with service:
            yield Small(service, account)
    finally:
        service.unmount()


LONG = [{"v": 1, "type": "note", "text": secrets.token_hex(500_000)}]


def put_file(http: httpx.Client, template: dict[str, Any], size: int) -> httpx.Response:
    path = path_of(template, "files", str(uuid.uuid4()))
    return http.put(path, params={"file_role": "x"}, content=b"\0" + secrets.token_bytes(size))


def put_form(http: httpx.Client, template: dict[str, Any], size: int) -> httpx.Response:
    path = path_of(template, "files", str(uuid.uuid4()))
    form = {"file": ("a.bin", b"\0" + secrets.token_bytes(size))}
    return http.put(path, params={"file_role": "x"}, files=form)


def create(http: httpx.Client, **fields: Any) -> httpx.Response:
    return http.post("/api/3/card_templates", json=a_template(**fields))


def update(http: httpx.Client, template: dict[str, Any], **fields: Any) -> httpx.Response:
    return http.patch(path_of(template), json=fields)


def assert_full(answer: httpx.Response) -> None:
    assert answer.status_code == 507, answer.text
    assert answer.json()["error"] == "insufficient_storage"
    assert "no room left" in answer.json()["error_description"]
    assert int(answer.headers["Retry-After"]) > 0


def test_a_full_disk_is_told_and_changes_nothing(small: Small, tmp_path: Path) -> None:
    http = small.http()
    template = create(http).json()
    assert put_file(http, template, 400_000).status_code == 200
    before = stored(http)

    ballast = small.service.fill()
    assert_full(put_file(http, template, 400_000))
    assert_full(put_form(http, template, 400_000))
    assert_full(create(http, template_objects=LONG))
    assert_full(update(http, template, template_objects=LONG))
    during, on_their_way = stored(http), small.service.files_on_their_way()
    ballast.unlink()

    assert during == before
    assert on_their_way == []
    assert put_file(http, template, 400_000).status_code == 200
    assert put_form(http, template, 400_000).status_code == 200
    assert create(http, template_objects=LONG).status_code == 201
    assert update(http, template, name="With room").status_code == 200
    assert "Traceback" not in small.service.log_path.read_text()
    small.service.kill()
    small.assert_whole(tmp_path / "copied")


def test_writing_until_the_disk_is_full_loses_nothing_that_was_acknowledged(
    small: Small, tmp_path: Path
) -> None:
    http = small.http()
    template = create(http).json()
    names, refused = {template["name"]}, 0

    while refused < 10:
        for answer in (create(http, template_objects=LONG), put_file(http, template, 200_000)):
            if answer.is_success:
                names |= {answer.json()["name"]} if "name" in answer.json() else set()
            else:
                assert_full(answer)
                refused += 1

    assert {state.name for state in stored(http).values()} == names
    small.service.kill()
    small.assert_whole(tmp_path / "copied")
    small.service.start()
    assert {state.name for state in stored(small.http()).values()} == names
