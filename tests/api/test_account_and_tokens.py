"""The account, and what a token is worth (contract 1e, 2f, 4f, 3.19)."""

import hashlib
import time
from collections.abc import Callable

import httpx
import pytest

from cardwright.accounts import actions as accounts
from cardwright.oauth.actions import tokens as oauth
from tests.service import (
    EVERYTHING,
    TEMPLATES,
    TEMPLATES_READONLY,
    TYPES,
    TYPES_READONLY,
    Account,
    Person,
    Service,
    a_template,
)

UNAUTHORIZED = {"error": "unauthorized", "error_description": "The access token is invalid"}
FORBIDDEN = {
    "error": "forbidden",
    "error_description": "You are not authorized to access this resource",
}
INVALID_TOKEN = {
    "error": "invalid_token",
    "error_description": "The access token is invalid or has expired",
}
LIST = "/api/3/card_templates"
TYPE_LIST = "/api/3/card_template_types"


def short_token(person: Person, expires_in: int) -> str:
    """Return another token of a user, which lives for some seconds."""
    with person.account.service.database.writing() as session:
        user = accounts.find_user(session, person.email)
        return oauth.create_token(session, user, EVERYTHING, expires_in)[0]


def assert_locked_out(service: Service, headers: dict[str, str]) -> None:
    """Check the exact refusals that a request without a live token gets."""
    http = service.client()
    for path, body in (
        (LIST, UNAUTHORIZED),
        ("/api/3/account", UNAUTHORIZED),
        ("/oauth/token/info", INVALID_TOKEN),
    ):
        answer = http.get(path, headers=headers)
        assert (answer.status_code, answer.json()) == (401, body)
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_the_account_of_a_token_is_shown_with_its_user(service: Service) -> None:
    account = service.create_account("Europe/Paris")

    answer = account.admin.http.get("/api/3/account")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": account.hashid,
        "name": account.name,
        "time_zone": "Europe/Paris",
        "monitored": False,
        "reseller": None,
        "sync": {"status": "complete", "last_sync": None, "description": None},
        "user": {
            "id": account.admin.id,
            "first_name": "Ada",
            "last_name": "Byron",
            "email": account.admin.email,
        },
        "passport": {"remote_unlock_enabled": False, "hid_mobile_access": False},
    }


def test_token_info_tells_user_account_scopes_and_remaining_seconds(account: Account) -> None:
    person = account.create_person(scope=f"{TYPES_READONLY} {TEMPLATES}")
    now = int(time.time())

    answer = person.http.get("/oauth/token/info")

    assert answer.status_code == 200
    info = answer.json()
    assert info.pop("expires_in") == pytest.approx(30 * 24 * 3600, abs=20)
    assert info.pop("created_at") == pytest.approx(now, abs=20)
    assert info == {
        "resource_owner_id": person.id,
        "account_id": account.hashid,
        "scope": [TYPES_READONLY, TEMPLATES],
        "application": None,
    }


def test_the_remaining_seconds_of_a_token_go_down(account: Account) -> None:
    began = time.monotonic()
    http = account.service.client(short_token(account.admin, 600))

    first = http.get("/oauth/token/info").json()["expires_in"]

    assert 598 - (time.monotonic() - began) <= first < 600
    assert isinstance(first, int)
    deadline = time.monotonic() + 30
    while http.get("/oauth/token/info").json()["expires_in"] == first:
        assert time.monotonic() < deadline


def test_a_token_stops_working_when_it_expires(account: Account) -> None:
    token = short_token(account.admin, 1)
    http = account.service.client(token)

    deadline = time.monotonic() + 30
    while http.get("/oauth/token/info").status_code != 401:
        assert time.monotonic() < deadline

    assert_locked_out(account.service, {"Authorization": f"Bearer {token}"})


def test_a_revoked_token_stops_working_at_once(account: Account) -> None:
    other = account.admin.with_scope(EVERYTHING)
    assert other.http.get(LIST).status_code == 200

    done = account.service.run("token", "revoke", other.token)

    assert done.returncode == 0
    assert_locked_out(account.service, {"Authorization": f"Bearer {other.token}"})
    assert account.admin.http.get(LIST).status_code == 200


def test_the_tokens_of_a_disabled_user_rest_until_the_user_is_let_in_again(
    account: Account,
) -> None:
    person = account.create_person()

    account.service.run("user", "disable", person.email)

    assert_locked_out(account.service, {"Authorization": f"Bearer {person.token}"})
    account.service.run("user", "disable", "--undo", person.email)
    assert person.http.get(LIST).status_code == 200


def test_the_tokens_of_a_removed_user_are_dead(account: Account) -> None:
    person = account.create_person()

    account.service.run("user", "remove", person.email)

    assert_locked_out(account.service, {"Authorization": f"Bearer {person.token}"})


@pytest.mark.parametrize(
    "header",
    [
        lambda token: "",
        lambda token: "Bearer",
        lambda token: token,
        lambda token: f"Basic {token}",
        lambda token: f"Token {token}",
        lambda token: f"Bearer{token}",
        lambda token: f"Bearer {token}x",
        lambda token: f"Bearer {token[:-1]}",
        lambda token: f"Bearer {token} {token}",
        lambda token: f"Bearer {token},",
        lambda token: f"Bearer {token.swapcase()}",
        lambda token: f"Bearer {hashlib.sha256(token.encode()).hexdigest()}",
        lambda token: "Bearer \u00ff\u00fe",
        lambda token: "Bearer ' OR 1=1 --",
    ],
    ids=[
        "empty",
        "scheme",
        "raw",
        "basic",
        "token",
        "joined",
        "longer",
        "shorter",
        "twice",
        "comma",
        "swapped",
        "hash",
        "latin-1",
        "sql",
    ],
)
def test_a_header_that_holds_no_live_bearer_token_is_refused(
    account: Account, header: Callable[[str], str]
) -> None:
    value = header(account.admin.token)

    answers = [
        httpx.get(
            account.service.url + path,
            headers=[(b"Authorization", value.encode("latin-1"))],
            trust_env=False,
        )
        for path in (LIST, "/oauth/token/info")
    ]

    assert [one.status_code for one in answers] == [401, 401]
    assert [one.json() for one in answers] == [UNAUTHORIZED, INVALID_TOKEN]


def test_without_an_authorization_header_nothing_is_shown(account: Account) -> None:
    assert_locked_out(account.service, {})


def test_two_authorization_headers_are_refused(account: Account) -> None:
    header = ("Authorization", f"Bearer {account.admin.token}")

    answer = httpx.get(account.service.url + LIST, headers=[header, header], trust_env=False)

    assert (answer.status_code, answer.json()) == (401, UNAUTHORIZED)


@pytest.mark.parametrize("place", ["access_token", "api_key", "token"])
def test_a_token_in_the_query_is_no_bearer_token(account: Account, place: str) -> None:
    answer = account.service.client().get(LIST, params={place: account.admin.token})

    assert answer.status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(account: Account, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {account.admin.token}"}

    assert account.service.client().get(LIST, headers=headers).status_code == 200


# What each scope opens: reading and writing templates, reading and writing types.
@pytest.mark.parametrize(
    ("scope", "statuses"),
    [
        (TEMPLATES, [200, 201, 403, 403]),
        (TEMPLATES_READONLY, [200, 403, 403, 403]),
        (TYPES, [403, 403, 200, 201]),
        (TYPES_READONLY, [403, 403, 200, 403]),
        (EVERYTHING, [200, 201, 200, 201]),
        (f"{TYPES_READONLY} {TEMPLATES_READONLY}", [200, 403, 200, 403]),
        ("account.person account.card_design account.sync", [403, 403, 403, 403]),
    ],
)
def test_a_full_scope_opens_reading_and_writing_of_its_own_kind(
    account: Account, scope: str, statuses: list[int]
) -> None:
    http = account.admin.with_scope(scope).http

    answers = [
        http.get(LIST),
        http.post(LIST, json=a_template()),
        http.get(TYPE_LIST),
        http.post(TYPE_LIST, json={"code": "A", "name": "A", "width_mm": 1, "height_mm": 1}),
    ]

    assert [one.status_code for one in answers] == statuses
    assert all(one.json() == FORBIDDEN for one in answers if one.status_code == 403)


@pytest.mark.parametrize("scope", [TEMPLATES_READONLY, "account.person", "events.readonly"])
def test_account_and_token_info_want_no_scope(account: Account, scope: str) -> None:
    http = account.admin.with_scope(scope).http

    assert http.get("/api/3/account").status_code == 200
    assert http.get("/oauth/token/info").json()["scope"] == [scope]


def test_a_user_who_becomes_an_admin_may_write_with_the_token_they_had(account: Account) -> None:
    person = account.create_person()
    refused = person.http.post(LIST, json=a_template())

    account.service.run("user", "set-admin", person.email)

    assert (refused.status_code, refused.json()) == (403, FORBIDDEN)
    assert person.http.post(LIST, json=a_template()).status_code == 201
