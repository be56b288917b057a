"""The pages of admins: users, and what happened."""

import re

import pytest
from sqlalchemy import select

from cardwright.accounts import actions as accounts
from cardwright.accounts.models import User
from tests.pages.html import Page
from tests.pages.visits import PASSWORD, Browser, events_of, person_of, signed_in
from tests.service import Account

LINK = re.compile(r"http://[^\s<]+/choose-password\?token=[A-Za-z0-9_-]{40,}")


def invite(browser: Browser, **fields: str) -> Page:
    answer = browser.submit("/users", "/users", **fields)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


def test_an_admin_invites_somebody_who_then_comes_in(account: Account) -> None:
    browser, admin = signed_in(account)
    email = f"{account.hashid}@example.com"

    page = invite(browser, name="Grace Hopper", email=email)
    [link] = LINK.findall(page.text)
    guest = Browser(account.service)
    form = guest.page(link.removeprefix(account.service.url)).form("/choose-password")
    guest.post("/choose-password", {**form.fields, "password": PASSWORD, "again": PASSWORD})
    guest.sign_in(email)

    with account.service.database.reading() as session:
        user = accounts.find_user(session, email)
    assert guest.is_signed_in
    assert (user.account_id, user.is_admin, user.last_name) == (account.id, False, "Hopper")
    assert "Grace Hopper" in guest.page("/").text
    assert ("user.created", admin.id, f"user {user.id}") in events_of(account)
    assert ("invitation.made", admin.id, f"user {user.id}") in events_of(account)


def test_an_invited_admin_is_one(account: Account) -> None:
    browser, _ = signed_in(account)

    invite(browser, name="Grace Hopper", email=f"{account.hashid}@example.com", is_admin="1")

    with account.service.database.reading() as session:
        assert accounts.find_user(session, f"{account.hashid}@example.com").is_admin


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "nonsense"}, "This is not an e-mail address."),
        ({"name": " "}, "Fill this in."),
        ({"email": "{taken}"}, "This is already in use."),
        ({"name": "x" * 300}, "is too long"),
    ],
)
def test_a_refused_invitation_keeps_what_was_typed(
    account: Account, fields: dict[str, str], told: str
) -> None:
    browser, admin = signed_in(account)
    typed = {"name": "Grace Hopper", "email": "grace@example.com", **fields}
    typed = {name: value.format(taken=admin.email) for name, value in typed.items()}

    answer = browser.submit("/users", "/users", is_admin="1", **typed)

    page = Page(answer.text)
    form = page.form("/users")
    assert answer.status_code == 422
    assert told in page.text
    assert form.fields["name"] == typed["name"]
    assert form.fields["email"] == typed["email"]
    assert form.fields["is_admin"] == "1"
    assert not [event for event, _, _ in events_of(account) if event == "invitation.made"]


def change(browser: Browser, user_id: int, what: str) -> str:
    """Send the form of a user with one of its buttons, and return the text of the page after."""
    form = browser.page("/users").form(f"/users/{user_id}")
    answer = browser.post(form.action, {**form.fields, "change": what})
    assert answer.status_code == 303, answer.text
    return browser.page(answer.headers["location"]).text


def test_an_admin_changes_roles_and_shuts_people_out(account: Account) -> None:
    browser, _ = signed_in(account)
    other, person = signed_in(account, is_admin=False)
    subject = f"user {person.id}"

    said = [change(browser, person.id, "admin")]
    as_admin = other.get("/users").status_code
    said.append(change(browser, person.id, "no-admin"))
    as_reader = other.get("/users").status_code
    said.append(change(browser, person.id, "disable"))
    shut_out = other.is_signed_in
    said.append(change(browser, person.id, "enable"))

    assert [as_admin, as_reader, shut_out] == [200, 403, False]
    assert all(person.email in text for text in said)
    assert "is an admin now" in said[0]
    assert "is shut out" in said[2]
    assert other.sign_in(person.email).status_code == 303
    found = [event for event, actor, about in events_of(account) if about == subject if actor]
    assert [event for event in found if event.startswith("user.")] == [
        "user.role_changed",
        "user.role_changed",
        "user.disabled",
        "user.enabled",
    ]


def test_a_reset_link_is_shown_once_and_works(account: Account) -> None:
    browser, admin = signed_in(account)
    person = person_of(account)
    form = browser.page("/users").form(f"/users/{person.id}/link")

    answer = browser.post(form.action, form.fields)
    [link] = set(LINK.findall(answer.text))

    assert Browser(account.service).get(link.removeprefix(account.service.url)).status_code == 200
    assert link not in browser.page("/users").text
    assert ("password.reset_made", admin.id, f"user {person.id}") in events_of(account)


def test_the_last_admin_stays_one(account: Account) -> None:
    browser, admin = signed_in(account)

    for what in ("no-admin", "disable"):
        form = browser.page("/users").form(f"/users/{admin.id}")
        answer = browser.post(form.action, {**form.fields, "change": what})

        assert answer.status_code == 422
        assert "This is the last admin of the account" in Page(answer.text).text
    assert browser.is_signed_in


def test_a_change_that_is_none_is_refused(account: Account) -> None:
    browser, admin = signed_in(account)
    form = browser.page("/users").form(f"/users/{admin.id}")

    assert browser.post(form.action, {**form.fields, "change": "nonsense"}).status_code == 400
    assert browser.post(form.action, form.fields).status_code == 400


def test_readers_find_no_admin_pages(account: Account) -> None:
    browser, _ = signed_in(account, is_admin=False)
    other = person_of(account)
    token = browser.page("/sign-ins").form("/sign-out").fields

    refused = [
        browser.get("/users"),
        browser.get("/audit"),
        browser.post("/users", {**token, "name": "A B", "email": "a@example.com"}),
        browser.post(f"/users/{other.id}", {**token, "change": "disable"}),
        browser.post(f"/users/{other.id}/link", token),
    ]

    assert [answer.status_code for answer in refused] == [403] * 5
    assert not {"/users", "/audit"} & set(browser.page("/").links)
    assert Browser(account.service).sign_in(other.email).status_code == 303


def test_admins_find_users_of_other_accounts_nowhere(account: Account, stranger: Account) -> None:
    browser, _ = signed_in(account)
    other = person_of(stranger)
    token = browser.page("/sign-ins").form("/sign-out").fields

    refused = [
        browser.post(f"/users/{other.id}", {**token, "change": "disable"}),
        browser.post(f"/users/{other.id}/link", token),
        browser.post("/users/999999", {**token, "change": "disable"}),
        browser.post("/users/x", {**token, "change": "disable"}),
    ]

    assert [answer.status_code for answer in refused] == [404] * 4
    assert other.email not in browser.get("/users").text
    assert Browser(account.service).sign_in(other.email).status_code == 303


def test_names_are_shown_as_text_whatever_they_hold(account: Account) -> None:
    browser, _ = signed_in(account)
    name = '<script>alert("1")</script> &amp; Söhne'

    invite(browser, name=name, email=f"{account.hashid}@example.com")

    html = browser.get("/users").text
    assert "<script" not in html
    assert name in Page(html).text


def test_the_audit_page_shows_what_happened_page_by_page(
    account: Account, stranger: Account
) -> None:
    browser, admin = signed_in(account)
    signed_in(stranger)
    for number in range(55):
        person = account.create_person()
        assert number or person.email in browser.page("/audit").text

    newest = browser.page("/audit")
    [older] = [link for link in newest.links if link.startswith("/audit?before=")]
    oldest = browser.page(older)
    while older := next((link for link in oldest.links if link.startswith("/audit?before=")), ""):
        oldest = browser.page(older)

    assert len([tag for tag, _ in newest.attributes if tag == "tr"]) == 1 + 50
    assert person.email in newest.text
    assert "Signed in" in oldest.text
    assert admin.email in oldest.text
    assert "Command line" in oldest.text
    assert "/audit" in oldest.links


def test_the_audit_page_says_nothing_of_other_accounts(account: Account, stranger: Account) -> None:
    browser, _ = signed_in(account)
    _, other = signed_in(stranger)
    with account.service.database.reading() as session:
        emails = session.scalars(select(User.email).where(User.account_id == stranger.id)).all()

    html = browser.get("/audit").text

    assert other.email in emails
    assert not [email for email in emails if email in html]
    assert f"user {other.id}" not in html
