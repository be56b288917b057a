"""The official package `doorflow` 1.0.0, over a socket (contract 4j)."""

import base64
import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.clients.node import NodeProgram, as_text
from tests.oauth.flow import Browser, Program, a_browser, a_program, told
from tests.service import EVERYTHING, Account, Service, a_png, a_template


def start(program: Program, **options: object) -> NodeProgram:
    """Start a program that uses the package."""
    return NodeProgram(
        "doorflow.cjs",
        basePath=program.service.url,
        clientId=program.client_id,
        redirectUri=program.redirect_uri,
        **({"clientSecret": program.client_secret} if program.client_secret else {}),
        **{"scopes": EVERYTHING.split(), **options},
    )


def connect(sdk: NodeProgram, browser: Browser, **wanted: object) -> dict[str, Any]:
    """Go through the whole flow, and return the tokens that the package keeps."""
    asked = sdk.ask("authorizationUrl", wanted=wanted)
    page = browser.http.get(asked["url"])
    back = told(browser.decide(page, "allow"))
    tokens: dict[str, Any] = sdk.ask(
        "callback",
        code=back["code"],
        state=back["state"],
        expectedState=asked["state"],
        codeVerifier=asked.get("codeVerifier"),
    )
    return tokens


def expire(sdk: NodeProgram) -> None:
    """Make the package think that its access token is over."""
    sdk.ask("setTokens", saved={**sdk.ask("tokens"), "expiresAt": 1})


@pytest.fixture
def browser(account: Account) -> Browser:
    """A browser in which an admin is signed in."""
    return a_browser(account.admin)


@pytest.fixture
def sdk(service: Service) -> Iterator[NodeProgram]:
    """A program with a secret."""
    with start(a_program(service)) as running:
        yield running


@pytest.mark.parametrize(
    ("is_public", "uses_pkce"),
    [(False, False), (False, True), (True, True)],
    ids=["with a secret", "with both", "with PKCE"],
)
def test_the_whole_flow(
    service: Service, browser: Browser, *, is_public: bool, uses_pkce: bool
) -> None:
    with start(a_program(service, is_public=is_public)) as sdk:
        tokens = connect(sdk, browser, usePKCE=uses_pkce)

        assert tokens["scope"] == EVERYTHING
        info = sdk.ask("tokenInfo")
        assert info["resourceOwnerId"] == browser.person.id
        assert info["accountId"] == browser.person.account.hashid
        assert info["scope"] == EVERYTHING.split()
        assert info["application"]["uid"]
        assert tokens["expiresAt"] == info["createdAt"] + 3600
        assert sdk.ask("account")["user"]["email"] == browser.person.email


def test_without_a_secret_pkce_is_needed(service: Service, browser: Browser) -> None:
    with start(a_program(service, is_public=True)) as sdk:
        asked = sdk.ask("authorizationUrl", wanted={})

    assert told(browser.http.get(asked["url"]))["error"] == "invalid_request"


def test_the_scopes_that_the_package_asks_for_by_itself(service: Service, browser: Browser) -> None:
    program = a_program(service)
    with start(program, scopes=None) as sdk:
        asked = sdk.ask("authorizationUrl", wanted={"usePKCE": True})
        scope = parse_qs(urlsplit(asked["url"]).query)["scope"][0]
        assert browser.http.get(asked["url"]).status_code == 200
    assert scope == "account.person account.channel.readonly account.event.access.readonly"


def test_a_stale_verifier_does_no_harm(sdk: NodeProgram, browser: Browser) -> None:
    sdk.ask("authorizationUrl", wanted={"usePKCE": True})

    assert connect(sdk, browser)["accessToken"]


def test_an_expired_token_is_renewed_before_a_call(sdk: NodeProgram, browser: Browser) -> None:
    first = connect(sdk, browser)
    expire(sdk)

    info = sdk.ask("tokenInfo")

    assert 3590 < info["expiresIn"] <= 3600
    second = sdk.ask("tokens")
    assert second["accessToken"] != first["accessToken"]
    assert second["refreshToken"] != first["refreshToken"]
    assert second["scope"] == EVERYTHING


@pytest.mark.parametrize("count", [3, 10])
def test_many_calls_at_once_each_renew_the_token_and_none_is_logged_out(
    sdk: NodeProgram, browser: Browser, count: int
) -> None:
    connect(sdk, browser)
    for _ in range(3):
        expire(sdk)

        assert sdk.ask("callsAtOnce", count=count) == ["fulfilled"] * count

        assert sdk.ask("isAuthenticated")
    assert sdk.ask("refresh")["accessToken"]


def test_disconnect_ends_everything_at_once(sdk: NodeProgram, browser: Browser) -> None:
    tokens = connect(sdk, browser, usePKCE=True)
    http = browser.person.account.service.client(tokens["accessToken"])
    assert http.get("/oauth/token/info").status_code == 200

    sdk.ask("disconnect")

    assert sdk.ask("errors") == []
    assert not sdk.ask("isAuthenticated")
    assert http.get("/oauth/token/info").status_code == 401
    assert http.get("/api/3/card_templates").status_code == 401


def test_a_refresh_that_is_refused_makes_the_package_forget(
    sdk: NodeProgram, browser: Browser
) -> None:
    connect(sdk, browser)
    sdk.ask("setTokens", saved={**sdk.ask("tokens"), "refreshToken": "nonsense"})

    with pytest.raises(RuntimeError, match="Token refresh failed"):
        sdk.ask("refresh")

    assert not sdk.ask("isAuthenticated")


class Api:
    """Every call about card templates, through the package's own way to send a request."""

    def __init__(self, sdk: NodeProgram) -> None:
        self._sdk = sdk

    def __call__(self, method: str, path: str, status: int, **parts: object) -> Any:
        """Send a request, and return the content of the answer, which has that status."""
        headers = {"Content-Type": "application/json"} if "json" in parts else {}
        if "bytes" in parts:
            headers = {"Content-Type": "image/png"}
        answer = self._sdk.ask(
            "request", method=method, path=f"/api/3{path}", headers=headers, **parts
        )
        content = base64.b64decode(answer["content"])
        assert answer["status"] == status, content
        return json.loads(content) if content[:1] in (b"{", b"[") else content


def test_every_card_template_call(sdk: NodeProgram, browser: Browser) -> None:
    connect(sdk, browser)
    api = Api(sdk)

    made = api("POST", "/card_templates", 201, json={"card_template": a_template()})
    path = f"/card_templates/{made['id']}"

    assert [one["id"] for one in api("GET", "/card_templates", 200)] == [made["id"]]
    assert api("GET", "/card_templates", 200, query={"page": 2, "per_page": 1}) == []
    assert api("GET", path, 200)["uuid"] == made["uuid"]
    renamed = api("PUT", path, 200, json={"card_template": {"name": "Renamed"}})
    assert renamed["name"] == "Renamed"
    changed = api("PATCH", path, 200, json={"card_template": {"double_sided": True}})
    assert changed["double_sided"] is True
    assert api("PUT", path, 422, json={"card_template": {"name": ""}})["errors"]["name"]
    gone = api("PATCH", path, 200, json={"card_template": {"deleted_at": "2026-06-14T00:00:00Z"}})
    assert gone["deleted_by_id"] == browser.person.id
    assert api("GET", "/card_templates", 200) == []
    assert len(api("GET", "/card_templates", 200, query={"include_deleted": True})) == 1
    api("PATCH", path, 200, json={"card_template": {"deleted_at": None}})
    assert api("DELETE", path, 204) == b""
    assert api("GET", path, 404)["error"] == "not_found"


@pytest.mark.parametrize("encoding", ["bytes", "part"])
def test_every_call_about_files(sdk: NodeProgram, browser: Browser, encoding: str) -> None:
    connect(sdk, browser)
    api, picture = Api(sdk), a_png("teal")
    made = api("POST", "/card_templates", 201, json={"card_template": a_template()})
    path = f"/card_templates/{made['id']}"

    background, body = f"{path}/background_image/front", {encoding: as_text(picture)}
    assert api("GET", background, 404)["error"] == "not_found"
    assert api("PUT", background, 200, **body)["background_image_front_url"]
    # The package follows the redirect, and reads the file itself.
    assert api("GET", background, 200) == picture
    assert api("DELETE", background, 204) == b""

    file_path = f"{path}/files/{uuid.uuid4()}"
    logo = api("PUT", file_path, 200, query={"file_role": "logo"}, **body)
    assert logo["file_role"] == "logo"
    assert api("PUT", file_path, 422, **body)["errors"]["file_role"]
    assert [one["uuid"] for one in api("GET", f"{path}/files", 200)] == [logo["uuid"]]
    assert api("DELETE", file_path, 204) == b""
    assert api("GET", f"{path}/files", 200) == []


def test_every_call_about_types(sdk: NodeProgram, browser: Browser) -> None:
    connect(sdk, browser)
    api = Api(sdk)
    mine = {"code": "MINE", "name": "Mine", "width_mm": 80, "height_mm": 50}

    assert api("POST", "/card_template_types", 201, json={"card_template_type": mine})
    assert "MINE" in [one["code"] for one in api("GET", "/card_template_types", 200)]
    assert api("GET", "/card_template_types/MINE", 200)["name"] == "Mine"
    changed = api(
        "PUT", "/card_template_types/MINE", 200, json={"card_template_type": {"name": "Ours"}}
    )
    assert changed["name"] == "Ours"
    template = a_template(template_type_code="MINE")
    made = api("POST", "/card_templates", 201, json={"card_template": template})
    in_use = api("DELETE", "/card_template_types/MINE", 409)
    assert in_use["error"] == "Card template type is in use by one or more card templates"
    api("DELETE", f"/card_templates/{made['id']}", 204)
    assert api("DELETE", "/card_template_types/MINE", 204) == b""
