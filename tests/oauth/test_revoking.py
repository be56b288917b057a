"""`POST /oauth/revoke`: a program gives a token back (RFC 7009, contract 4e)."""

import base64

import httpx
import pytest

from tests.oauth.flow import Browser, Program, a_program, is_live
from tests.service import Service

REFUSED = {
    "error": "unauthorized_client",
    "error_description": "You are not authorized to revoke this token",
}


def assert_done(answer: httpx.Response) -> None:
    """Check the answer that the official SDK can read."""
    assert (answer.status_code, answer.content) == (200, b"{}")
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("hint", [None, "refresh_token", "access_token", "nonsense"])
def test_a_refresh_token_takes_all_with_it(
    browser: Browser, program: Program, hint: str | None
) -> None:
    first = browser.tokens(program)
    second = program.refresh(first["refresh_token"]).json()
    fields = {} if hint is None else {"token_type_hint": hint}

    assert_done(program.revoke(second["refresh_token"], **fields))

    assert not is_live(program.service, first["access_token"])
    assert not is_live(program.service, second["access_token"])
    assert program.refresh(second["refresh_token"]).status_code == 400


def test_a_refresh_token_that_was_used_takes_all_with_it_too(
    browser: Browser, program: Program
) -> None:
    first = browser.tokens(program)
    second = program.refresh(first["refresh_token"]).json()

    assert_done(program.revoke(first["refresh_token"]))

    assert not is_live(program.service, second["access_token"])


@pytest.mark.parametrize("hint", [None, "refresh_token"])
def test_an_access_token_goes_alone(browser: Browser, program: Program, hint: str | None) -> None:
    tokens = browser.tokens(program)
    fields = {} if hint is None else {"token_type_hint": hint}

    assert_done(program.revoke(tokens["access_token"], **fields))

    assert not is_live(program.service, tokens["access_token"])
    assert program.refresh(tokens["refresh_token"]).status_code == 200


def test_another_authorization_of_the_same_user_lives_on(
    browser: Browser, program: Program
) -> None:
    one, other = browser.tokens(program), browser.tokens(program)

    assert_done(program.revoke(one["refresh_token"]))

    assert is_live(program.service, other["access_token"])


def test_what_is_dead_or_unknown_already_is_no_error(browser: Browser, program: Program) -> None:
    tokens = browser.tokens(program)
    for _ in range(2):
        assert_done(program.revoke(tokens["refresh_token"]))
        assert_done(program.revoke(tokens["access_token"]))

    assert_done(program.revoke("nonsense"))


def test_a_public_program_may_give_its_tokens_back(
    browser: Browser, public_program: Program
) -> None:
    tokens = browser.tokens(public_program)

    assert_done(public_program.revoke(tokens["refresh_token"]))

    assert not is_live(public_program.service, tokens["access_token"])


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_another_programs_token_is_refused(
    service: Service, browser: Browser, program: Program, kind: str
) -> None:
    tokens = browser.tokens(program)

    refused = a_program(service).revoke(tokens[kind])

    assert (refused.status_code, refused.json()) == (403, REFUSED)
    assert is_live(service, tokens["access_token"])


def test_a_token_that_a_user_made_is_no_programs_token(browser: Browser, program: Program) -> None:
    refused = program.revoke(browser.person.token)

    assert (refused.status_code, refused.json()) == (403, REFUSED)
    assert is_live(program.service, browser.person.token)


def test_who_does_not_prove_who_it_is_is_refused(browser: Browser, program: Program) -> None:
    token = browser.tokens(program)["refresh_token"]

    for proof in ({}, {"client_id": program.client_id}, {**program.credentials, "client_id": "x"}):
        refused = program.post("/oauth/revoke", token=token, **proof)
        assert (refused.status_code, refused.json()) == (403, REFUSED)
    assert program.refresh(token).status_code == 200


def test_no_token_is_a_bad_request(program: Program) -> None:
    refused = program.post("/oauth/revoke", **program.credentials)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_http_basic_as_documented(browser: Browser, program: Program, encode: object) -> None:
    tokens = browser.tokens(program)
    assert callable(encode)
    pair = encode(f"{program.client_id}:{program.client_secret}".encode()).decode()

    answer = program.service.client().post(
        "/oauth/revoke",
        data={"token": tokens["refresh_token"], "token_type_hint": "refresh_token"},
        headers={"Authorization": f"Basic {pair}"},
    )

    assert_done(answer)
    assert not is_live(program.service, tokens["access_token"])
