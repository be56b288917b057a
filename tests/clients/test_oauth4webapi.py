"""`oauth4webapi`, a strict client: basic, post, none, and everything it finds out by itself."""

import pytest

from tests.clients.node import NodeProgram
from tests.oauth.flow import Browser, Program, a_browser, a_program
from tests.service import EVERYTHING, TEMPLATES, Account, Service

METHODS = ("basic", "post", "none")


@pytest.fixture
def browser(account: Account) -> Browser:
    """A browser in which an admin is signed in."""
    return a_browser(account.admin)


def start(program: Program, method: str) -> NodeProgram:
    """Start a program that uses the client."""
    return NodeProgram(
        "oauth4webapi.cjs",
        issuer=program.service.url,
        clientId=program.client_id,
        clientSecret=program.client_secret,
        redirectUri=program.redirect_uri,
        method=method,
    )


@pytest.mark.parametrize("method", METHODS)
def test_the_whole_flow(service: Service, browser: Browser, method: str) -> None:
    program = a_program(service, is_public=method == "none")
    with start(program, method) as client:
        page = browser.http.get(client.ask("authorizationUrl", scope=EVERYTHING))
        back = browser.decide(page, "allow").headers["location"]

        first = client.ask("callback", url=back)
        second = client.ask("refresh", refreshToken=first["refresh_token"])

        # The client gives the type in lower case, as it compares it (RFC 6749, 7.1).
        assert (first["token_type"], first["scope"]) == ("bearer", EVERYTHING)
        path = "/api/3/card_templates"
        assert client.ask("status", token=second["access_token"], path=path) == 200
        client.ask("revoke", token=second["refresh_token"])
        status = client.ask("status", token=second["access_token"], path=path)
        assert status == "401 bearer invalid_token"


@pytest.mark.parametrize("method", METHODS)
def test_a_refusal_is_understood(service: Service, browser: Browser, method: str) -> None:
    program = a_program(service, is_public=method == "none")
    with start(program, method) as client:
        page = browser.http.get(client.ask("authorizationUrl", scope=TEMPLATES))
        back = browser.decide(page, "deny").headers["location"]

        with pytest.raises(RuntimeError, match="authorization response from the server is an erro"):
            client.ask("callback", url=back)
        with pytest.raises(RuntimeError, match="server responded with an error"):
            client.ask("refresh", refreshToken="nonsense")


def test_an_answer_of_another_server_is_noticed(service: Service, browser: Browser) -> None:
    with start(a_program(service), "basic") as client:
        page = browser.http.get(client.ask("authorizationUrl", scope=TEMPLATES))
        back = browser.decide(page, "allow").headers["location"]

        with pytest.raises(RuntimeError, match="iss"):
            client.ask("callback", url=back.partition("&iss=")[0])
