"""Being signed in: when it ends, where it is seen, and what it allows on the API."""

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select, update

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.accounts import sign_ins
from cardwright.accounts.expiry import remove_expired
from cardwright.accounts.models import FailureCount, PasswordLink, SignIn
from tests.pages.html import Page
from tests.pages.visits import PASSWORD, Browser, events_of, signed_in
from tests.service import Account, Person, a_png, a_template

MINUTE = 60 * times.MICROSECONDS
TEMPLATES = "/api/3/card_templates"


def rewind(account: Account, person: Person, **columns: int) -> None:
    """Set times of a person's sign-ins, each given in minutes from now."""
    values = {name: times.now() + minutes * MINUTE for name, minutes in columns.items()}
    with account.service.database.writing() as session:
        session.execute(update(SignIn).where(SignIn.user_id == person.id).values(**values))


def last_seen(account: Account, person: Person) -> int:
    with account.service.database.reading() as session:
        return session.scalars(select(SignIn.last_seen_at).where(SignIn.user_id == person.id)).one()


def token_of(browser: Browser) -> str:
    """Return the CSRF token that the pages of a browser hold."""
    return browser.page("/sign-ins").form("/sign-out").fields["csrf_token"]


@pytest.mark.parametrize(
    "ages", [{"last_seen_at": -31}, {"expires_at": -1}], ids=["idle", "12 hours old"]
)
def test_a_sign_in_ends_by_itself(account: Account, ages: dict[str, int]) -> None:
    browser, person = signed_in(account)
    rewind(account, person, **ages)

    sent = browser.http.get("/users")

    assert sent.headers["location"] == "/sign-in?expired=1&next=%2Fusers"
    assert "signed out because you were away" in browser.page(sent.headers["location"]).text
    assert browser.http.get(TEMPLATES).status_code == 401


def test_a_sign_in_lasts_half_an_hour_from_the_last_page_and_half_a_day_at_most(
    account: Account,
) -> None:
    browser, person = signed_in(account)
    rewind(account, person, last_seen_at=-29)

    assert browser.is_signed_in

    assert last_seen(account, person) > times.now() - MINUTE
    with account.service.database.reading() as session:
        row = session.scalars(select(SignIn).where(SignIn.user_id == person.id)).one()
    assert row.expires_at - row.created_at == 12 * 60 * MINUTE


@pytest.mark.parametrize("path", ["/sign-ins", TEMPLATES])
def test_the_last_visit_is_written_once_a_minute_at_most(account: Account, path: str) -> None:
    browser, person = signed_in(account)
    before = last_seen(account, person)

    browser.get(path)
    at_once = last_seen(account, person)
    rewind(account, person, last_seen_at=-2)
    browser.get(path)

    assert at_once == before
    assert last_seen(account, person) > times.now() - MINUTE


def test_disabling_a_user_ends_their_sign_ins_for_good(account: Account) -> None:
    browser, person = signed_in(account)
    account.admin.http.get(TEMPLATES)
    with account.service.database.writing() as session:
        accounts.set_disabled(session, accounts.find_user(session, person.email), is_disabled=True)
    while_disabled = browser.is_signed_in
    with account.service.database.writing() as session:
        accounts.set_disabled(session, accounts.find_user(session, person.email), is_disabled=False)

    assert not while_disabled
    assert not browser.is_signed_in


def test_a_user_sees_where_they_are_signed_in_and_ends_it_there(account: Account) -> None:
    browser, person = signed_in(account)
    other = Browser(account.service, **{"User-Agent": "Mozilla/5.0 (iPhone) Version/26 Safari/605"})
    other.sign_in(person.email)
    page = browser.page("/sign-ins")
    [form] = [form for form in page.forms if form.action.endswith("/end")]

    answer = browser.post(form.action, form.fields)

    assert "Firefox, Linux This browser" in page.text
    assert "Safari, iPhone" in page.text
    assert other.address in page.text
    assert answer.headers["location"] == "/sign-ins?done=ended"
    assert "That browser is signed out" in browser.page(answer.headers["location"]).text
    assert not other.is_signed_in
    assert browser.is_signed_in
    assert ("sign_out.elsewhere", person.id, f"user {person.id}") in events_of(account)


def test_a_user_signs_out_everywhere(account: Account) -> None:
    browser, person = signed_in(account)
    other = Browser(account.service)
    other.sign_in(person.email)

    answer = browser.submit("/sign-ins", "/sign-ins/end-all")

    assert answer.headers["location"] == "/sign-in?out=1"
    assert not browser.is_signed_in
    assert not other.is_signed_in


@pytest.mark.parametrize("whose", ["colleague", "stranger"])
def test_nobody_ends_what_is_not_theirs(account: Account, stranger: Account, whose: str) -> None:
    browser, _ = signed_in(account)
    other, person = signed_in(account if whose == "colleague" else stranger)
    with account.service.database.reading() as session:
        query = select(SignIn.id).where(SignIn.user_id == person.id)
        sign_in_id = session.scalars(query).one()

    answer = browser.post(f"/sign-ins/{sign_in_id}/end", {"csrf_token": token_of(browser)})

    assert answer.status_code == 404
    assert other.is_signed_in


def test_a_form_needs_the_token_of_its_session(account: Account) -> None:
    browser, person = signed_in(account)
    other, _ = signed_in(account)

    answers = [
        browser.post("/sign-ins/end-all", fields)
        for fields in ({"token": "x"}, {"csrf_token": ""}, {"csrf_token": token_of(other)})
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert "out of date" in Page(answers[0].text).text
    assert browser.is_signed_in
    assert person.email not in answers[0].headers.get("location", "")


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_of_another_site_does_nothing(account: Account, headers: dict[str, str]) -> None:
    browser, _ = signed_in(account)

    answer = browser.post("/sign-out", {"csrf_token": token_of(browser)}, **headers)

    assert answer.status_code == 403
    assert browser.is_signed_in


def test_a_form_after_the_end_leads_to_sign_in(account: Account) -> None:
    browser, person = signed_in(account)
    token = token_of(browser)
    rewind(account, person, last_seen_at=-31)

    answer = browser.post("/users", {"csrf_token": token, "email": "a@example.com", "name": "A"})

    assert answer.headers["location"] == "/sign-in?expired=1"


def test_a_page_reads_the_api_with_its_session(account: Account) -> None:
    created = account.admin.create_template()
    browser, _ = signed_in(account)

    listed = browser.http.get(TEMPLATES)
    one = browser.http.get(f"{TEMPLATES}/{created['id']}.json")
    head = browser.http.head(TEMPLATES)

    assert [found["id"] for found in listed.json()] == [created["id"]]
    assert one.json()["uuid"] == created["uuid"]
    assert head.status_code == 200
    assert listed.headers["cache-control"] == "private, no-cache"
    assert browser.http.get("/api/3/account").json()["user"]["email"]
    changing = {"date": "", "x-request-id": ""}
    again = browser.http.get(TEMPLATES)
    assert {**again.headers, **changing} == {**listed.headers, **changing}


def test_a_page_writes_to_the_api_with_its_session_and_token(account: Account) -> None:
    browser, person = signed_in(account)
    headers = {"X-CSRF-Token": token_of(browser), "Origin": account.service.url}

    made = browser.http.post(TEMPLATES, json={"card_template": a_template()}, headers=headers)
    path = f"{TEMPLATES}/{made.json()['id']}"
    image = browser.http.put(f"{path}/background_image/front", content=a_png(), headers=headers)
    gone = browser.http.delete(path, headers=headers)

    assert [made.status_code, image.status_code, gone.status_code] == [201, 200, 204]
    assert made.json()["owner_id"] == person.id


BAD_HEADERS: dict[str, Callable[[str], dict[str, str]]] = {
    "no token": lambda _: {},
    "a wrong token": lambda token: {"X-CSRF-Token": token[::-1]},
    "another site": lambda token: {"X-CSRF-Token": token, "Origin": "https://evil.example"},
    "a sister site": lambda token: {"X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"},
}


@pytest.mark.parametrize("headers", BAD_HEADERS.values(), ids=BAD_HEADERS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_change_by_session_must_come_from_a_page(
    account: Account, method: str, headers: Callable[[str], dict[str, str]]
) -> None:
    created = account.admin.create_template()
    browser, _ = signed_in(account)
    path = TEMPLATES if method == "POST" else f"{TEMPLATES}/{created['id']}"

    answer = browser.http.request(
        method, path, json={"card_template": a_template()}, headers=headers(token_of(browser))
    )

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/json"
    assert len(account.admin.http.get(TEMPLATES).json()) == 1


def test_who_may_only_read_reads_only(account: Account) -> None:
    created = account.admin.create_template()
    browser, _ = signed_in(account, is_admin=False)
    headers = {"X-CSRF-Token": token_of(browser)}

    changed = browser.http.patch(
        f"{TEMPLATES}/{created['id']}", json={"card_template": {"name": "Mine"}}, headers=headers
    )

    assert browser.http.get(TEMPLATES).status_code == 200
    assert changed.status_code == 403


def test_a_session_is_no_token_for_other_endpoints(account: Account) -> None:
    browser, _ = signed_in(account)

    info = browser.http.get("/oauth/token/info")

    assert info.status_code == 401
    assert info.json()["error"] == "invalid_token"


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YTpi", "Bearer", ""])
def test_a_bad_token_is_not_made_good_by_a_cookie(account: Account, header: str) -> None:
    browser, _ = signed_in(account)

    answer = browser.http.get(TEMPLATES, headers={"Authorization": header})

    assert answer.status_code == 401


def test_a_token_needs_no_csrf_token_even_beside_a_cookie(account: Account) -> None:
    browser, person = signed_in(account)

    answer = browser.http.post(
        TEMPLATES,
        json={"card_template": a_template()},
        headers={"Authorization": f"Bearer {person.token}", "Origin": "https://app.example"},
    )

    assert answer.status_code == 201


def test_pages_hold_no_token_that_the_api_takes(account: Account) -> None:
    browser, _ = signed_in(account)

    token = token_of(browser)
    alone = httpx.get(
        account.service.url + TEMPLATES,
        headers={"Authorization": f"Bearer {token}", "X-CSRF-Token": token},
        trust_env=False,
    )

    assert alone.status_code == 401
    assert browser.session_id not in browser.get("/sign-ins").text


def test_what_is_over_is_removed_in_small_batches(account: Account) -> None:
    browser, person = signed_in(account)
    for _ in range(3):
        Browser(account.service).sign_in(person.email)
    Browser(account.service).sign_in(person.email, PASSWORD + "?")
    rewind(account, person, expires_at=-1)
    with account.service.database.writing() as session:
        user = accounts.find_user(session, person.email)
        sign_ins.begin(session, user, "-", "")
        session.add(
            PasswordLink(token_hash=b"%d" % user.id, user_id=user.id, created_at=0, expires_at=1)
        )
        session.execute(update(FailureCount).values(ends_at=1))

    with account.service.database.writing() as session:
        first = remove_expired(session, 2)
    with account.service.database.writing() as session:
        while remove_expired(session, 1000):
            pass
        left = session.scalars(select(SignIn).where(SignIn.user_id == person.id)).all()

    # Two of each kind: there may be expired links of other tests, too.
    assert first in (5, 6)
    assert [row.address for row in left] == ["-"]
    assert not browser.is_signed_in
