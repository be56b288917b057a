"""How a program proves who it is, and the bodies and headers of refusals (contract 1d, 4e, 4g)."""

import base64

import httpx
import pytest

from tests.oauth.flow import Browser, Program, a_program
from tests.service import Service

INVALID_CLIENT = {
    "error": "invalid_client",
    "error_description": "Client authentication failed",
}


def assert_unknown_client(answer: httpx.Response) -> None:
    """Check the documented answer to a program that does not prove who it is."""
    assert (answer.status_code, answer.json()) == (401, INVALID_CLIENT)
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert_not_kept(answer)


def assert_not_kept(answer: httpx.Response) -> None:
    """Check the headers of every answer of these endpoints (RFC 6749, 5.1)."""
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["pragma"] == "no-cache"


def basic(client_id: str, secret: str, *, is_for_urls: bool = False, is_padded: bool = True) -> str:
    """Return an Authorization header."""
    encode = base64.urlsafe_b64encode if is_for_urls else base64.b64encode
    encoded = encode(f"{client_id}:{secret}".encode()).decode()
    return f"Basic {encoded if is_padded else encoded.rstrip('=')}"


def redeem(
    browser: Browser, program: Program, *, authorization: str | None = None, **fields: str
) -> httpx.Response:
    """Exchange a good code, with the given proof of who asks."""
    form = {
        "grant_type": "authorization_code",
        "code": browser.allow(program),
        "redirect_uri": program.redirect_uri,
        **fields,
    }
    headers = {"Authorization": authorization} if authorization else {}
    return program.service.client().post("/oauth/token", data=form, headers=headers)


@pytest.mark.parametrize("is_for_urls", [True, False], ids=["base64url", "base64"])
@pytest.mark.parametrize("is_padded", [True, False], ids=["padded", "unpadded"])
def test_basic(browser: Browser, program: Program, *, is_for_urls: bool, is_padded: bool) -> None:
    assert program.client_secret
    header = basic(
        program.client_id, program.client_secret, is_for_urls=is_for_urls, is_padded=is_padded
    )

    assert redeem(browser, program, authorization=header).status_code == 200
    # The SDK names the client in the body, too.
    named = redeem(browser, program, authorization=header, client_id=program.client_id)
    assert named.status_code == 200


def test_basic_percent_encoded(browser: Browser, program: Program) -> None:
    assert program.client_secret
    escaped = "".join(f"%{ord(letter):02X}" for letter in program.client_secret)

    header = basic(program.client_id, escaped)

    assert redeem(browser, program, authorization=header).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !",
        "Basic /w==",
        "Basic Og==",
        "Basic eDp5",
        "Bearer x",
        "Digest x",
        basic("0" * 32, "x"),
    ],
)
def test_wrong_headers(browser: Browser, program: Program, header: str) -> None:
    assert_unknown_client(redeem(browser, program, authorization=header))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"client_id": ""},
        {"client_id": "0" * 32},
        {"client_id": "é\x00", "client_secret": "x"},
        {"client_secret": "x"},
    ],
    ids=str,
)
def test_wrong_fields(browser: Browser, program: Program, fields: dict[str, str]) -> None:
    assert_unknown_client(redeem(browser, program, **fields))


def test_a_confidential_program_needs_its_own_secret(
    service: Service, browser: Browser, program: Program
) -> None:
    other = a_program(service)
    client_id = program.client_id

    assert_unknown_client(redeem(browser, program, client_id=client_id))
    assert_unknown_client(redeem(browser, program, client_id=client_id, client_secret=""))
    assert_unknown_client(redeem(browser, program, client_id=client_id, client_secret="cw_cs_x"))
    assert other.client_secret
    assert_unknown_client(
        redeem(browser, program, client_id=client_id, client_secret=other.client_secret)
    )
    assert program.client_secret
    assert_unknown_client(
        redeem(browser, program, authorization=basic(client_id, program.client_secret + "x"))
    )


def test_a_public_program_has_no_secret(public_program: Program) -> None:
    client_id = public_program.client_id
    form = {"grant_type": "refresh_token", "refresh_token": "x", "client_id": client_id}

    secret = public_program.post("/oauth/token", **form, client_secret="x")
    nothing = public_program.post("/oauth/token", **form)

    assert_unknown_client(secret)
    assert nothing.json()["error"] == "invalid_grant"


def test_two_methods_at_once(browser: Browser, program: Program) -> None:
    assert program.client_secret
    header = basic(program.client_id, program.client_secret)

    for fields in ({"client_secret": program.client_secret}, {"client_id": "0" * 32}):
        answer = redeem(browser, program, authorization=header, **fields)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_credentials_in_the_address_do_not_count(program: Program) -> None:
    answer = program.service.client().post(
        "/oauth/token", params={**program.credentials, "grant_type": "refresh_token"}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": '"\\é'}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
    ],
    ids=str,
)
def test_refusals(program: Program, fields: dict[str, str], error: str) -> None:
    answer = program.post("/oauth/token", **program.credentials, **fields)

    assert answer.status_code == 400
    body = answer.json()
    assert list(body) == ["error", "error_description"]
    assert body["error"] == error
    assert len(body["error_description"].split()) > 3
    assert_not_kept(answer)


def test_a_repeated_parameter(program: Program) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": ["x", "y"], **program.credentials}

    answer = program.service.client().post("/oauth/token", data=form)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"grant_type": "refresh_token"}', "application/json"),
        (b"grant_type=%FF", "application/x-www-form-urlencoded"),
        (b"a=1&" * 1000, "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_form(program: Program, path: str, body: bytes, content_type: str) -> None:
    answer = program.service.client().post(
        path, content=body, headers={"Content-Type": content_type}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert_not_kept(answer)


def test_a_form_that_is_too_large(program: Program) -> None:
    answer = program.post("/oauth/token", grant_type="x" * 100_000)

    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke"])
def test_only_post(program: Program, path: str) -> None:
    answer = program.service.client().get(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
