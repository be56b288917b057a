"""Following an account while others write: nothing is missed (decisions, "following")."""

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import scaled
from tests.sample_files import picture
from tests.service import Account, Person, Service, path_of

LIST = "/api/3/card_templates"
BEGINNING = "1970-01-01T00:00:00Z"

Operation = Callable[[int], httpx.Response]
"""Changes the template of that id, and returns the answer."""


@dataclass(frozen=True)
class Acknowledged:
    """A write that was answered: when it was sent and answered, and the stamp that it got."""

    sent: float
    answered: float
    updated_at: str


class Writer:
    """Somebody who changes templates at random until told to stop."""

    def __init__(self, person: Person, owners: list[int], seed: int) -> None:
        self.person = person
        self.owners = owners
        self.random = random.Random(seed)  # noqa: S311 - a choice of operations
        self.mine: list[int] = []
        self.acknowledged: list[Acknowledged] = []

    def write_until(self, stop: threading.Event) -> None:
        stamping: list[Operation] = [
            self._create,
            self._rename,
            self._soft_delete,
            self._put_background,
        ]
        # These may find that there is nothing to change, and then answer with an older stamp.
        others: list[Operation] = [self._restore, self._hand_over, self._delete_background]
        while not stop.is_set():
            operation = self.random.choice(stamping + others) if self.mine else self._create
            sent = time.monotonic()
            answer = operation(self.random.choice(self.mine or [0]))
            if is_put_off(answer):
                continue
            assert answer.status_code in (200, 201, 204), answer.text
            if operation in stamping:
                stamp = answer.json()["updated_at"]
                self.acknowledged.append(Acknowledged(sent, time.monotonic(), stamp))

    def _create(self, _: int) -> httpx.Response:
        name = f"Template {secrets.token_hex(8)}"
        fields = {"uuid": random_uuid(), "name": name, "template_type_code": "ISO_CARD"}
        fields["default_template"] = self.random.random() < 0.3  # type: ignore[assignment]
        answer = self.person.http.post(LIST, json=fields)
        if answer.status_code == 201:
            self.mine.append(answer.json()["id"])
        return answer

    def _rename(self, which: int) -> httpx.Response:
        return self.person.update({"id": which}, name=f"Renamed {secrets.token_hex(8)}")

    def _soft_delete(self, which: int) -> httpx.Response:
        at = f"2026-06-14T09:30:00.{secrets.randbelow(1000000):06}Z"
        return self.person.update({"id": which}, deleted_at=at)

    def _restore(self, which: int) -> httpx.Response:
        return self.person.update({"id": which}, deleted_at=None)

    def _hand_over(self, which: int) -> httpx.Response:
        return self.person.update({"id": which}, owner_id=self.random.choice(self.owners))

    def _put_background(self, which: int) -> httpx.Response:
        path = path_of({"id": which}, "background_image", self.random.choice(("front", "back")))
        return self.person.http.put(path, content=picture("GIF"))

    def _delete_background(self, which: int) -> httpx.Response:
        return self.person.http.delete(path_of({"id": which}, "background_image", "front"))


def is_put_off(answer: httpx.Response) -> bool:
    """Wait a moment where the service is too busy for now, as one that shares its machine may be.

    Whether the change was made is open then: there is no stamp to go by, but followers see it.
    """
    if answer.status_code != 503:
        return False
    assert int(answer.headers["Retry-After"]) > 0
    time.sleep(0.2)
    return True


def page_of(http: httpx.Client, url: str, params: dict[str, Any] | None = None) -> httpx.Response:
    """Return a page of a list, asked for again where the service is too busy for now."""
    answer = http.get(url, params=params)
    for _ in range(5):
        if not is_put_off(answer):
            break
        answer = http.get(url, params=params)
    assert answer.status_code == 200, answer.text
    return answer


def random_uuid() -> str:
    text = secrets.token_hex(16)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@dataclass
class Follower:
    """A client that keeps a copy of an account by the recipe of the documentation."""

    person: Person
    pages: Callable[[httpx.Client, dict[str, Any]], Iterator[httpx.Response]]
    highest: str = BEGINNING
    copy: dict[int, dict[str, Any]] = field(default_factory=dict)
    rounds: int = 0

    def follow_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.catch_up()

    def catch_up(self) -> None:
        params = {"updated_since": self.highest, "include_deleted": "true", "per_page": 4}
        newest = self.highest
        for page in self.pages(self.person.http, params):
            for shown in page.json():
                newest = max(newest, shown["updated_at"])
                known = self.copy.get(shown["id"])
                if known is None or known["updated_at"] <= shown["updated_at"]:
                    self.copy[shown["id"]] = without_signatures(shown)
        self.highest = newest
        self.rounds += 1


def by_number(http: httpx.Client, params: dict[str, Any]) -> Iterator[httpx.Response]:
    """Read page 1, page 2 and so on, until one is empty."""
    number = 1
    while True:
        answer = page_of(http, LIST, params | {"page": number})
        if not answer.json():
            return
        yield answer
        number += 1


def by_link(http: httpx.Client, params: dict[str, Any]) -> Iterator[httpx.Response]:
    """Read the first page, and then whatever the Link header calls the next one."""
    answer = page_of(http, LIST, params)
    while True:
        yield answer
        if "next" not in answer.links:
            return
        answer = page_of(http, answer.links["next"]["url"])


def without_signatures(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a template without the part of its URLs that changes every hour."""
    names = ("background_image_front_url", "background_image_back_url")
    return shown | {name: shown[name] and shown[name].partition("?")[0] for name in names}


def full_copy(person: Person) -> dict[int, dict[str, Any]]:
    pages = by_link(person.http, {"include_deleted": "true", "per_page": 200})
    return {one["id"]: without_signatures(one) for page in pages for one in page.json()}


def run_together(seconds: float, *tasks: Callable[[threading.Event], None]) -> None:
    """Run the tasks in threads of their own for some time; raises what any of them raises."""
    stop = threading.Event()
    with ThreadPoolExecutor(len(tasks)) as threads:
        running = [threads.submit(task, stop) for task in tasks]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not any(one.done() for one in running):
            stop.wait(0.05)
        stop.set()
        for one in running:
            one.result(timeout=60)


def assert_stamped_in_order(acknowledged: list[Acknowledged]) -> None:
    """Check that stamps are unique, and later for what began after another had been answered."""
    stamps = [one.updated_at for one in acknowledged]
    assert len(stamps) == len(set(stamps))
    earliest_answer = float("inf")
    for one in sorted(acknowledged, key=lambda one: one.updated_at, reverse=True):
        # Nothing with a later stamp may have been answered before this one was even sent.
        assert earliest_answer >= one.sent
        earliest_answer = min(earliest_answer, one.answered)


def in_turn(nodes: Sequence[Service]) -> type[httpx.HTTPTransport]:
    """Return a transport that sends each request to another node than the last."""

    class InTurn(httpx.HTTPTransport):
        addresses = cycle([httpx.URL(node.url) for node in nodes])

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            address = next(self.addresses)
            request.url = request.url.copy_with(host=address.host, port=address.port)
            return super().handle_request(request)

    return InTurn


def follow_writers(
    account: Account, seconds: float, count: int, *more: Any, nodes: Sequence[Service] = ()
) -> None:
    """Let writers and followers work at once, and then compare the copies with a full list.

    With `nodes` each request of anybody goes to the next of these.
    """
    people = [account.create_person(is_admin=True) for _ in range(count)]
    readers = [account.create_person() for _ in range(2 if not nodes else 4)]
    if nodes:
        for person in (account.admin, *people, *readers):
            person.http = nodes[0].client(person.token, in_turn(nodes))
    owners = [person.id for person in people]
    writers = [Writer(person, owners, seed) for seed, person in enumerate(people)]
    followers = [
        Follower(reader, pages)
        for reader, pages in zip(readers, cycle((by_number, by_link)), strict=False)
    ]

    run_together(
        seconds,
        *(writer.write_until for writer in writers),
        *(follower.follow_until for follower in followers),
        *more,
    )
    rounds = [follower.rounds for follower in followers]
    for follower in followers:
        follower.catch_up()

    expected = full_copy(account.admin)
    assert all(writer.acknowledged for writer in writers)
    assert min(rounds) > 3
    assert [follower.copy == expected for follower in followers] == [True] * len(followers)
    stamps = [one["updated_at"] for one in expected.values()]
    assert len(stamps) == len(set(stamps))
    assert_stamped_in_order([one for writer in writers for one in writer.acknowledged])


def test_two_followers_of_eight_writers_miss_nothing(account: Account) -> None:
    follow_writers(account, 3, 8)


def follow_over_two_nodes(folder: Path, seconds: float) -> None:
    """Run two services on one PostgreSQL and one object store, as two machines would."""
    settings = {**scaled.new_settings(), "secret_key": secrets.token_hex(32)}
    same = {"public_url": "http://cards.example", **settings}
    with Service(folder / "one", **same) as one, Service(folder / "other", **same) as other:
        follow_writers(one.create_account(), seconds, 16, nodes=(one, other))


def test_followers_of_sixteen_writers_over_two_nodes_miss_nothing(tmp_path: Path) -> None:
    follow_over_two_nodes(tmp_path, 4)


@pytest.mark.slow
def test_followers_over_two_nodes_miss_nothing_in_a_minute(tmp_path: Path) -> None:
    follow_over_two_nodes(tmp_path, 60)


@pytest.mark.slow
def test_followers_miss_nothing_while_the_command_line_writes_beside(account: Account) -> None:
    def change_people(stop: threading.Event) -> None:
        bystander = account.create_person(is_admin=True)
        while not stop.is_set():
            leaver = account.create_person(is_admin=True)
            for _ in range(3):
                leaver.create_template()
            for arguments in (
                ("set-admin", bystander.email, "--off"),
                ("set-admin", bystander.email, "--on"),
                ("remove", leaver.email),
            ):
                done = account.service.run("user", *arguments)
                assert done.returncode == 0, done.stderr

    follow_writers(account, 20, 16, change_people)


def test_links_lose_nothing_when_other_templates_are_deleted_for_good(account: Account) -> None:
    """Page numbers shift when rows vanish; links name the row to go on from."""
    admin = account.admin
    created = [admin.create_template() for _ in range(12)]
    kept = {one["id"] for one in created[::2]}
    to_delete = iter(reversed(created[1::2]))
    seen: list[int] = []

    for page in by_link(admin.http, {"updated_since": BEGINNING, "per_page": 2}):
        seen += [one["id"] for one in page.json()]
        if doomed := next(to_delete, None):
            assert admin.http.delete(path_of(doomed)).status_code == 204

    assert kept <= set(seen)
    assert len(seen) == len(set(seen))
