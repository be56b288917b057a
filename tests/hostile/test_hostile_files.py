"""Files that were made to hurt are refused or kept inert, and hurt nobody meanwhile."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import pytest

from tests.api.linked_files import new_uuid, state
from tests.hostile.corpus import Fate, HostileFile, hostile_files
from tests.sample_files import IMAGE_TYPES, SVG, a_font, picture
from tests.service import Account, Person, Service, path_of

MEBIBYTE = 1024 * 1024
MOST_GROWTH = 16 * MEBIBYTE
MOST_SECONDS = 1.0
"""More than a service takes that nobody attacks, on the same machine at the same time."""
SHOWN_TYPES = set(IMAGE_TYPES.values())
# The worst label that a client could give to a file, to see that it never counts.
LABEL = {"Content-Type": "text/html"}


def test_the_corpus_has_two_hundred_files_of_different_names_and_bytes() -> None:
    files = list(hostile_files())

    assert len(files) >= 200
    assert len({file.name for file in files}) == len(files)
    assert len({file.content for file in files}) == len(files)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, so that nothing else makes it grow."""
    with Service(tmp_path_factory.mktemp("attacked") / "data") as running:
        yield running


def test_no_file_of_the_corpus_hurts_the_service(attacked: Service, service: Service) -> None:
    account = attacked.create_account()
    card_template = account.admin.create_template()
    warm_up(account, card_template)
    before = resident_bytes(attacked)

    with Watcher(attacked) as watcher, Watcher(service) as elsewhere:
        surprises = [
            surprise
            for file in hostile_files()
            for surprise in attack(account, card_template, file)
        ]

    assert surprises == []
    assert watcher.failures == elsewhere.failures == []
    assert watcher.percentile(95) < elsewhere.percentile(95) + MOST_SECONDS
    assert watcher.most_bytes - before < MOST_GROWTH
    assert attacked.process.poll() is None


def warm_up(account: Account, card_template: dict[str, Any]) -> None:
    """Do what is to come with good files, so that what is loaded once is not counted as growth."""
    files = [picture(name) for name in IMAGE_TYPES] + [a_font(), SVG, b"x" * 8 * MEBIBYTE]
    for content in files * 3:
        upload_background(account, card_template, content)
        upload_linked(account, card_template, content)
        account.admin.http.get(path_of(card_template))


def attack(account: Account, card_template: dict[str, Any], file: HostileFile) -> Iterator[str]:
    """Upload a file in both ways; yield a sentence for everything that must not be."""
    for upload, fate in (
        (upload_background, file.background),
        (upload_linked, file.linked),
    ):
        before = state(account, card_template)
        answer, url_field = upload(account, card_template, file.content)
        wrong = None
        if answer.status_code == 422 and fate is not Fate.INERT:
            wrong = what_a_refusal_left(account, card_template, before, answer)
        elif answer.status_code == 200 and fate is not Fate.REFUSED:
            wrong = what_is_not_inert(account.admin, answer.json()[url_field], file.content)
        else:
            wrong = f"{answer.status_code} {answer.text[:200]}, where it has to be: {fate.value}"
        if wrong:
            yield f"{file.name}, {upload.__name__}: {wrong}"


def upload_background(
    account: Account, card_template: dict[str, Any], content: bytes
) -> tuple[httpx.Response, str]:
    path = path_of(card_template, "background_image", "front")
    answer = account.admin.http.put(path, content=content, headers=LABEL)
    return answer, "background_image_front_url"


def upload_linked(
    account: Account, card_template: dict[str, Any], content: bytes
) -> tuple[httpx.Response, str]:
    path = path_of(card_template, "files", new_uuid())
    answer = account.admin.http.put(
        path, params={"file_role": "logo"}, content=content, headers=LABEL
    )
    return answer, "url"


def what_a_refusal_left(
    account: Account,
    card_template: dict[str, Any],
    before: tuple[Any, str, set[str]],
    answer: httpx.Response,
) -> str | None:
    body = answer.json()
    if body["error"] != "validation_failed" or list(body["errors"]) != ["file"]:
        return f"refused with {body}"
    return None if state(account, card_template) == before else "a refusal changed something"


def what_is_not_inert(person: Person, url: str, content: bytes) -> str | None:
    """Say what a browser could take for something to run, if anything."""
    served = person.http.get(url)
    headers = served.headers
    if served.status_code != 200 or served.content != content:
        return "the bytes did not come back"
    if headers["x-content-type-options"] != "nosniff":
        return "its type may be guessed"
    if headers["content-security-policy"] != "default-src 'none'; sandbox":
        return f"its policy is {headers['content-security-policy']}"
    is_attachment = headers.get("content-disposition", "").startswith("attachment;")
    if headers["content-type"] not in SHOWN_TYPES and not is_attachment:
        return f"shown as {headers['content-type']}"
    return "served as HTML" if "html" in headers["content-type"] else None


def resident_bytes(service: Service) -> int:
    """Return how much memory the serving process holds, without its children."""
    process = service.process.pid
    statm = Path(f"/proc/{process}/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    listed = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    return int(listed.stdout) * 1024


@dataclass
class Watcher:
    """Another client, who keeps reading while the block runs, and the memory at that time."""

    service: Service
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    most_bytes: int = 0

    def __enter__(self) -> "Watcher":
        account = self.service.create_account()
        account.admin.create_template()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(account.admin,))
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def percentile(self, percent: int) -> float:
        """Return the seconds that so many of a hundred answers took at most."""
        return sorted(self.seconds)[len(self.seconds) * percent // 100]

    def _watch(self, person: Person) -> None:
        while not self._is_over.wait(0.02):
            started = time.monotonic()
            try:
                answer = person.http.get("/api/3/card_templates")
                if answer.status_code != 200:
                    self.failures.append(answer.text)
            except httpx.HTTPError as failure:
                self.failures.append(repr(failure))
            self.seconds.append(time.monotonic() - started)
            self.most_bytes = max(self.most_bytes, resident_bytes(self.service))
