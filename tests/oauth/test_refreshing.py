"""`POST /oauth/token` with a refresh token: rotation, grace, siblings, reuse (API decisions)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from cardwright.accounts import actions as accounts
from cardwright.accounts.secrets import hash_secret
from cardwright.oauth.models import RefreshToken
from tests.oauth.flow import Browser, Program, a_program, is_live
from tests.service import EVERYTHING, TEMPLATES, TEMPLATES_READONLY, Service

BAD_TOKEN = {
    "error": "invalid_grant",
    "error_description": "The refresh token is unknown, used or revoked, or it is another client's",
}


def refreshed(program: Program, refresh_token: str) -> dict[str, Any]:
    """Refresh, which must succeed, and return the new tokens."""
    answer = program.refresh(refresh_token)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


def assert_refused(program: Program, refresh_token: str) -> None:
    """Check that a refresh token does not work."""
    answer = program.refresh(refresh_token)
    assert (answer.status_code, answer.json()) == (400, BAD_TOKEN)


def let_pass(program: Program, refresh_token: str, seconds: float) -> None:
    """Make it so that the refresh token was used that much earlier."""
    with program.service.database.writing() as session:
        session.execute(
            update(RefreshToken)
            .where(RefreshToken.token_hash == hash_secret(refresh_token))
            .values(used_at=RefreshToken.used_at - int(seconds * 1_000_000))
        )


@pytest.fixture
def first(browser: Browser, program: Program) -> dict[str, Any]:
    """The tokens that came with the code."""
    return browser.tokens(program)


def test_a_refresh_brings_new_tokens(program: Program, first: dict[str, Any]) -> None:
    second = refreshed(program, first["refresh_token"])

    assert set(second) == set(first)
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == EVERYTHING
    assert second["expires_in"] == 3600
    assert is_live(program.service, second["access_token"])
    # What was handed out before lives on until its time is over.
    assert is_live(program.service, first["access_token"])


def test_three_refreshes_at_once_all_succeed(program: Program, first: dict[str, Any]) -> None:
    together, clients = threading.Barrier(3), [program.service.client() for _ in range(3)]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": first["refresh_token"],
        **program.credentials,
    }

    def refresh(way: int) -> Any:
        together.wait(timeout=30)
        return clients[way].post("/oauth/token", data=form).json()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(refresh, range(3)))

    assert all(is_live(program.service, one["access_token"]) for one in answers)
    assert len({one["refresh_token"] for one in answers}) == 3


def test_a_lost_answer_can_be_asked_for_again_for_30_seconds(
    program: Program, first: dict[str, Any]
) -> None:
    refreshed(program, first["refresh_token"])
    let_pass(program, first["refresh_token"], 28)

    assert refreshed(program, first["refresh_token"])


def test_the_grace_does_not_begin_anew_with_each_use(
    program: Program, first: dict[str, Any]
) -> None:
    refreshed(program, first["refresh_token"])
    let_pass(program, first["refresh_token"], 20)
    refreshed(program, first["refresh_token"])
    let_pass(program, first["refresh_token"], 11)

    assert_refused(program, first["refresh_token"])


def test_after_30_seconds_the_former_token_ends_the_family(
    program: Program, first: dict[str, Any]
) -> None:
    second = refreshed(program, first["refresh_token"])
    let_pass(program, first["refresh_token"], 31)

    assert_refused(program, first["refresh_token"])

    assert not is_live(program.service, first["access_token"])
    assert not is_live(program.service, second["access_token"])
    assert_refused(program, second["refresh_token"])


def test_once_a_newer_token_was_used_the_former_ends_the_family_at_once(
    program: Program, first: dict[str, Any]
) -> None:
    second = refreshed(program, first["refresh_token"])
    third = refreshed(program, second["refresh_token"])

    assert_refused(program, first["refresh_token"])

    assert not is_live(program.service, third["access_token"])
    assert_refused(program, third["refresh_token"])


def test_of_tokens_made_in_parallel_one_is_used_and_the_others_are_dead(
    program: Program, first: dict[str, Any]
) -> None:
    siblings = [refreshed(program, first["refresh_token"]) for _ in range(3)]
    used = refreshed(program, siblings[1]["refresh_token"])

    assert_refused(program, siblings[0]["refresh_token"])
    assert_refused(program, siblings[2]["refresh_token"])

    # The family is unharmed: the one that was used goes on.
    assert is_live(program.service, siblings[0]["access_token"])
    assert is_live(program.service, used["access_token"])
    assert refreshed(program, used["refresh_token"])


def test_an_unused_sibling_of_an_older_generation_is_dead_too(
    program: Program, first: dict[str, Any]
) -> None:
    dead, kept = (refreshed(program, first["refresh_token"]) for _ in range(2))
    third = refreshed(program, kept["refresh_token"])
    fourth = refreshed(program, third["refresh_token"])

    assert_refused(program, dead["refresh_token"])

    assert refreshed(program, fourth["refresh_token"])


def test_a_grown_family_remembers_its_first_token(program: Program, first: dict[str, Any]) -> None:
    newest = first
    for _ in range(5):
        newest = refreshed(program, newest["refresh_token"])

    assert_refused(program, first["refresh_token"])

    assert not is_live(program.service, newest["access_token"])


def test_another_family_is_not_touched(
    browser: Browser, program: Program, first: dict[str, Any]
) -> None:
    other = browser.tokens(program)
    refreshed(program, refreshed(program, first["refresh_token"])["refresh_token"])

    assert_refused(program, first["refresh_token"])

    assert is_live(program.service, other["access_token"])
    assert refreshed(program, other["refresh_token"])


@pytest.mark.parametrize("is_public", [True, False], ids=["public", "confidential"])
def test_a_refresh_token_is_for_the_program_that_got_it(
    service: Service, program: Program, first: dict[str, Any], *, is_public: bool
) -> None:
    thief = a_program(service, is_public=is_public)

    assert_refused(thief, first["refresh_token"])

    assert is_live(service, first["access_token"])
    assert refreshed(program, first["refresh_token"])


def test_the_tokens_of_a_public_program_rotate_too(
    browser: Browser, public_program: Program
) -> None:
    first = browser.tokens(public_program)
    second = refreshed(public_program, first["refresh_token"])
    refreshed(public_program, second["refresh_token"])

    assert_refused(public_program, first["refresh_token"])

    assert not is_live(public_program.service, second["access_token"])


def test_fewer_scopes_can_be_asked_for_and_the_next_refresh_has_all_again(
    program: Program, first: dict[str, Any]
) -> None:
    narrow = program.refresh(first["refresh_token"], scope=TEMPLATES).json()

    assert narrow["scope"] == TEMPLATES
    info = program.service.client(narrow["access_token"]).get("/oauth/token/info").json()
    assert info["scope"] == [TEMPLATES]
    assert refreshed(program, narrow["refresh_token"])["scope"] == EVERYTHING


@pytest.mark.parametrize("scope", [EVERYTHING, "account.person", "no.such.scope", '"'])
def test_more_scopes_cannot_be_asked_for(browser: Browser, program: Program, scope: str) -> None:
    first = browser.tokens(program, scope=TEMPLATES_READONLY)

    refused = program.refresh(first["refresh_token"], scope=scope)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    # Nothing was used up by that.
    assert refreshed(program, first["refresh_token"])["scope"] == TEMPLATES_READONLY


def test_what_is_no_refresh_token_is_refused(program: Program, first: dict[str, Any]) -> None:
    assert_refused(program, "nonsense")
    assert_refused(program, first["access_token"])
    assert program.refresh("").json()["error"] == "invalid_request"


def test_a_user_who_is_shut_out_cannot_refresh_until_let_in_again(
    browser: Browser, program: Program, first: dict[str, Any]
) -> None:
    browser.person.account.create_person(is_admin=True)
    for is_disabled in (True, False):
        with program.service.database.writing() as session:
            user = accounts.find_user(session, browser.person.email)
            accounts.set_disabled(session, user, is_disabled=is_disabled)
        answer = program.refresh(first["refresh_token"])
        assert answer.status_code == (400 if is_disabled else 200)
