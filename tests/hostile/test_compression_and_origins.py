"""Compressed answers, scripts of other origins, and addresses that proxies tell."""

import gzip
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.hostile.wire import exchange, head
from tests.service import Account, Service, a_png, path_of

TEMPLATES = "/api/3/card_templates"
ORIGIN = "https://app.example.com"
OTHER_ORIGINS = (
    "https://evil.example.com",
    "http://app.example.com",
    "https://app.example.com:8443",
    "https://app.example.com.evil.example",
    "https://app.example.com/",
    "https://APP.example.com",
    "null",
    "*",
)
PREFIX = "access-control-"


def as_sent(account: Account, path: str, accepted: str) -> tuple[httpx.Headers, bytes]:
    """Read a path; return the headers and the body as it came over the wire."""
    headers = {"Accept-Encoding": accepted}
    with account.admin.http.stream("GET", path, headers=headers) as answer:
        return answer.headers, b"".join(answer.iter_raw())


@pytest.fixture
def long_list(account: Account) -> list[dict[str, Any]]:
    """More than a kibibyte of JSON."""
    return [account.admin.create_template() for _ in range(3)]


@pytest.mark.parametrize(
    "accepted",
    [
        "gzip",
        "GZip",
        "x-gzip",
        "gzip;q=1",
        "gzip;q=0.001",
        "gzip ; q=0.5",
        "br, gzip",
        "br;q=1.0,gzip;q=0.1",
        "*",
        "*;q=0.1",
        "identity;q=0, gzip",
    ],
)
def test_json_is_compressed_where_gzip_is_accepted(
    account: Account, long_list: list[dict[str, Any]], accepted: str
) -> None:
    plain_headers, plain = as_sent(account, TEMPLATES, "identity")

    headers, body = as_sent(account, TEMPLATES, accepted)

    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain
    assert len(body) == int(headers["content-length"]) < len(plain)
    assert headers["etag"] == plain_headers["etag"]


@pytest.mark.parametrize(
    "accepted",
    [
        "identity",
        "br",
        "deflate, br",
        "gzip;q=0",
        "gzip; q=0.000",
        "gzip;q=0, *",
        "*;q=0",
        "gzipped",
        "",
    ],
)
def test_json_is_not_compressed_where_gzip_is_not_accepted(
    account: Account, long_list: list[dict[str, Any]], accepted: str
) -> None:
    headers, body = as_sent(account, TEMPLATES, accepted)

    assert "content-encoding" not in headers
    assert "accept-encoding" in headers["vary"].lower()
    assert len(body) == int(headers["content-length"]) > 1024


def test_json_is_not_compressed_for_a_client_that_says_nothing(
    account: Account, long_list: list[dict[str, Any]]
) -> None:
    answer = exchange(account.service, head("GET", TEMPLATES, token=account.admin.token))

    assert "content-encoding" not in answer.headers
    assert answer.json() == long_list


def test_a_short_answer_is_not_compressed(account: Account) -> None:
    for path in (TEMPLATES, "/api/3/account", "/nowhere", "/health/live"):
        headers, body = as_sent(account, path, "gzip")

        assert len(body) < 1024
        assert "content-encoding" not in headers
        assert headers["vary"].lower() == "accept-encoding"


def test_files_and_pages_are_not_compressed(account: Account) -> None:
    created = account.admin.create_template()
    path = path_of(created, "files", str(uuid.uuid4()))
    linked = account.admin.http.put(path, params={"file_role": "x"}, content=b"x" * 5000).json()
    relative = linked["url"].removeprefix(account.service.url)

    headers, body = as_sent(account, relative, "gzip")

    assert body == b"x" * 5000
    assert "content-encoding" not in headers
    assert "content-encoding" not in as_sent(account, "/docs", "gzip")[0]


@pytest.mark.usefixtures("long_list")
def test_a_copy_in_one_encoding_is_fresh_in_the_other(account: Account) -> None:
    headers, _ = as_sent(account, TEMPLATES, "gzip")

    answer = account.admin.http.get(
        TEMPLATES, headers={"Accept-Encoding": "identity", "If-None-Match": headers["etag"]}
    )

    assert answer.status_code == 304


@pytest.mark.usefixtures("long_list")
def test_head_says_what_get_would_send(account: Account) -> None:
    for accepted in ("gzip", "identity"):
        headers = {"Accept-Encoding": accepted}
        told = account.admin.http.head(TEMPLATES, headers=headers)
        sent, _ = as_sent(account, TEMPLATES, accepted)

        assert told.content == b""
        for name in ("content-length", "content-type", "etag", "vary"):
            assert told.headers[name] == sent[name]
        assert told.headers.get("content-encoding") == sent.get("content-encoding")


def permissions(answer: httpx.Response) -> dict[str, str]:
    """Return the headers of the CORS protocol."""
    return {name: value for name, value in answer.headers.items() if name.startswith(PREFIX)}


def preflight(
    method: str = "PATCH", headers: str = "authorization, content-type"
) -> dict[str, str]:
    return {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers,
    }


def test_no_origin_may_do_anything_unless_it_is_named(account: Account) -> None:
    http = account.admin.http
    origin = {"Origin": ORIGIN}

    assert permissions(http.get(TEMPLATES, headers=origin)) == {}
    assert permissions(http.get("/nowhere", headers=origin)) == {}
    refused = http.options(TEMPLATES, headers=preflight())
    assert refused.status_code == 405
    assert permissions(refused) == {}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that one origin may use, behind a proxy on this machine."""
    folder = tmp_path_factory.mktemp("opened") / "data"
    with Service(folder, cors_origins=ORIGIN, trusted_proxies="127.0.0.1") as running:
        yield running


def test_a_named_origin_may_read_answers_and_their_headers(opened: Service) -> None:
    person = opened.create_account().admin
    created = person.create_template()

    answer = person.http.get(path_of(created), headers={"Origin": ORIGIN})

    assert answer.headers[f"{PREFIX}allow-origin"] == ORIGIN
    assert f"{PREFIX}allow-credentials" not in answer.headers
    shown = answer.headers[f"{PREFIX}expose-headers"].lower().split(", ")
    assert {"etag", "link", "x-total-results", "x-page", "x-per-page", "x-request-id"} <= {*shown}
    assert {name.strip() for name in answer.headers["vary"].lower().split(",")} == {
        "origin",
        "accept-encoding",
    }


def test_a_named_origin_may_read_files(opened: Service) -> None:
    person = opened.create_account().admin
    created = person.create_template()
    path = path_of(created, "background_image", "front")
    url = person.http.put(path, content=a_png()).json()["background_image_front_url"]

    answer = opened.client().get(url, headers={"Origin": ORIGIN})

    assert answer.content == a_png()
    assert answer.headers[f"{PREFIX}allow-origin"] == ORIGIN
    assert f"{PREFIX}allow-credentials" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", [TEMPLATES, f"{TEMPLATES}/1", "/oauth/token", "/files/a/b"])
def test_a_named_origin_is_told_what_it_may_send(opened: Service, path: str, method: str) -> None:
    sent = "authorization, content-type, if-match, if-none-match, if-range, range"

    answer = opened.client().options(path, headers=preflight(method, sent))

    assert answer.status_code == 200
    told = permissions(answer)
    assert told[f"{PREFIX}allow-origin"] == ORIGIN
    assert method in told[f"{PREFIX}allow-methods"].split(", ")
    allowed = told[f"{PREFIX}allow-headers"].lower().split(", ")
    assert set(sent.split(", ")) <= set(allowed)
    assert f"{PREFIX}allow-credentials" not in told


def test_a_named_origin_may_read_refusals(opened: Service) -> None:
    person = opened.create_account().admin
    origin = {"Origin": ORIGIN}

    refusals = [
        opened.client().get(TEMPLATES, headers=origin),
        person.http.get(f"{TEMPLATES}/1", headers=origin),
        person.http.post(TEMPLATES, content=b"{", headers=origin),
        person.http.post(TEMPLATES, content=b"{}", headers=origin),
        person.http.post(f"{TEMPLATES}/1", headers=origin),
        opened.client().get("/files/a/b", headers=origin),
    ]

    assert [answer.status_code for answer in refusals] == [401, 404, 400, 422, 405, 403]
    for answer in refusals:
        assert answer.headers[f"{PREFIX}allow-origin"] == ORIGIN
        assert answer.json()["error"]


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
def test_other_origins_get_nothing(opened: Service, origin: str) -> None:
    person = opened.create_account().admin

    simple = person.http.get(TEMPLATES, headers={"Origin": origin})
    asked = opened.client().options(TEMPLATES, headers={**preflight(), "Origin": origin})

    assert f"{PREFIX}allow-origin" not in simple.headers
    assert asked.status_code >= 400
    assert f"{PREFIX}allow-origin" not in asked.headers
    assert f"{PREFIX}allow-credentials" not in {**simple.headers, **asked.headers}


def test_pages_for_people_are_nothing_for_scripts_of_other_origins(opened: Service) -> None:
    for path in ("/docs", "/health/live", "/nowhere"):
        answer = opened.client().get(path, headers={"Origin": ORIGIN})

        assert permissions(answer) == {}


def logged_client(service: Service, **headers: str) -> str:
    """Return the client's address in the line of the access log that a request leaves."""
    request_id = uuid.uuid4().hex
    service.client().get("/health/live", headers={**headers, "X-Request-Id": request_id})
    return str(service.logged_request(request_id)["client"])


def test_a_client_cannot_tell_an_address_that_is_not_its_own(service: Service) -> None:
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}

    assert logged_client(service, **told) == "127.0.0.1"
    assert logged_client(service, Forwarded="for=203.0.113.9") == "127.0.0.1"


def test_a_trusted_proxy_tells_the_address_of_its_client(opened: Service) -> None:
    assert logged_client(opened) == "127.0.0.1"
    assert logged_client(opened, **{"X-Forwarded-For": "203.0.113.9"}) == "203.0.113.9"


def test_of_several_addresses_the_one_that_the_proxy_added_counts(opened: Service) -> None:
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}

    assert logged_client(opened, **told) == "203.0.113.9"


def test_a_proxy_elsewhere_is_not_the_trusted_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere") / "data"

    with Service(folder, trusted_proxies="192.0.2.0/24") as running:
        assert logged_client(running, **{"X-Forwarded-For": "203.0.113.9"}) == "127.0.0.1"
