"""`POST /oauth/token` with a code: once, by the program it was made for (RFC 6749, 4.1.3)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlalchemy import update

from cardwright.accounts import actions as accounts
from cardwright.accounts.secrets import hash_secret
from cardwright.oauth.models import AuthorizationCode
from tests.oauth.flow import Browser, Program, a_program, a_proof_key, is_live
from tests.service import EVERYTHING, TEMPLATES, Service

BAD_CODE = {
    "error": "invalid_grant",
    "error_description": "The code is unknown, expired or used, or it was made for another client",
}
WAYS = 8


def test_a_code_buys_tokens(browser: Browser, program: Program) -> None:
    answer = program.redeem(browser.allow(program))

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"
    tokens = answer.json()
    assert set(tokens) == {
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
        "created_at",
    }
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == EVERYTHING
    assert isinstance(tokens["created_at"], int)
    assert tokens["access_token"].startswith("cw_at_")
    assert tokens["refresh_token"].startswith("cw_rt_")


def test_the_token_acts_for_the_user_and_tells_of_its_application(
    browser: Browser, program: Program
) -> None:
    tokens = browser.tokens(program, scope=f"{TEMPLATES} {TEMPLATES}")

    http = program.service.client(tokens["access_token"])
    info = http.get("/oauth/token/info").json()
    assert 3590 < info.pop("expires_in") <= 3600
    assert info == {
        "resource_owner_id": browser.person.id,
        "account_id": browser.person.account.hashid,
        "scope": [TEMPLATES],
        "application": {"uid": program.client_id},
        "created_at": tokens["created_at"],
    }
    assert http.get("/api/3/card_templates").status_code == 200
    assert http.post("/api/3/card_template_types", json={}).status_code == 403
    assert http.get("/api/3/account").json()["user"]["email"] == browser.person.email


def test_a_token_that_a_user_made_has_no_application(browser: Browser) -> None:
    assert browser.person.http.get("/oauth/token/info").json()["application"] is None


def test_a_code_that_comes_again_ends_what_it_bought(browser: Browser, program: Program) -> None:
    code = browser.allow(program)
    tokens = program.redeem(code).json()

    again = program.redeem(code)

    assert (again.status_code, again.json()) == (400, BAD_CODE)
    assert not is_live(program.service, tokens["access_token"])
    assert program.refresh(tokens["refresh_token"]).status_code == 400


def test_a_code_works_once_however_many_try_at_once(browser: Browser, program: Program) -> None:
    for _ in range(5):
        assert redeemed_at_once(browser, program) <= 1


@pytest.mark.slow
def test_a_code_works_once_in_200_rounds(browser: Browser, program: Program) -> None:
    successes = [redeemed_at_once(browser, program) for _ in range(200)]

    assert max(successes) == 1
    # Whoever is first has it; the others are replays, which end what it bought.
    assert sum(successes) == 200


def redeemed_at_once(browser: Browser, program: Program) -> int:
    """Return how many of several requests at the same time got tokens for one code."""
    code = browser.allow(program)
    together = threading.Barrier(WAYS)
    url = f"{program.service.url}/oauth/token"
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": program.redirect_uri,
        **program.credentials,
    }

    def redeem(_: int) -> int:
        with httpx.Client(timeout=30, trust_env=False) as http:
            together.wait(timeout=30)
            return http.post(url, data=form).status_code

    with ThreadPoolExecutor(WAYS) as pool:
        statuses = list(pool.map(redeem, range(WAYS)))
    assert set(statuses) <= {200, 400}
    return statuses.count(200)


def test_a_code_is_for_the_program_that_it_was_made_for(
    service: Service, browser: Browser, program: Program
) -> None:
    other = a_program(service)
    code = browser.allow(program)

    assert other.redeem(code).json() == BAD_CODE
    # It was not theirs to use up.
    assert program.redeem(code).status_code == 200


@pytest.mark.parametrize("redirect_uri", ["https://program.example/other", ""])
def test_a_code_wants_the_redirect_uri_it_was_sent_to(
    browser: Browser, program: Program, redirect_uri: str
) -> None:
    code = browser.allow(program)

    refused = program.redeem(code, redirect_uri=redirect_uri)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert program.redeem(code).json() == BAD_CODE


def test_another_of_the_programs_redirect_uris_will_not_do(
    service: Service, browser: Browser
) -> None:
    native = a_program(service, redirect_uri="http://127.0.0.1/callback", is_public=True)
    verifier, challenge = a_proof_key()
    code = browser.allow(native, redirect_uri="http://127.0.0.1:50001/callback", **challenge)

    refused = native.redeem(
        code, redirect_uri="http://127.0.0.1:50002/callback", code_verifier=verifier
    )

    assert refused.json()["error"] == "invalid_grant"


def test_a_code_has_its_time(browser: Browser, program: Program) -> None:
    code = browser.allow(program)
    with program.service.database.writing() as session:
        late = update(AuthorizationCode).where(AuthorizationCode.code_hash == hash_secret(code))
        row = session.execute(
            late.values(expires_at=AuthorizationCode.expires_at - 600 * 1_000_000).returning(
                AuthorizationCode.expires_at, AuthorizationCode.created_at
            )
        ).one()

    assert row.expires_at == row.created_at
    assert program.redeem(code).json() == BAD_CODE


def test_what_is_no_code_is_refused(program: Program) -> None:
    assert program.redeem("nonsense").json() == BAD_CODE
    assert program.redeem("é\x00").json() == BAD_CODE
    missing = program.redeem("").json()
    assert missing["error"] == "invalid_request"


def test_a_verifier_proves_who_asked(browser: Browser, program: Program) -> None:
    verifier, challenge = a_proof_key()

    answer = program.redeem(browser.allow(program, **challenge), code_verifier=verifier)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("verifier", "error"),
    [
        (None, "invalid_request"),
        ("x" * 43, "invalid_grant"),
        ("short", "invalid_request"),
        ("x" * 129, "invalid_request"),
        ("é" * 43, "invalid_request"),
    ],
)
@pytest.mark.parametrize("is_public", [True, False], ids=["public", "confidential"])
def test_a_wrong_verifier_burns_the_code(
    service: Service, browser: Browser, verifier: str | None, error: str, *, is_public: bool
) -> None:
    program = a_program(service, is_public=is_public)
    right, challenge = a_proof_key()
    code = browser.allow(program, **challenge)

    refused = program.redeem(code, **({} if verifier is None else {"code_verifier": verifier}))

    assert (refused.status_code, refused.json()["error"]) == (400, error)
    assert program.redeem(code, code_verifier=right).json() == BAD_CODE


def test_a_challenge_cannot_be_its_own_verifier(browser: Browser, public_program: Program) -> None:
    _, challenge = a_proof_key()
    code = browser.allow(public_program, **challenge)

    refused = public_program.redeem(code, code_verifier=challenge["code_challenge"])

    assert refused.json()["error"] == "invalid_grant"


def test_a_stale_verifier_of_a_confidential_program_is_ignored(
    browser: Browser, program: Program
) -> None:
    verifier, _ = a_proof_key()

    assert program.redeem(browser.allow(program), code_verifier=verifier).status_code == 200


def test_a_verifier_without_a_challenge_is_refused_to_a_public_program(
    browser: Browser, public_program: Program
) -> None:
    verifier, challenge = a_proof_key()
    code = browser.allow(public_program, **challenge)
    with public_program.service.database.writing() as session:
        session.execute(
            update(AuthorizationCode)
            .where(AuthorizationCode.code_hash == hash_secret(code))
            .values(code_challenge=None)
        )

    refused = public_program.redeem(code, code_verifier=verifier)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


def test_a_user_who_was_shut_out_meanwhile_gets_no_tokens(
    browser: Browser, program: Program
) -> None:
    browser.person.account.create_person(is_admin=True)
    code = browser.allow(program)
    with program.service.database.writing() as session:
        user = accounts.find_user(session, browser.person.email)
        accounts.set_disabled(session, user, is_disabled=True)

    refused = program.redeem(code)

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
