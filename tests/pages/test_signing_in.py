"""Signing in and out, over HTTP: who comes in, who does not, and what they are told."""

import time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from cardwright.accounts import actions as accounts
from cardwright.accounts.models import SignIn, User
from tests.pages.html import Page
from tests.pages.visits import PASSWORD, Browser, events_of, person_of, signed_in
from tests.service import Account, Service

WRONG = "seven green bicycle"


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(account: Account) -> None:
    browser, person = Browser(account.service), person_of(account)

    sent = browser.http.get("/users?done=admin&user=1")
    form = browser.page(sent.headers["location"]).form("/sign-in")
    answer = browser.post("/sign-in", {**form.fields, "email": person.email, "password": PASSWORD})

    assert sent.status_code == 303
    assert answer.status_code == 303
    assert answer.headers["location"] == "/users?done=admin&user=1"
    assert browser.is_signed_in


def test_the_form_says_what_it_wants_to_password_managers(service: Service) -> None:
    page = Browser(service).page("/sign-in")

    inputs = {given["name"]: given for tag, given in page.attributes if tag == "input"}

    assert inputs["email"]["autocomplete"] == "username"
    assert inputs["password"]["autocomplete"] == "current-password"
    assert inputs["password"]["type"] == "password"
    assert [text for text, _ in page.form("/sign-in").buttons] == ["Sign in"]


@pytest.mark.parametrize(
    "email", ["{}", " {} ", "{upper}"], ids=["as it is", "with blanks", "in capitals"]
)
def test_the_address_may_be_typed_in_any_way(account: Account, email: str) -> None:
    person, browser = person_of(account), Browser(account.service)

    answer = browser.sign_in(email.format(person.email, upper=person.email.upper()))

    assert answer.status_code == 303


def test_a_password_is_the_same_however_the_keyboard_composes_it(account: Account) -> None:
    browser, person = signed_in(account)
    composed, decomposed = "caf\u00e9 terrasse \u00e0 midi", "cafe\u0301 terrasse a\u0300 midi"
    browser.submit("/password", "/password", current=PASSWORD, password=composed, again=composed)

    answer = Browser(account.service).sign_in(person.email, decomposed)

    assert answer.status_code == 303


def test_a_wrong_password_an_unknown_user_and_a_disabled_one_are_told_the_same(
    account: Account,
) -> None:
    person, disabled, unset = person_of(account), person_of(account), account.create_person()
    with account.service.database.writing() as session:
        accounts.set_disabled(
            session, accounts.find_user(session, disabled.email), is_disabled=True
        )
    tried = [
        (person.email, WRONG),
        (disabled.email, PASSWORD),
        (unset.email, ""),
        (unset.email, WRONG),
        ("nobody@example.com", WRONG),
        ("\0 not even an address", WRONG),
        (person.email, PASSWORD * 60),
    ]

    answers = [Browser(account.service).sign_in(email, password) for email, password in tried]

    assert {answer.status_code for answer in answers} == {422}
    told = {
        Page(answer.text).text
        for answer, (_, password) in zip(answers, tried, strict=True)
        if password
    }
    assert len(told) == 1
    assert "do not fit together" in told.pop()
    assert not any("set-cookie" in answer.headers for answer in answers)


def test_how_long_a_refusal_takes_does_not_tell_who_is_known(account: Account) -> None:
    person = person_of(account)

    def seconds(email: str) -> float:
        browser = Browser(account.service)
        started = time.perf_counter()
        browser.sign_in(email, WRONG)
        return time.perf_counter() - started

    seconds("warm.up@example.com")
    known, unknown = [], []
    for number in range(8):
        known.append(seconds(person.email))
        unknown.append(seconds(f"nobody{number}@example.com"))

    # A hash takes some 50 ms: without it, the answer for an unknown one is many times faster. The
    # best times are compared: a machine with other work adds to some, and takes from none.
    assert min(unknown) > min(known) / 2
    assert min(known) > min(unknown) / 2


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "users",
        "",
    ],
)
def test_signing_in_leads_to_pages_of_the_service_only(account: Account, elsewhere: str) -> None:
    person, browser = person_of(account), Browser(account.service)

    answer = browser.sign_in(person.email, next=elsewhere)

    assert answer.headers["location"] == "/"


def test_the_page_before_an_authorization_may_lead_to_the_client(service: Service) -> None:
    onward = "/oauth/authorize?client_id=x&redirect_uri="

    def form_action(redirect_uri: str) -> str:
        answer = Browser(service).http.get("/sign-in", params={"next": onward + redirect_uri})
        policy = dict(part.split(" ", 1) for part in answer.headers[CSP].split("; "))
        return policy["form-action"]

    assert form_action("https%3A%2F%2Fapp.example%2Fcb%3Fa%3D1") == "'self' https://app.example"
    assert form_action("http%3A%2F%2F%5B%3A%3A1%5D%3A5000%2Fcb") == "'self' http:"
    assert form_action("com.example.app%3A%2Fcb") == "'self' com.example.app:"
    assert form_action("https%3A%2F%2Fa.example%3B%20script-src%20*%2F") == "'self'"
    assert form_action("https%3A%2F%2Fuser%40app.example%2F") == "'self' https://app.example"


CSP = "content-security-policy"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_sign_anybody_in(account: Account, headers: dict[str, str]) -> None:
    person, browser = person_of(account), Browser(account.service)

    answer = browser.post("/sign-in", {"email": person.email, "password": PASSWORD}, **headers)

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_in_another_encoding_is_refused(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)
    fields = {"email": person.email, "password": PASSWORD}

    as_json = browser.http.post("/sign-in", json=fields)
    as_parts = browser.http.post("/sign-in", data=fields, files={"file": b"x"})
    not_text = browser.http.post(
        "/sign-in", content=b"email=%ff", headers={"Content-Type": FORM_TYPE}
    )
    too_long = browser.post("/sign-in", {**fields, "next": "/" * 70_000})

    assert [as_json.status_code, as_parts.status_code, not_text.status_code] == [400] * 3
    assert too_long.status_code == 413


FORM_TYPE = "application/x-www-form-urlencoded"


def test_every_sign_in_has_a_new_session_and_ends_the_one_before(account: Account) -> None:
    browser, person = signed_in(account)
    first = browser.session_id

    browser.sign_in(person.email)

    assert browser.session_id != first
    other = Browser(account.service)
    other.http.cookies.set("cardwright", first)
    assert not other.is_signed_in


def test_a_session_id_that_somebody_planted_is_not_taken_over(account: Account) -> None:
    person, browser = person_of(account), Browser(account.service)
    browser.http.cookies.set("cardwright", "planted", domain="127.0.0.1")

    answer = browser.sign_in(person.email)

    assert "planted" not in answer.headers["set-cookie"]
    assert not Browser(account.service, Cookie="cardwright=planted").is_signed_in


def test_the_cookie_of_an_http_service_is_plain(account: Account) -> None:
    person = person_of(account)

    cookie = Browser(account.service).sign_in(person.email).headers["set-cookie"]

    name, *flags = cookie.split("; ")
    assert name.startswith("cardwright=")
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=lax"]


def test_the_cookie_of_an_https_service_is_bound_to_host_and_tls(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Service(
        tmp_path_factory.mktemp("https"), public_url="https://cards.example"
    ) as behind_tls:
        account = behind_tls.create_account()
        person, browser = person_of(account), Browser(behind_tls)

        answer = browser.post(
            "/sign-in",
            {"email": person.email, "password": PASSWORD},
            Origin="https://cards.example",
        )
        name, *flags = answer.headers["set-cookie"].split("; ")
        shown = Browser(behind_tls, Cookie=name).http.get("/sign-ins")
        plain = Browser(behind_tls, Cookie=name.removeprefix("__Host-")).http.get("/sign-ins")

    assert name.startswith("__Host-cardwright=")
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=lax", "Secure"]
    assert shown.status_code == 200
    assert plain.status_code == 303


def test_signing_out_ends_the_session(account: Account) -> None:
    browser, _ = signed_in(account)
    former = browser.session_id

    answer = browser.submit("/sign-ins", "/sign-out")

    assert answer.headers["location"] == "/sign-in?out=1"
    assert 'cardwright=""' in answer.headers["set-cookie"]
    assert not Browser(account.service, Cookie=f"cardwright={former}").is_signed_in


def test_who_is_signed_in_need_not_sign_in(account: Account) -> None:
    browser, _ = signed_in(account)

    answer = browser.http.get("/sign-in?next=/users")

    assert (answer.status_code, answer.headers["location"]) == (303, "/users")


def test_a_hash_of_other_parameters_is_renewed(account: Account) -> None:
    person = account.create_person()
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with account.service.database.writing() as session:
        accounts.find_user(session, person.email).password_hash = old

    first = Browser(account.service).sign_in(person.email)

    with account.service.database.reading() as session:
        kept = session.scalar(select(User.password_hash).where(User.id == person.id))
    assert first.status_code == 303
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert Browser(account.service).sign_in(person.email).status_code == 303


def test_what_is_kept_of_a_sign_in_says_where_it_is(account: Account) -> None:
    browser, person = signed_in(account)

    with account.service.database.reading() as session:
        row = session.scalars(select(SignIn).where(SignIn.user_id == person.id)).one()

    assert row.address == browser.address
    assert "Firefox/153.0" in row.browser


def test_sign_ins_and_failures_are_on_record(account: Account) -> None:
    browser, person = signed_in(account)
    browser.submit("/sign-ins", "/sign-out")
    browser.sign_in(person.email, WRONG)

    found = [event for event in events_of(account) if event[0].startswith("sign_")]

    assert found == [
        ("sign_in.succeeded", person.id, f"user {person.id}"),
        ("sign_out.done", person.id, f"user {person.id}"),
        ("sign_in.failed", None, f"user {person.id}"),
    ]
