"""Choosing a password: by a link, by oneself, and which may be chosen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from cardwright.accounts import actions as accounts
from cardwright.accounts import invitations, links, passwords
from cardwright.accounts.models import PasswordLink, User
from cardwright.errors import Invalid
from tests.pages.html import Page
from tests.pages.visits import PASSWORD, Browser, events_of, person_of, signed_in
from tests.service import Account, Person, Service

CHOSEN = "eleven quiet harbours"
EMAIL = "ada.byron@example.com"


def link_for(person: Person, *, hours: int | None = None) -> str:
    """Give a person a link, and return its path."""
    service = person.account.service
    with service.database.writing() as session:
        user = accounts.find_user(session, person.email)
        return invitations.write_to(session, user, "", hours=hours).link


def choose(browser: Browser, path: str, password: str = CHOSEN, again: str | None = None) -> int:
    form = browser.page(path).form("/choose-password")
    fields = {**form.fields, "password": password, "again": password if again is None else again}
    return browser.post("/choose-password", fields).status_code


def kept_of(person: Person) -> str | None:
    with person.account.service.database.reading() as session:
        return session.scalar(select(User.password_hash).where(User.id == person.id))


def test_a_link_leads_to_a_password_and_then_in(account: Account) -> None:
    person, browser = account.create_person(), Browser(account.service)
    page = browser.page(path := link_for(person))
    inputs = {given.get("name"): given for tag, given in page.attributes if tag == "input"}

    answer = browser.post(
        "/choose-password",
        {**page.form("/choose-password").fields, "password": CHOSEN, "again": CHOSEN},
    )

    assert person.email in page.text
    assert inputs["password"]["autocomplete"] == "new-password"
    assert answer.headers["location"] == "/sign-in?chosen=1"
    assert browser.sign_in(person.email, CHOSEN).status_code == 303
    assert browser.get(path).status_code == 404
    assert ("password.changed", person.id, f"user {person.id}") in events_of(account)


def test_looking_at_a_link_does_not_use_it_up(account: Account) -> None:
    person = account.create_person()
    path = link_for(person)

    for _ in range(3):
        Browser(account.service).page(path)

    assert choose(Browser(account.service), path) == 303


def test_a_link_works_once_however_many_use_it_together(account: Account) -> None:
    person = account.create_person()
    path = link_for(person)
    browsers = [Browser(account.service) for _ in range(6)]
    form = browsers[0].page(path).form("/choose-password")

    def send(number: int) -> int:
        password = f"{CHOSEN} {number}"
        fields = {**form.fields, "password": password, "again": password}
        return browsers[number].post("/choose-password", fields).status_code

    with ThreadPoolExecutor(len(browsers)) as threads:
        statuses = list(threads.map(send, range(len(browsers))))

    assert sorted(statuses) == [303] + [404] * 5
    winner = statuses.index(303)
    assert browsers[0].sign_in(person.email, f"{CHOSEN} {winner}").status_code == 303


def test_a_new_link_ends_the_one_before(account: Account) -> None:
    person, browser = account.create_person(), Browser(account.service)
    first, second = link_for(person), link_for(person)

    assert browser.get(first).status_code == 404
    assert choose(browser, second) == 303


def test_a_link_ends_after_its_hours(account: Account) -> None:
    person, browser = account.create_person(), Browser(account.service)
    path = link_for(person, hours=1)
    with account.service.database.writing() as session:
        row = session.scalars(select(PasswordLink).where(PasswordLink.user_id == person.id)).one()
        session.execute(
            update(PasswordLink).where(PasswordLink.id == row.id).values(expires_at=row.created_at)
        )

    answer = browser.get(path)

    assert answer.status_code == 404
    assert "works once and for a limited time" in Page(answer.text).text


def test_a_disabled_user_gets_no_link_and_theirs_does_not_work(account: Account) -> None:
    person, browser = account.create_person(), Browser(account.service)
    path = link_for(person)
    with account.service.database.writing() as session:
        accounts.set_disabled(session, accounts.find_user(session, person.email), is_disabled=True)

    assert browser.get(path).status_code == 404
    with pytest.raises(Invalid, match="is disabled"):
        link_for(person)


@pytest.mark.parametrize("token", ["", "nonsense", "%00", "\u00e9", "a" * 5000])
def test_what_is_no_link_is_told_kindly(service: Service, token: str) -> None:
    answer = Browser(service).http.get("/choose-password", params={"token": token})

    assert answer.status_code == 404
    assert "This link no longer works" in answer.text


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("too short", None, "Use 12 characters or more."),
        ("a" * 1025, None, "Use 1024 characters at most."),
        ("Password-1234", None, "anybody would guess"),
        ("aaaaaaaaaaaaaaaa", None, "anybody would guess"),
        (CHOSEN, CHOSEN.upper(), "not the same"),
    ],
)
def test_a_refused_password_changes_nothing_and_the_link_goes_on(
    account: Account, password: str, again: str | None, told: str
) -> None:
    person, browser = account.create_person(), Browser(account.service)
    form = browser.page(path := link_for(person)).form("/choose-password")

    answer = browser.post(
        "/choose-password",
        {**form.fields, "password": password, "again": password if again is None else again},
    )

    page = Page(answer.text)
    assert answer.status_code == 422
    assert told in page.text
    [invalid] = [given for _, given in page.attributes if "aria-invalid" in given]
    described = {given["id"] for _, given in page.attributes if "id" in given}
    assert set(invalid["aria-describedby"].split()) <= described
    assert password not in answer.text
    assert kept_of(person) is None
    assert choose(browser, path) == 303


def test_an_own_password_is_changed_by_who_knows_it(account: Account) -> None:
    browser, person = signed_in(account)
    other = Browser(account.service)
    other.sign_in(person.email)
    link = link_for(person)

    answer = browser.submit(
        "/password", "/password", current=PASSWORD, password=CHOSEN, again=CHOSEN
    )

    assert answer.headers["location"] == "/sign-ins?done=password"
    assert "Your password is changed" in browser.page(answer.headers["location"]).text
    assert not other.is_signed_in, "other browsers are signed out"
    assert browser.get(link).status_code == 404, "links end, too"
    assert Browser(account.service).sign_in(person.email, CHOSEN).status_code == 303
    assert Browser(account.service).sign_in(person.email, PASSWORD).status_code == 422


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"current": "something else"}, "not your present password"),
        ({"password": "short", "again": "short"}, "12 characters"),
        ({"again": "different"}, "not the same"),
    ],
)
def test_a_refused_change_changes_nothing(
    account: Account, fields: dict[str, str], told: str
) -> None:
    browser, person = signed_in(account)
    before = kept_of(person)
    choice = {"current": PASSWORD, "password": CHOSEN, "again": CHOSEN, **fields}

    answer = browser.submit("/password", "/password", **choice)

    assert answer.status_code == 422
    assert told in Page(answer.text).text
    assert kept_of(person) == before


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "eleven char",
        "x" * 1025,
        "password1234",
        "Pass-Word 12345!",
        "qwertyuiopas",
        "QWERTZUIOPASDF",
        "zyxwvutsrqponm",
        "123456789012",
        "abcabcabcabc",
        "ab" * 8,
        "............",
        EMAIL,
        "AdaByron@Example.com",
    ],
)
def test_what_anybody_would_guess_cannot_be_chosen(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check_choice(password, EMAIL)

    assert list(refusal.value.errors) == ["password"]


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "x1y2z3" + "q" * 6,
        "korrekt pferd batterie",
        "\u4f60\u597d\u4e16\u754c\u518d\u89c1\u670b\u53cb\u5929\u5730\u4eba\u548c",
        "\U0001f40e\U0001f50b\U0001f4ce\u2705" * 3 + "!",
        "!?#:;,.-_ +*",
        "a" + "long " * 200,
        "   spaces are characters   ",
    ],
)
def test_anything_else_can(password: str) -> None:
    passwords.check_choice(password, EMAIL)
    kept = passwords.hash_password(password)

    assert passwords.is_correct(kept, password)
    assert not passwords.is_correct(kept, password + ".")
    assert not passwords.is_outdated(kept)


def test_nothing_fits_where_nothing_is_kept() -> None:
    assert not passwords.is_correct(None, "")
    assert not passwords.is_correct(None, PASSWORD)
    assert not passwords.is_correct("", PASSWORD)
    assert not passwords.is_correct("not a hash", PASSWORD)


def test_a_long_password_counts_to_its_end(account: Account) -> None:
    longest = "0123 abc" * 127 + "the end."
    assert len(longest) == passwords.LONGEST
    kept = passwords.hash_password(longest)

    assert passwords.is_correct(kept, longest)
    assert not passwords.is_correct(kept, longest[:-1])
    assert not passwords.is_correct(kept, longest + "x")


def test_a_link_belongs_to_one_user(account: Account) -> None:
    person, other = account.create_person(), person_of(account)

    choose(Browser(account.service), link_for(person))

    assert Browser(account.service).sign_in(other.email).status_code == 303
    assert links.RESET_HOURS < links.INVITATION_HOURS
