"""Authlib's own client: every way to prove who asks, with and without PKCE."""

import pytest
from authlib.integrations.requests_client import OAuth2Session, OAuthError

from tests.oauth.flow import Browser, a_browser, a_program, is_live
from tests.service import EVERYTHING, Account, Service


@pytest.fixture
def browser(account: Account) -> Browser:
    """A browser in which an admin is signed in."""
    return a_browser(account.admin)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
@pytest.mark.parametrize("challenge_method", ["S256", None])
def test_the_whole_flow(
    service: Service, browser: Browser, method: str, challenge_method: str | None
) -> None:
    if method == "none" and challenge_method is None:
        challenge_method = "S256"  # A public application cannot do without.
    program = a_program(service, is_public=method == "none")
    token_url, verifier = f"{service.url}/oauth/token", "a" * 48
    with OAuth2Session(
        program.client_id,
        program.client_secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        scope=EVERYTHING,
        redirect_uri=program.redirect_uri,
        code_challenge_method=challenge_method,
    ) as session:
        session.trust_env = False
        proof = {"code_verifier": verifier} if challenge_method else {}
        url, state = session.create_authorization_url(f"{service.url}/oauth/authorize", **proof)
        back = browser.decide(browser.http.get(url), "allow").headers["location"]

        first = dict(
            session.fetch_token(token_url, authorization_response=back, state=state, **proof)
        )
        second = dict(session.refresh_token(token_url))

        assert second["refresh_token"] != first["refresh_token"]
        assert session.get(f"{service.url}/api/3/card_templates").json() == []
        revoked = session.revoke_token(
            f"{service.url}/oauth/revoke", second["refresh_token"], "refresh_token"
        )
        assert revoked.json() == {}
        assert not is_live(service, second["access_token"])
        with pytest.raises(OAuthError, match="invalid_grant"):
            session.refresh_token(token_url, refresh_token=second["refresh_token"])
