"""`/oauth/authorize`: who is asked, what about, and where the answer goes (RFC 6749, 4.1)."""

import re
from urllib.parse import urlencode

import pytest

from cardwright.oauth.actions import applications
from cardwright.oauth.scopes import SCOPES
from tests.oauth.flow import Browser, Program, a_browser, a_program, a_proof_key, hidden, told
from tests.service import EVERYTHING, TEMPLATES, Account, Service


def test_who_is_not_signed_in_signs_in_first_and_then_comes_back(
    service: Service, program: Program
) -> None:
    http = service.client()

    answer = http.get("/oauth/authorize", params=program.request())

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?")
    onward = http.get(answer.headers["location"])
    assert onward.status_code == 200
    assert "/oauth/authorize?" in hidden(onward)["next"]
    assert program.client_id in hidden(onward)["next"]


def test_the_page_says_who_asks_and_what_about(browser: Browser, program: Program) -> None:
    page = browser.open(program)

    assert page.status_code == 200
    assert re.search(r"Allow Program \w+\?", page.text)
    assert [SCOPES[scope] for scope in EVERYTHING.split() if SCOPES[scope] not in page.text] == []
    assert "program.example" in page.text
    assert browser.person.email in page.text
    assert re.search(r"<button[^>]*>\s*Allow", page.text)
    assert re.search(r"<button[^>]*>\s*Deny", page.text)
    assert page.headers["cache-control"] == "no-store"


def test_the_page_may_send_its_form_on_to_the_program_alone(
    browser: Browser, program: Program
) -> None:
    policy = browser.open(program).headers["content-security-policy"]

    assert "form-action 'self' https://program.example;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy


def test_allowing_sends_a_code_with_the_state_and_the_issuer(
    browser: Browser, program: Program
) -> None:
    answer = browser.decide(browser.open(program, state="é &=+/%?#"), "allow")

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{program.redirect_uri}?")
    sent = told(answer)
    assert set(sent) == {"code", "state", "iss"}
    assert sent["state"] == "é &=+/%?#"
    assert sent["iss"] == browser.person.account.service.url
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_denying_sends_an_error(browser: Browser, program: Program) -> None:
    answer = browser.decide(browser.open(program), "deny")

    assert answer.status_code == 302
    sent = told(answer)
    assert sent.pop("error_description")
    assert sent == {
        "error": "access_denied",
        "state": "a state",
        "iss": browser.person.account.service.url,
    }


def test_consent_is_asked_every_time(browser: Browser, program: Program) -> None:
    browser.tokens(program)

    assert browser.open(program).status_code == 200


def test_an_application_may_skip_consent_but_not_signing_in(
    service: Service, browser: Browser
) -> None:
    trusted = a_program(service, skip_consent=True)

    assert set(told(browser.open(trusted))) == {"code", "state", "iss"}
    stranger = service.client().get("/oauth/authorize", params=trusted.request())
    assert stranger.headers["location"].startswith("/sign-in?")


def test_a_redirect_uri_keeps_its_query_byte_for_byte(service: Service, browser: Browser) -> None:
    uri = "https://program.example/callback?a=b%20c&d"
    program = a_program(service, redirect_uri=uri)

    answer = browser.decide(browser.open(program), "allow")

    assert answer.headers["location"].startswith(f"{uri}&code=")


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": None},
        {"client_id": "0" * 32},
        {"client_id": "\x00"},
        {"client_id": "é"},
        {"redirect_uri": None},
        {"redirect_uri": "https://program.example/callback/"},
        {"redirect_uri": "https://program.example/callback?x=1"},
        {"redirect_uri": "https://PROGRAM.example/callback"},
        {"redirect_uri": "https://program.example:443/callback"},
        {"redirect_uri": "https://program.example/callback#x"},
        {"redirect_uri": "https://program.example/a/../callback"},
        {"redirect_uri": "https://program.example.evil.example/callback"},
        {"redirect_uri": "https://program.example@evil.example/callback"},
        {"redirect_uri": 'https://"evil".example/\\'},
        {"redirect_uri": "//program.example/callback"},
        {"redirect_uri": "javascript:alert(1)"},
    ],
    ids=str,
)
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "signed out"])
def test_a_bad_client_or_redirect_uri_is_a_page_and_never_a_redirect(
    browser: Browser, program: Program, wrong: dict[str, str | None], *, is_signed_in: bool
) -> None:
    http = browser.http if is_signed_in else program.service.client()

    answer = http.get("/oauth/authorize", params=program.request(**wrong))

    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert "location" not in answer.headers
    assert "evil" not in answer.text


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_repeated_client_or_redirect_uri_is_a_page(
    browser: Browser, program: Program, name: str
) -> None:
    parameters = [*program.request().items(), (name, program.request()[name])]

    answer = browser.http.get(f"/oauth/authorize?{urlencode(parameters)}")

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_an_address_that_is_not_utf_8_is_a_page(browser: Browser) -> None:
    assert browser.http.get("/oauth/authorize?state=%FF").status_code == 400
    many = "&".join(f"p{number}=1" for number in range(1000))
    assert browser.http.get(f"/oauth/authorize?{many}").status_code == 400


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'code "token'}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "  "}, "invalid_scope"),
        ({"scope": "no.such.scope"}, "invalid_scope"),
        ({"scope": f"{TEMPLATES} no.such.scope"}, "invalid_scope"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "s256"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
    ],
    ids=str,
)
def test_any_other_error_goes_to_the_program(
    browser: Browser, program: Program, wrong: dict[str, str | None], error: str
) -> None:
    answer = browser.open(program, **wrong)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{program.redirect_uri}?")
    sent = told(answer)
    assert (sent["error"], sent["state"]) == (error, "a state")
    assert sent["iss"] == program.service.url
    assert len(sent["error_description"].split()) > 3


def test_a_state_of_control_characters_is_refused(browser: Browser, program: Program) -> None:
    assert told(browser.open(program, state="a\x00b"))["error"] == "invalid_request"


def test_other_parameters_must_not_be_repeated(browser: Browser, program: Program) -> None:
    parameters = [*program.request().items(), ("scope", TEMPLATES)]

    answer = browser.http.get(f"/oauth/authorize?{urlencode(parameters)}")

    assert told(answer)["error"] == "invalid_request"


def test_an_application_may_ask_for_its_scopes_alone(service: Service, browser: Browser) -> None:
    program = a_program(service, scope="private.card_template_type account.person.readonly")

    # A full scope covers its .readonly; nothing else is covered.
    assert browser.open(program, scope="private.card_template_type.readonly").status_code == 200
    assert told(browser.open(program, scope="account.person"))["error"] == "invalid_scope"
    assert told(browser.open(program, scope=TEMPLATES))["error"] == "invalid_scope"


def test_a_public_application_must_send_a_challenge(
    browser: Browser, public_program: Program
) -> None:
    _, challenge = a_proof_key()

    assert told(browser.open(public_program))["error"] == "invalid_request"
    assert browser.open(public_program, **challenge).status_code == 200


def test_a_native_application_may_listen_on_any_port(service: Service, browser: Browser) -> None:
    native = a_program(service, redirect_uri="http://127.0.0.1/callback", is_public=True)
    _, challenge = a_proof_key()

    page = browser.open(native, redirect_uri="http://127.0.0.1:51234/callback", **challenge)

    assert "form-action 'self' http://127.0.0.1:51234;" in page.headers["content-security-policy"]
    answer = browser.decide(page, "allow")
    assert answer.headers["location"].startswith("http://127.0.0.1:51234/callback?code=")
    for wrong in (
        "http://127.0.0.1:51234/other",
        "http://127.0.0.1:51234/callback?x=1",
        "http://localhost:51234/callback",
        "https://127.0.0.1:51234/callback",
        "http://127.0.0.2/callback",
        "http://127.0.0.1:x/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://evil.example:80/callback",
    ):
        refused = browser.open(native, redirect_uri=wrong, **challenge)
        assert (refused.status_code, wrong) == (400, wrong)


def test_the_port_of_a_confidential_application_is_fixed(
    service: Service, browser: Browser
) -> None:
    program = a_program(service, redirect_uri="http://localhost:3000/callback")

    assert browser.open(program).status_code == 200
    wrong = browser.open(program, redirect_uri="http://localhost:3001/callback")
    assert wrong.status_code == 400


def test_an_application_of_an_account_does_not_exist_for_users_of_another(
    service: Service, account: Account, stranger: Account
) -> None:
    theirs = a_program(service, account=account)

    assert a_browser(account.create_person()).open(theirs).status_code == 200
    answer = a_browser(stranger.admin).open(theirs)

    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_a_disabled_application_cannot_ask(browser: Browser, program: Program) -> None:
    page = browser.open(program)
    with program.service.database.writing() as session:
        found = applications.find_application(session, program.client_id)
        applications.disable(session, found)

    assert browser.open(program).status_code == 400
    assert browser.decide(page, "allow").status_code == 400


def test_a_decision_counts_once(browser: Browser, program: Program) -> None:
    page = browser.open(program)
    browser.decide(page, "allow")

    again = browser.decide(page, "allow")

    assert again.status_code == 404
    assert "location" not in again.headers


@pytest.mark.parametrize("number", ["", "-1", "x", "999999999999", "9" * 40])
def test_a_request_that_is_not_there_cannot_be_decided(browser: Browser, number: str) -> None:
    form = hidden(browser.http.get("/connections"))

    answer = browser.http.post(
        "/oauth/consent", data={**form, "request": number, "decision": "allow"}
    )

    assert answer.status_code == 404


def test_nobody_decides_for_somebody_else(account: Account, program: Program) -> None:
    victim, attacker = a_browser(account.admin), a_browser(account.create_person())
    number = hidden(victim.open(program))["request"]
    form = hidden(attacker.open(program))

    answer = attacker.http.post(
        "/oauth/consent", data={**form, "request": number, "decision": "allow"}
    )

    assert answer.status_code == 404


def test_a_decision_without_the_pages_token_is_refused(browser: Browser, program: Program) -> None:
    form = hidden(browser.open(program)) | {"decision": "allow"}
    url = "/oauth/consent"

    without = {name: value for name, value in form.items() if name != "csrf_token"}
    assert browser.http.post(url, data=without).status_code == 403
    elsewhere = {"Origin": "https://evil.example"}
    assert browser.http.post(url, data=form, headers=elsewhere).status_code == 403
    cross_site = {"Sec-Fetch-Site": "cross-site"}
    assert browser.http.post(url, data=form, headers=cross_site).status_code == 403
    assert browser.http.post(url, data=form).status_code == 302


def test_anything_but_allow_denies(browser: Browser, program: Program) -> None:
    assert told(browser.decide(browser.open(program), ""))["error"] == "access_denied"
    assert told(browser.decide(browser.open(program), "ALLOW"))["error"] == "access_denied"


def test_a_readers_page_says_that_a_reader_only_reads(account: Account, program: Program) -> None:
    reader = a_browser(account.create_person())

    assert "may only read" in reader.open(program).text
    assert "may only read" not in a_browser(account.admin).open(program).text
