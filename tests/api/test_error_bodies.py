"""The body of every refusal (contract section 1, API decisions "other bodies", A38 to A40, A53)."""

import httpx
import pytest

from tests.service import TEMPLATES_READONLY, Account, a_png, a_template, path_of

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"
NOT_FOUND = {"error": "not_found", "error_description": "The requested resource was not found"}
FORBIDDEN = {
    "error": "forbidden",
    "error_description": "You are not authorized to access this resource",
}
UNAUTHORIZED = {"error": "unauthorized", "error_description": "The access token is invalid"}


def assert_refused(answer: httpx.Response, status: int) -> dict[str, object]:
    """Check what all refusals have in common; return the body."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    body: dict[str, object] = answer.json()
    assert answer.content.startswith(b'{"error":')
    return body


def assert_explained(body: dict[str, object], error: str) -> None:
    """Check a body of a word for programs and a sentence for people."""
    assert list(body) == ["error", "error_description"]
    assert body["error"] == error
    assert len(str(body["error_description"]).split()) > 3


def test_400(account: Account) -> None:
    answer = account.admin.http.post(TEMPLATES, content=b"{")

    assert_explained(assert_refused(answer, 400), "bad_request")


def test_401(account: Account) -> None:
    answer = account.service.client().get(TEMPLATES)

    assert assert_refused(answer, 401) == UNAUTHORIZED
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_401_of_the_oauth_endpoints(account: Account) -> None:
    answer = account.service.client("nonsense").get("/oauth/token/info")

    assert assert_refused(answer, 401) == {
        "error": "invalid_token",
        "error_description": "The access token is invalid or has expired",
    }


def test_403_for_a_missing_scope(account: Account) -> None:
    answer = account.admin.with_scope(TEMPLATES_READONLY).http.post(TEMPLATES, json=a_template())

    assert assert_refused(answer, 403) == FORBIDDEN


def test_403_for_a_user_who_may_not(account: Account) -> None:
    answer = account.create_person().http.post(TEMPLATES, json=a_template())

    assert assert_refused(answer, 403) == FORBIDDEN


@pytest.mark.parametrize(
    "path",
    [
        f"{TEMPLATES}/999999999",
        f"{TEMPLATES}/abc",
        f"{TEMPLATES}/999999999/files",
        f"{TEMPLATES}/999999999/background_image/front",
        f"{TYPES}/NONE",
        f"{TEMPLATES}/",
        "/api/3/card_designs",
        "/api/3/card_designs/1",
        "/api/3/channels",
        "/api/3/sites.json",
        "/api/3/",
        "/api/3",
        "/api/2/card_templates",
        "/api",
        "/favicon.png",
        "/docs/",
        "//api/3/card_templates",
        "/api/3/../../etc/passwd",
        "/%00",
        "/.json",
    ],
)
def test_404(account: Account, path: str) -> None:
    answer = account.admin.http.get(account.service.url + path)

    assert assert_refused(answer, 404) == NOT_FOUND


@pytest.mark.parametrize("side", ["left", "FRONT", "Back", "", "front%20", "front/x"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_404_for_a_side_that_no_card_has(account: Account, method: str, side: str) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.request(
        method, path_of(created, "background_image", side), content=a_png()
    )

    assert assert_refused(answer, 404) == NOT_FOUND


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (TEMPLATES, "GET, HEAD, POST"),
        (f"{TEMPLATES}.json", "GET, HEAD, POST"),
        (f"{TEMPLATES}/1", "GET, HEAD, PUT, PATCH, DELETE"),
        (f"{TEMPLATES}/1/background_image/front", "GET, HEAD, PUT, DELETE"),
        (f"{TEMPLATES}/1/files", "GET, HEAD"),
        (f"{TEMPLATES}/1/files/6f9619ff-8b86-d011-b42d-00cf4fc964ff", "PUT, DELETE"),
        (TYPES, "GET, HEAD, POST"),
        (f"{TYPES}/ISO_CARD", "GET, HEAD, PUT, PATCH, DELETE"),
        ("/api/3/account", "GET, HEAD"),
        ("/oauth/token/info", "GET, HEAD"),
        ("/health/live", "GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
    ],
)
def test_405_with_the_methods_there_are(account: Account, path: str, allowed: str) -> None:
    there_are = {one.strip() for one in allowed.split(",")}

    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - there_are:
        answer = account.admin.http.request(method, path)
        assert_explained(assert_refused(answer, 405), "method_not_allowed")
        assert {one.strip() for one in answer.headers["allow"].split(",")} == there_are


def test_409(account: Account) -> None:
    new = {"code": "A", "name": "A", "width_mm": 1, "height_mm": 1}
    account.admin.http.post(TYPES, json=new)
    account.admin.create_template(template_type_code="A")

    body = assert_refused(account.admin.http.delete(f"{TYPES}/A"), 409)

    assert body["error"] == "Card template type is in use by one or more card templates"
    assert set(body) <= {"error", "error_description"}


def test_412(account: Account) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.delete(path_of(created), headers={"If-Match": '"1-1"'})

    assert_explained(assert_refused(answer, 412), "precondition_failed")


def test_413(account: Account) -> None:
    answer = account.admin.http.post(TEMPLATES, content=b" " * (4 * 1024 * 1024 + 1))

    assert_explained(assert_refused(answer, 413), "payload_too_large")


def test_416(account: Account) -> None:
    created = account.admin.create_template()
    path = path_of(created, "background_image", "front")
    url = account.admin.http.put(path, content=a_png()).json()["background_image_front_url"]

    answer = account.service.client().get(url, headers={"Range": "bytes=1000000-"})

    assert_explained(assert_refused(answer, 416), "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(a_png())}"


def test_422(account: Account) -> None:
    new = a_template(name="", double_sided="yes")

    body = assert_refused(account.admin.http.post(TEMPLATES, json=new), 422)

    assert list(body) == ["error", "error_description", "errors"]
    assert body["error"] == "validation_failed"
    assert body["error_description"] == "Validation failed"
    assert body["errors"] == {
        "name": ["can't be blank"],
        "double_sided": ["must be true or false"],
    }


@pytest.mark.parametrize(
    "path", [TEMPLATES, TYPES, f"{TYPES}/ISO_CARD", "/api/3/account", "{template}/files"]
)
def test_the_json_suffix_of_older_clients_is_accepted(account: Account, path: str) -> None:
    place = path.format(template=path_of(account.admin.create_template()))

    plain, suffixed = account.admin.http.get(place), account.admin.http.get(f"{place}.json")

    assert (plain.status_code, suffixed.status_code) == (200, 200)
    assert suffixed.content == plain.content


def test_the_json_suffix_is_accepted_by_writes_and_with_a_query(account: Account) -> None:
    http = account.admin.http

    created = http.post(f"{TEMPLATES}.json", json=a_template())
    changed = http.patch(f"{path_of(created.json())}.json", json={"card_type": "matte"})
    listed = http.get(f"{TEMPLATES}.json", params={"per_page": "1"})
    deleted = http.delete(f"{path_of(created.json())}.json")

    statuses = [one.status_code for one in (created, changed, listed, deleted)]
    assert statuses == [201, 200, 200, 204]


def test_a_request_id_of_the_client_comes_back_and_a_wild_one_does_not(account: Account) -> None:
    http = account.admin.http

    tame = http.get(TEMPLATES, headers={"X-Request-Id": "abc-123_x.y"})
    wild = http.get(TEMPLATES, headers={"X-Request-Id": "a b<script>"})

    assert tame.headers["x-request-id"] == "abc-123_x.y"
    assert "script" not in wild.headers["x-request-id"]
