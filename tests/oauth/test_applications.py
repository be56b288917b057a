"""`cardwright app ...`: applications for users of all accounts."""

import json
from typing import Any

from cardwright.oauth.scopes import SCOPES
from tests.oauth.flow import Browser, Program, is_live
from tests.service import Service, run_cardwright


def printed(service: Service, *arguments: str) -> Any:
    """Run `cardwright app`, which must succeed, and return the JSON that it prints."""
    ran = run_cardwright(service.data_dir, "app", *arguments, **service.settings)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def refused(service: Service, *arguments: str) -> str:
    """Run `cardwright app`, which must be refused, and return the sentence that it says."""
    ran = run_cardwright(service.data_dir, "app", *arguments, **service.settings)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert len(ran.stderr.splitlines()) == 1
    return ran.stderr


def test_create_prints_id_and_secret(service: Service, browser: Browser) -> None:
    uris = ["https://a.example/callback", "http://localhost:3000/callback"]
    options = [f"--redirect-uri={uri}" for uri in uris]
    made = printed(service, "create", "My app", *options)

    assert made["client_secret"].startswith("cw_cs_")
    assert made["redirect_uris"] == uris
    assert made["scope"] == list(SCOPES)
    assert (made["account"], made["is_public"], made["skip_consent"]) == (None, False, False)
    program = Program(service, made["client_id"], made["client_secret"], uris[1])
    assert browser.tokens(program)


def test_create_with_every_option(service: Service) -> None:
    made = printed(
        service,
        "create",
        "Native",
        "--public",
        "--skip-consent",
        "--scope",
        "account.person  account.person account.sync",
        "--redirect-uri",
        "com.example.app:/callback",
    )

    assert made["client_secret"] is None
    assert (made["is_public"], made["skip_consent"]) == (True, True)
    assert made["scope"] == ["account.person", "account.sync"]


def test_other_refusals(service: Service) -> None:
    uri = ("--redirect-uri", "https://program.example/callback")

    assert "scope is unknown: nonsense" in refused(
        service, "create", "A", *uri, "--scope", "nonsense"
    )
    assert "name can't be blank" in refused(service, "create", " ", *uri)
    assert "name must be printable" in refused(service, "create", "a\u202eb", *uri)
    http = ("--redirect-uri", "http://program.example/callback")
    assert "must use https" in refused(service, "create", "A", *http)
    for command in ("rotate-secret", "disable"):
        assert "There is no application" in refused(service, command, "nonsense")


def test_a_public_application_has_no_secret_to_rotate(public_program: Program) -> None:
    told = refused(public_program.service, "rotate-secret", public_program.client_id)

    assert "is public" in told


def test_list_has_no_secrets(program: Program) -> None:
    listed = printed(program.service, "list")

    mine = [one for one in listed if one["client_id"] == program.client_id]
    assert len(mine) == 1
    assert mine[0]["redirect_uris"] == [program.redirect_uri]
    assert not any("secret" in name for name in mine[0])


def test_a_rotated_secret_ends_the_one_before_and_no_token(
    browser: Browser, program: Program
) -> None:
    tokens = browser.tokens(program)
    former = dict(program.credentials)

    program.client_secret = printed(program.service, "rotate-secret", program.client_id)[
        "client_secret"
    ]

    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert program.post("/oauth/token", **former, **form).status_code == 401
    assert program.refresh(tokens["refresh_token"]).status_code == 200


def test_disable_ends_everything_at_once(browser: Browser, program: Program) -> None:
    tokens, code = browser.tokens(program), browser.allow(program)

    service = program.service
    ran = run_cardwright(service.data_dir, "app", "disable", program.client_id, **service.settings)

    assert "is disabled; 1 authorizations have ended" in ran.stdout
    assert not is_live(program.service, tokens["access_token"])
    for answer in (program.refresh(tokens["refresh_token"]), program.redeem(code)):
        assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
