"""Letting programs in, and shutting them out, in a real browser."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.oauth.flow import Program, a_program, is_live
from tests.pages.test_in_a_browser import DESK, PHONE, faults, sign_in, small_targets
from tests.pages.visits import Browser, person_of
from tests.service import TEMPLATES, Account, Person

# It names an empty icon, since a browser asks for one otherwise, at a time of its own.
_BACK = (
    b"<!doctype html><title>Program</title><link rel=icon href=data:,><h1>Back at the program</h1>"
)


class _Callback(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(_BACK)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def callback() -> Iterator[str]:
    """The address of a program's own web server, which users are sent back to.

    It outlives the windows of the tests: closed before them, it would cut off what they still ask.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), _Callback) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        # Another host than the service's, so another origin in more than the port.
        yield f"http://localhost:{server.server_port}/callback"
        server.shutdown()
        thread.join()


@pytest.fixture
def person(account: Account) -> Person:
    """An admin who has a password."""
    return person_of(account)


@pytest.fixture
def page(window: BrowserContext, account: Account) -> Page:
    """A page whose browser has a network address that no other test uses."""
    window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})
    return window.new_page()


def ask(page: Page, program: Program) -> None:
    """Follow the program's link."""
    page.goto(f"/oauth/authorize?{urlencode(program.request())}")


def answered(page: Page) -> dict[str, str]:
    """Wait until the browser is back at the program, and return what that is told."""
    expect(page.get_by_role("heading", name="Back at the program")).to_be_visible()
    query = parse_qs(urlsplit(page.url).query)
    return {name: values[0] for name, values in query.items()}


def test_from_the_program_through_sign_in_and_consent_back_to_it(
    page: Page, account: Account, person: Person, callback: str
) -> None:
    program = a_program(account.service, redirect_uri=callback)

    ask(page, program)
    sign_in(page, person)
    expect(page.get_by_text("Read, create, change and delete card templates.")).to_be_visible()
    page.get_by_role("button", name="Allow").click()

    told = answered(page)
    assert (told["state"], told["iss"]) == ("a state", account.service.url)
    tokens = program.redeem(told["code"]).json()
    assert is_live(account.service, tokens["access_token"])

    page.goto("/connections")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("The application is shut out.")).to_be_visible()
    assert not is_live(account.service, tokens["access_token"])


def test_deny(page: Page, account: Account, person: Person, callback: str) -> None:
    ask(page, a_program(account.service, redirect_uri=callback))
    sign_in(page, person)
    page.get_by_role("button", name="Deny").click()

    assert answered(page)["error"] == "access_denied"


def test_a_program_that_need_not_ask_comes_straight_after_sign_in(
    page: Page, account: Account, person: Person, callback: str
) -> None:
    ask(page, a_program(account.service, redirect_uri=callback, skip_consent=True))
    sign_in(page, person)

    assert answered(page)["code"]


def test_consent_by_keyboard(page: Page, account: Account, person: Person, callback: str) -> None:
    ask(page, a_program(account.service, redirect_uri=callback))
    sign_in(page, person)
    allow = page.get_by_role("button", name="Allow")
    expect(allow).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if allow.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")

    assert answered(page)["code"]


def test_a_token_is_made_shown_and_ended(page: Page, account: Account, person: Person) -> None:
    page.goto("/tokens")
    sign_in(page, person)
    page.get_by_label("Name").fill("Nightly export")
    page.get_by_label("Ends after").select_option("90 days")
    page.get_by_label("Read card templates.").check()
    page.get_by_role("button", name="Make the token").click()

    token = page.get_by_role("textbox", name="Token").text_content() or ""
    assert is_live(account.service, token)
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_role("rowheader", name="Nightly export")).to_be_visible()
    page.get_by_role("row", name="Nightly export").get_by_role("button").click()
    expect(page.get_by_text("The token has ended.")).to_be_visible()
    assert not is_live(account.service, token)


def test_an_application_is_added(page: Page, person: Person) -> None:
    page.goto("/applications")
    sign_in(page, person)
    page.get_by_label("Name").fill("Visitor desk")
    page.get_by_label("Redirect URIs").fill("http://desk.example/callback")
    page.get_by_label("Read card templates.").check()
    page.get_by_role("button", name="Add the application").click()

    # What was typed is still there, and what is wrong is said beside it.
    uris = page.get_by_label("Redirect URIs")
    expect(uris).to_have_value("http://desk.example/callback")
    expect(uris).to_have_accessible_description(
        "http://desk.example/callback must use https: http is for localhost alone "
        "One on each line. They must be https; http is possible for localhost."
    )
    uris.fill("https://desk.example/callback")
    page.get_by_role("button", name="Add the application").click()
    secret = page.get_by_role("textbox", name="Client secret")
    expect(secret).to_contain_text("cw_cs_")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_pages(
    page: Page, account: Account, person: Person, callback: str, size: tuple[int, int], scheme: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    program = a_program(account.service, redirect_uri=callback)
    theirs = a_program(account.service, account=account, redirect_uri=callback)
    ask(page, program)
    sign_in(page, person)
    wrong = [*faults(page), *small_targets(page)]
    page.get_by_role("button", name="Allow").click()
    program.redeem(answered(page)["code"])

    for path in ("/connections", "/tokens", "/applications", "/oauth/authorize"):
        page.goto(path)
        wrong += [*faults(page), *small_targets(page)]
    page.goto("/tokens")
    page.get_by_label("Name").fill("x")
    page.get_by_role("button", name="Make the token").click()
    wrong += faults(page)
    page.get_by_label("Read card templates.").check()
    page.get_by_role("button", name="Make the token").click()
    wrong += faults(page)
    page.goto("/applications")
    page.get_by_role("button", name="New secret").click()
    wrong += faults(page)

    assert page.get_by_text(theirs.client_id).is_visible()
    assert wrong == []


def test_nothing_of_a_program_reaches_a_page_script(
    page: Page, account: Account, person: Person, callback: str
) -> None:
    program = a_program(account.service, redirect_uri=callback, scope=TEMPLATES)
    page.goto(f"/oauth/authorize?{urlencode(program.request(scope=TEMPLATES))}")
    sign_in(page, person)
    expect(page.get_by_role("button", name="Allow")).to_be_visible()

    assert page.evaluate("document.cookie") == ""
    assert page.locator("script").count() == 0
