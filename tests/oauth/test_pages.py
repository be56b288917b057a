"""The pages where users see what they have let in, and make their own tokens and applications."""

import html
import re

import httpx
import pytest

from cardwright.oauth.scopes import SCOPES
from tests.oauth.flow import Browser, Program, a_browser, a_program, hidden, is_live
from tests.service import TEMPLATES, TEMPLATES_READONLY, Account, Service

Fields = dict[str, str | list[str]]
PAGES = ("/connections", "/tokens", "/applications")


def secrets_of(page: httpx.Response) -> list[str]:
    """Return what the page shows to be copied."""
    return re.findall(r'<code class="secret"[^>]*>([^<]*)</code>', page.text)


def post(browser: Browser, path: str, **fields: str | list[str]) -> httpx.Response:
    """Send a form of one of the pages."""
    form = {"csrf_token": hidden(browser.http.get("/connections"))["csrf_token"], **fields}
    return browser.http.post(path, data=form)


def make_token(browser: Browser, **fields: str | list[str]) -> httpx.Response:
    """Send the form of the tokens page."""
    good: Fields = {"name": "Nightly export", "days": "30", "scope": [TEMPLATES_READONLY]}
    return post(browser, "/tokens", **{**good, **fields})


def make_application(browser: Browser, **fields: str | list[str]) -> httpx.Response:
    """Send the form of the applications page."""
    good: Fields = {
        "name": "Visitor desk",
        "redirect_uri": "https://desk.example/callback",
        "kind": "confidential",
        "scope": [TEMPLATES],
    }
    return post(browser, "/applications", **{**good, **fields})


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_signs_in_first(service: Service, path: str) -> None:
    answer = service.client().get(path)

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?")


@pytest.mark.parametrize(
    "path",
    [
        "/connections/x/revoke",
        "/tokens",
        "/tokens/1/revoke",
        "/applications",
        "/applications/x/rotate-secret",
        "/applications/x/disable",
    ],
)
def test_forms_without_the_pages_token_are_refused(browser: Browser, path: str) -> None:
    assert browser.http.post(path, data={"name": "x"}).status_code == 403


def test_a_connected_application_is_listed_and_can_be_shut_out(
    browser: Browser, program: Program
) -> None:
    assert "not let any application" in browser.http.get("/connections").text
    first = browser.tokens(program, scope=TEMPLATES)
    second = browser.tokens(program, scope="account.person")

    page = browser.http.get("/connections").text
    assert page.count("<tbody>") == 1
    assert page.count("<tr>") == 2
    assert SCOPES[TEMPLATES] in page
    assert SCOPES["account.person"] in page
    done = post(browser, f"/connections/{program.client_id}/revoke")

    assert done.headers["location"] == "/connections?done=1"
    after = browser.http.get(done.headers["location"]).text
    assert "is shut out" in after
    assert "not let any application" in after
    for tokens in (first, second):
        assert not is_live(program.service, tokens["access_token"])
        assert program.refresh(tokens["refresh_token"]).status_code == 400


def test_nobody_shuts_out_for_somebody_else(account: Account, program: Program) -> None:
    owner, other = a_browser(account.admin), a_browser(account.create_person(is_admin=True))
    tokens = owner.tokens(program)

    assert post(other, f"/connections/{program.client_id}/revoke").status_code == 404
    assert post(other, "/connections/nonsense/revoke").status_code == 404

    assert is_live(program.service, tokens["access_token"])


def test_a_token_is_shown_once_and_works(browser: Browser) -> None:
    page = make_token(browser, scope=[TEMPLATES_READONLY, "account.person"], days="7")

    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    [token] = secrets_of(page)
    info = browser.person.account.service.client(token).get("/oauth/token/info").json()
    assert info["scope"] == [TEMPLATES_READONLY, "account.person"]
    assert info["resource_owner_id"] == browser.person.id
    assert info["application"] is None
    assert 0 <= 7 * 24 * 3600 - info["expires_in"] < 60
    listed = browser.http.get("/tokens").text
    assert "Nightly export" in listed
    assert token not in listed


def test_a_token_can_be_ended(browser: Browser) -> None:
    service = browser.person.account.service
    [token] = secrets_of(make_token(browser, name="Ends soon"))
    page = browser.http.get("/tokens").text
    found = re.search(r"Ends soon.*?/tokens/(\d+)/revoke", page, re.DOTALL)
    assert found

    done = post(browser, f"/tokens/{found[1]}/revoke")

    assert done.headers["location"] == "/tokens?done=1"
    assert not is_live(service, token)
    assert "Ends soon" not in browser.http.get("/tokens").text


def test_only_ones_own_tokens_can_be_ended(
    account: Account, stranger: Account, program: Program
) -> None:
    browser = a_browser(account.admin)
    browser.tokens(program)
    [token] = secrets_of(make_token(browser))
    found = re.search(r"/tokens/(\d+)/revoke", browser.http.get("/tokens").text)
    assert found
    token_id = int(found[1])

    for other in (a_browser(stranger.admin), a_browser(account.create_person(is_admin=True))):
        assert post(other, f"/tokens/{token_id}/revoke").status_code == 404
    # The token of an application is not ended here, but with its whole authorization.
    assert post(browser, f"/tokens/{token_id - 1}/revoke").status_code == 404
    assert post(browser, "/tokens/x/revoke").status_code == 404
    assert is_live(program.service, token)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Fill this in."),
        ({"name": "a\u202eb"}, "Leave out what cannot be seen."),
        ({"name": "x" * 256}, "is too long"),
        ({"scope": []}, "Fill this in."),
        ({"scope": ["no.such.scope"]}, "is unknown"),
    ],
    ids=str,
)
def test_bad_input_for_a_token_is_explained(
    browser: Browser, wrong: dict[str, str | list[str]], told: str
) -> None:
    before = browser.http.get("/tokens").text.count("<tr>")

    answer = make_token(browser, **wrong)

    assert answer.status_code == 422
    assert told in answer.text
    assert browser.http.get("/tokens").text.count("<tr>") == before


@pytest.mark.parametrize("days", ["", "0", "1", "366", "-7", "x"])
def test_a_token_lives_as_long_as_offered(browser: Browser, days: str) -> None:
    assert make_token(browser, days=days).status_code == 422


def test_an_application_of_the_account(account: Account) -> None:
    browser = a_browser(account.admin)

    page = make_application(browser)

    client_id, secret = secrets_of(page)
    program = Program(account.service, client_id, secret, "https://desk.example/callback")
    reader = a_browser(account.create_person())
    assert reader.tokens(program, scope=TEMPLATES)
    listed = browser.http.get("/applications").text
    assert client_id in listed
    assert secret not in listed

    rotated = post(browser, f"/applications/{client_id}/rotate-secret")
    assert secrets_of(rotated)[0] == client_id
    program.client_secret = secrets_of(rotated)[1]
    tokens = reader.tokens(program, scope=TEMPLATES)

    done = post(browser, f"/applications/{client_id}/disable")
    assert done.headers["location"] == "/applications?done=1"
    assert not is_live(account.service, tokens["access_token"])
    assert reader.open(program).status_code == 400


def test_a_public_application_of_the_account(browser: Browser) -> None:
    page = make_application(
        browser,
        kind="public",
        redirect_uri="com.example.app:/callback\nhttp://127.0.0.1/callback",
    )

    [client_id] = secrets_of(page)
    native = Program(
        browser.person.account.service, client_id, None, "http://127.0.0.1:5000/callback"
    )
    assert browser.tokens(native, scope=TEMPLATES)
    assert post(browser, f"/applications/{client_id}/rotate-secret").status_code == 422


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("http://program.example/callback", "must use https"),
        ("http://127.0.0.1.example/callback", "must use https"),
        ("https://program.example/callback#part", "fragment"),
        ("https:///callback", "must name one host"),
        ("https://*.example/callback", "must name one host"),
        ("https://user@program.example/callback", "must name one host"),
        ("/callback", "absolute URI"),
        ("https://program.exämple/", "absolute URI"),
        ("https://program.example:port/", "absolute URI"),
        ("https://program.example/<b>", "absolute URI"),
        ("https://program.example/" + "x" * 2000, "absolute URI"),
        ("javascript:alert(1)", "must use https"),
        ("data:text/html,x", "must use https"),
        ("com.example.app:/callback", "for public applications"),
        ("\n".join(f"https://program.example/{number}" for number in range(21)), "too many"),
        (" \n ", "Fill this in."),
    ],
)
def test_redirect_uris_that_are_refused(browser: Browser, uri: str, told: str) -> None:
    answer = make_application(browser, redirect_uri=uri)

    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scope": []}, {"scope": ["no.such.scope"]}], ids=str
)
def test_bad_input_for_an_application_is_explained(
    browser: Browser, wrong: dict[str, str | list[str]]
) -> None:
    answer = make_application(browser, **wrong)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert "no applications yet" in browser.http.get("/applications").text


def test_only_admins_have_to_do_with_applications(account: Account) -> None:
    reader = a_browser(account.create_person())
    mine = a_program(account.service, account=account)

    assert reader.http.get("/applications").status_code == 403
    assert make_application(reader).status_code == 403
    for what in ("rotate-secret", "disable"):
        assert post(reader, f"/applications/{mine.client_id}/{what}").status_code == 403


def test_applications_of_others_do_not_exist(
    service: Service, account: Account, stranger: Account
) -> None:
    browser = a_browser(account.admin)

    for theirs in (a_program(service, account=stranger), a_program(service)):
        assert theirs.client_id not in browser.http.get("/applications").text
        for what in ("rotate-secret", "disable"):
            path = f"/applications/{theirs.client_id}/{what}"
            assert post(browser, path).status_code == 404


def test_names_are_shown_as_text(account: Account) -> None:
    browser = a_browser(account.admin)
    client_id, secret = secrets_of(make_application(browser, name="<b>Bold</b> & co"))
    program = Program(account.service, client_id, secret, "https://desk.example/callback")
    browser.tokens(program, scope=TEMPLATES)
    make_token(browser, name="<i>Token</i>")

    pages = [browser.http.get(path).text for path in PAGES]
    pages.append(browser.open(program, scope=TEMPLATES).text)
    pages.append(browser.http.get("/audit").text)

    assert all("<b>Bold" not in page and "<i>Token" not in page for page in pages)
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; co" in pages[0]
