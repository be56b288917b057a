"""The page about security and privacy says what the code does."""

import json
import re
import stat
from pathlib import Path

import pytest

from cardwright.accounts import throttle
from cardwright.card_templates.routes.parts import LARGEST_JSON
from cardwright.files import inspection, inspector
from cardwright.files.intake import LARGEST_UPLOAD
from cardwright.settings import Settings
from cardwright.web import http_heads, json_text, paging, patience, uploads
from tests.api.linked_files import new_uuid
from tests.service import Account, Service, a_png, a_template, path_of

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "security-and-privacy.md"
KIBIBYTE, MEBIBYTE = 1024, 1024 * 1024
DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}

LIMITS = {
    "head of a request": f"{http_heads.LARGEST_HEAD // KIBIBYTE} KiB",
    "head of a request that is late": f"{DEFAULTS['body_seconds']} s",
    "body that is late": f"{patience.SLOWEST_BYTES_PER_SECOND // KIBIBYTE} KiB",
    "JSON body": f"{LARGEST_JSON // MEBIBYTE} MiB",
    "JSON that is nested": f"{json_text.DEEPEST} levels",
    "upload": f"{LARGEST_UPLOAD // MEBIBYTE} MiB",
    "form around an upload": f"{uploads.MOST_FIELDS} fields",
    "image": f"{inspector.MOST_PIXELS // 1_000_000} megapixels",
    "decoding of an image, font or SVG": f"{inspection.AT_A_TIME} at a time, "
    f"each {inspection.SECONDS:g} s and {inspection.MEMORY // MEBIBYTE} MiB",
    "page of a list": f"{paging.LARGEST_PER_PAGE} rows",
    "what an account keeps": "`CARDWRIGHT_QUOTA_BYTES`",
    "failures to sign in": f"{throttle.MOST_OF_ONE_AT_ONE} for one user from one address, "
    f"{throttle.MOST_OF_ONE} from one address, {throttle.MOST_AT_ONE} for one user, "
    f"in {throttle.WINDOW_SECONDS // 60} minutes",
    "requests with one access token": "`CARDWRIGHT_RATE_LIMIT_PER_MINUTE`",
    "requests under way when the service ends": f"{DEFAULTS['drain_seconds']} s",
}


def limits_on_the_page() -> dict[str, str]:
    """Return the second column of the table of limits by the first one."""
    section = PAGE.read_text().partition("## What protects the service")[2]
    rows = [line.split("|")[1:4] for line in section.splitlines() if line.startswith("| ")]
    return {what.strip(): limit.strip() for what, limit, _ in rows[1:]}


def test_the_table_of_limits_is_about_the_limits_there_are() -> None:
    assert set(limits_on_the_page()) == set(LIMITS)


@pytest.mark.parametrize("what", LIMITS)
def test_a_limit_on_the_page_is_that_of_the_code(what: str) -> None:
    assert LIMITS[what] in limits_on_the_page()[what]


def test_nothing_in_the_data_folder_can_be_read_by_others(tmp_path: Path) -> None:
    with Service(tmp_path / "data") as service:
        admin = service.create_account().admin
        path = path_of(admin.create_template(), "background_image", "front")
        admin.http.put(path, content=a_png()).raise_for_status()
        there = [service.data_dir, *service.data_dir.rglob("*")]
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in there}

    assert {"cardwright.db", "secret-key", "blobs"} <= set(modes)
    assert len(modes) > 6
    assert {name: oct(mode) for name, mode in modes.items() if mode & 0o077} == {}


def test_the_log_holds_neither_tokens_nor_signatures_nor_values(tmp_path: Path) -> None:
    canary = "canary-7f3a"
    with Service(tmp_path / "data") as service:
        admin = service.create_account().admin
        created = admin.create_template(
            name=f"{canary} name", template_objects=[{"text": f"{canary} text"}]
        )
        admin.http.post("/api/3/card_templates", json=a_template(name=f"{canary} name"))
        admin.http.post("/api/3/card_templates", content=f'{{"name": "{canary} cut'.encode())
        admin.http.get("/api/3/card_templates", params={"updated_since": canary})
        admin.http.get("/api/3/card_templates", headers={"Cookie": canary})
        path = path_of(created, "files", new_uuid())
        form = {"file": (f"{canary}.txt", canary.encode())}
        linked = admin.http.put(path, params={"file_role": canary}, files=form).json()
        service.client(canary).get(linked["url"]).raise_for_status()
        service.client(canary).get("/api/3/account")
    log = service.log_path.read_text()

    read = linked["url"].partition("?")[0].removeprefix(service.url)
    assert f'"method":"GET","path":"{read}","status":200' in log
    assert canary not in log
    assert admin.token not in log
    assert "signature" not in log


def test_the_line_on_the_page_is_like_the_lines_of_the_log(account: Account) -> None:
    shown = re.search(r"```json\n(.*)\n```", PAGE.read_text())
    assert shown
    answer = account.admin.http.get("/api/3/account")
    given = answer.headers["X-Request-Id"]

    line = account.service.logged_request(given)

    assert list(json.loads(shown[1])) == list(line)
    assert len(json.loads(shown[1])["request_id"]) == len(given)


def test_no_answer_refers_to_another_server(tmp_path: Path) -> None:
    """What a browser loads with a page comes from the service, or is in the page."""
    with Service(tmp_path / "data") as service:
        page = service.client().get("/docs")

    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "http:" not in policy
    assert "https:" not in policy
