"""No token, code or secret is kept or told anywhere but in the answer that hands it out."""

import logging
from typing import Any

import httpx
import pytest
from authlib.oauth2.rfc6749.grants import authorization_code
from sqlalchemy import select

from cardwright.database import Base
from cardwright.oauth.protocol import server  # noqa: F401 - imported for what it does to logs
from tests.oauth.flow import Browser, Program, a_browser, a_program, a_proof_key
from tests.oauth.test_pages import make_application, make_token, secrets_of
from tests.service import Service


def test_nothing_secret_is_in_the_database_the_log_or_a_refusal(own_service: Service) -> None:
    service = own_service
    person = service.create_account().admin
    browser, program = a_browser(person), a_program(service)
    secrets, refusals = handed_out(browser, program)
    secrets += [person.token, *secrets_of(make_token(browser))]
    secrets += secrets_of(make_application(browser))[1:]
    session_id = browser.http.cookies["cardwright"]
    secrets.append(session_id)
    assert all(len(secret) > 30 for secret in secrets)

    kept = everything_stored(service)
    logged = service.log_path.read_text()

    assert len(secrets) >= 12
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in logged
        # Nor the part behind the prefix, nor a code or verifier cut in half.
        assert secret[8:28].encode() not in kept
        assert secret[8:28] not in logged
        assert all(secret not in refusal.text for refusal in refusals)
    assert b"audit_event" in kept
    assert '"path":"/oauth/token","status":400' in logged


def test_a_debug_log_holds_no_tokens_either(caplog: pytest.LogCaptureFixture) -> None:
    """The library writes each token that it issues to its debug log."""
    caplog.set_level(logging.DEBUG)

    assert not logging.getLogger(authorization_code.__name__).isEnabledFor(logging.DEBUG)


def handed_out(browser: Browser, program: Program) -> tuple[list[str], list[httpx.Response]]:
    """Go through everything that hands out or takes a secret; return those, and all refusals."""
    verifier, challenge = a_proof_key()
    code = browser.allow(program, **challenge)
    first: dict[str, Any] = program.redeem(code, code_verifier=verifier).json()
    second = program.refresh(first["refresh_token"]).json()
    refused_code = browser.allow(program, **challenge)
    refusals = [
        program.redeem(refused_code, code_verifier="x" * 43),
        program.redeem(code, code_verifier=verifier),
        program.refresh(second["refresh_token"]),
        program.refresh(first["refresh_token"]),
        program.post("/oauth/token", **program.credentials, code=code, grant_type=code),
        a_program(browser.person.account.service).revoke(second["refresh_token"]),
        browser.http.get("/oauth/authorize", params={"client_id": program.client_secret}),
        browser.http.get("/oauth/authorize", params=program.request(redirect_uri=code)),
        browser.http.get("/api/3/card_templates", headers={"Authorization": first["access_token"]}),
        browser.http.post("/oauth/consent", data={"request": code, "csrf_token": verifier}),
    ]
    assert all(refusal.status_code in (400, 401, 403) for refusal in refusals)
    tokens = [one[kind] for one in (first, second) for kind in ("access_token", "refresh_token")]
    return [code, refused_code, verifier, *tokens, str(program.client_secret)], refusals


def everything_stored(service: Service) -> bytes:
    """Return every value of every table; and of SQLite the bytes of its files, too."""
    stored = b""
    with service.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            stored += table.name.encode()
            for row in session.execute(select(table)):
                stored += b"".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
    files = service.data_dir.glob("cardwright.db*")
    return stored + b"".join(file.read_bytes() for file in files)
