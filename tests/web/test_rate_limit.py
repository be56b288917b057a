"""The limit on requests per access token."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardwright.web import rate_limit
from cardwright.web.rate_limit import Buckets
from tests import scaled
from tests.service import Person, Service

PATH = "/api/3/account"


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that lets five requests through at once, and one each minute.

    So it is known what is refused, even where a request takes seconds.
    """
    settings = {"rate_limit_per_minute": "1", "rate_limit_burst": "5"}
    with Service(tmp_path_factory.mktemp("limited") / "data", **settings) as running:
        yield running


def exhausted(person: Person, left: float = 5, per_second: float = 1 / 60) -> httpx.Response:
    """Ask many times at once, and return a refusal: some are refused even where that takes long.

    No more than `left` may pass, and what is refilled meanwhile.
    """
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: person.http.get(PATH), range(40)))
    took = time.monotonic() - began
    refusals = [answer for answer in answers if answer.status_code == 429]
    assert refusals, "nothing was refused"
    passed = [answer.status_code for answer in answers if answer.status_code != 429]
    assert set(passed) <= {200}
    nodes = 2 if scaled.has_two_nodes() else 1
    assert len(passed) <= nodes * (left + took * per_second)
    return refusals[0]


def test_beyond_the_burst_requests_are_refused_and_told_how_long_to_wait(limited: Service) -> None:
    person = limited.create_account().admin
    began = time.monotonic()
    nodes = 2 if scaled.has_two_nodes() else 1
    answers = [person.http.get(PATH) for _ in range(5 * nodes)]

    # Asking for those has taken time in which some were refilled.
    refusal = exhausted(person, left=(time.monotonic() - began) / 60)

    took = time.monotonic() - began
    assert {answer.status_code for answer in answers} == {200}
    assert refusal.json() == {
        "error": "too_many_requests",
        "error_description": "Too many requests with this access token: wait as long as "
        "Retry-After says",
    }
    assert 60 - took <= int(refusal.headers["Retry-After"]) <= 60
    assert refusal.headers["X-Request-Id"]
    assert refusal.headers["Cache-Control"] == "no-store"


def test_whoever_waits_as_long_as_a_refusal_says_is_let_through(tmp_path: Path) -> None:
    settings = {"rate_limit_per_minute": "60", "rate_limit_burst": "5"}
    with Service(tmp_path / "data", **settings) as service:
        person = service.create_account().admin
        refusal = exhausted(person, per_second=1)
        assert refusal.headers["Retry-After"] == "1"

        time.sleep(1)

        assert person.http.get(PATH).status_code == 200


def test_one_token_holds_up_no_other_and_nobody_without_one(limited: Service) -> None:
    person = limited.create_account().admin
    other = person.with_scope("private.account.card_template")
    exhausted(person)

    assert other.http.get(PATH).status_code == 200
    for _ in range(10):
        assert limited.client().get(PATH).status_code == 401
        assert limited.client().get("/health/ready").status_code == 200


@pytest.mark.parametrize("spelling", ["bearer {}", "BEARER   {}", "bEARER  {}"])
def test_another_spelling_of_the_header_is_the_same_token(limited: Service, spelling: str) -> None:
    person = limited.create_account().admin
    exhausted(person)

    answers = [
        limited.client().get(PATH, headers={"Authorization": spelling.format(person.token)})
        for _ in range(3)
    ]

    assert 429 in {answer.status_code for answer in answers}


def test_a_refused_request_changes_nothing(limited: Service) -> None:
    person = limited.create_account().admin
    exhausted(person)

    refused = [
        person.http.post("/api/3/card_templates", json={"name": "x", "template_type_code": "CR79"})
        for _ in range(3)
    ]

    written = sum(answer.status_code == 201 for answer in refused)
    assert written < 3
    rows = limited.rows(
        "SELECT count(*) FROM card_template WHERE account_id = :id", id=person.account.id
    )
    assert rows == [(written,)]


def test_by_default_nothing_is_limited(service: Service) -> None:
    person = service.create_account().admin

    assert {person.http.get(PATH).status_code for _ in range(150)} == {200}


@given(
    per_second=st.floats(0.01, 1000),
    burst=st.integers(1, 50),
    pauses=st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
@example(per_second=9.0, burst=2, pauses=[0.0, 0.0])
def test_no_more_than_the_rate_and_the_burst_ever_pass(
    per_second: float, burst: int, pauses: list[float]
) -> None:
    buckets, now, passed = Buckets(per_second, burst), 100.0, 0
    for pause in pauses:
        now += pause
        wait_seconds = buckets.take(b"key", now)
        passed += wait_seconds == 0
        if wait_seconds:
            # Whoever waits as long as told is let through, and a little earlier is not.
            assert Buckets.take(buckets, b"key", now + wait_seconds * 0.99 - 1e-6) > 0

    assert passed <= burst + (now - 100.0 + 1e-7) * per_second + 1e-6
    assert passed >= min(len(pauses), burst)


def test_whoever_waits_as_told_passes() -> None:
    buckets = Buckets(per_second=0.5, burst=2)
    taken = [buckets.take(b"key", 10.0) for _ in range(3)]

    assert taken == [0, 0, 2.0]
    assert buckets.take(b"key", 12.0) == 0
    assert buckets.take(b"key", 12.0) == 2.0
    assert [buckets.take(b"key", 100.0) for _ in range(3)] == [0, 0, 2.0]


def test_buckets_are_kept_for_so_many_tokens_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_TOKENS", 3)
    buckets = Buckets(per_second=1, burst=1)
    for key in (b"1", b"2", b"3", b"1", b"4"):
        buckets.take(key, 1.0)

    # The one that asked longest ago is forgotten, and has a full bucket again.
    assert buckets.take(b"1", 1.0) > 0
    assert buckets.take(b"4", 1.0) > 0
    assert buckets.take(b"2", 1.0) == 0
