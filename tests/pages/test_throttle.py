"""Guessing passwords is slow, and does not keep others out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from cardwright import times
from cardwright.accounts.models import FailureCount
from cardwright.accounts.throttle import MOST_AT_ONE, MOST_OF_ONE, MOST_OF_ONE_AT_ONE, Attempt
from tests.pages.html import Page
from tests.pages.visits import PASSWORD, Browser, events_of, person_of
from tests.service import Account

WRONG = "not the password"


def fail(browser: Browser, email: str, times_: int) -> list[int]:
    return [browser.sign_in(email, WRONG).status_code for _ in range(times_)]


def test_ten_failures_are_free_and_then_one_waits(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)

    failed = fail(browser, person.email, 10)
    held_up = browser.sign_in(person.email, PASSWORD)

    assert failed == [422] * 10
    assert held_up.status_code == 429
    assert 800 < int(held_up.headers["retry-after"]) <= 900
    assert "Wait 15 min" in Page(held_up.text).text
    assert "set-cookie" not in held_up.headers


def test_the_user_comes_in_from_another_place_meanwhile(account: Account) -> None:
    person, guesser = person_of(account), Browser(account.service)
    fail(guesser, person.email, 11)

    answer = Browser(account.service).sign_in(person.email)

    assert answer.status_code == 303


def test_another_user_comes_in_from_the_same_place_meanwhile(account: Account) -> None:
    person, colleague = person_of(account), person_of(account)
    browser = Browser(account.service)
    fail(browser, person.email, 11)

    assert browser.sign_in(colleague.email).status_code == 303


def test_only_failures_count_and_success_forgets_them(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)

    for _ in range(3):
        assert set(fail(browser, person.email, 9)) == {422}
        assert browser.sign_in(person.email).status_code == 303


def test_an_unknown_address_is_held_up_like_a_known_one(account: Account) -> None:
    browser = Browser(account.service)

    assert fail(browser, "nobody.at.all@example.com", 11) == [422] * 10 + [429]


def test_the_wait_ends(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)
    fail(browser, person.email, 11)

    with account.service.database.writing() as session:
        session.execute(update(FailureCount).values(ends_at=times.now()))

    assert browser.sign_in(person.email).status_code == 303


def test_guesses_at_the_same_time_do_not_slip_through(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)

    with ThreadPoolExecutor(8) as threads:
        statuses = list(
            threads.map(lambda _: browser.sign_in(person.email, WRONG).status_code, range(24))
        )

    assert sorted(statuses) == [422] * 10 + [429] * 14


def test_being_held_up_is_on_record_once(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)

    fail(browser, person.email, 15)

    found = [event for event, _, _ in events_of(account)]
    assert found.count("sign_in.failed") == 10
    assert found.count("sign_in.throttled") == 1


def test_the_present_password_cannot_be_guessed_either(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)
    browser.sign_in(person.email)
    form = browser.page("/password").form("/password")
    choice = {"password": "another long one", "again": "another long one"}

    answers = [
        browser.post("/password", {**form.fields, **choice, "current": WRONG}) for _ in range(11)
    ]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 800


@pytest.mark.parametrize(
    ("limit", "same"),
    [(MOST_OF_ONE_AT_ONE, "both"), (MOST_OF_ONE, "address"), (MOST_AT_ONE, "user")],
)
def test_one_place_and_one_user_have_limits_of_their_own(
    account: Account, limit: int, same: str
) -> None:
    def attempt(number: int) -> Attempt:
        email = f"{account.hashid}@example.com" if same != "address" else f"{number}@example.com"
        address = f"2001:db8:1:{account.id:x}::1" if same != "user" else f"{account.hashid}{number}"
        return Attempt(email, address)

    with account.service.database.writing() as session:
        waits = [attempt(number).count(session)[0] for number in range(limit + 2)]

    assert waits[:limit] == [0] * limit
    assert min(waits[limit:]) > 0


def test_a_network_of_ipv6_addresses_is_one_place(account: Account) -> None:
    email, network = f"{account.hashid}@example.com", f"2001:db8:0:{account.id:x}"

    with account.service.database.writing() as session:
        waits = [
            Attempt(email, f"{network}::{host:x}").count(session)[0]
            for host in range(MOST_OF_ONE_AT_ONE + 1)
        ]
        beside = Attempt(email, "2001:db8:2::1").count(session)[0]

    assert waits[-1] > 0
    assert beside == 0
