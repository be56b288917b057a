"""What a user takes back is over at once, also where something is still on its way."""

from tests.oauth.flow import Browser, Program, is_live
from tests.oauth.test_pages import post


def test_a_code_on_its_way_is_taken_back_too(browser: Browser, program: Program) -> None:
    browser.tokens(program)
    code = browser.allow(program)

    post(browser, f"/connections/{program.client_id}/revoke")

    assert program.redeem(code).json()["error"] == "invalid_grant"


def test_what_is_allowed_again_afterwards_works(browser: Browser, program: Program) -> None:
    browser.tokens(program)
    post(browser, f"/connections/{program.client_id}/revoke")

    tokens = browser.tokens(program)

    assert is_live(program.service, tokens["access_token"])
    assert program.refresh(tokens["refresh_token"]).status_code == 200
