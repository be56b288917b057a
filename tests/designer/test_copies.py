"""A design that cannot be saved over another becomes a copy, and keeps what it was made of."""

import json
import uuid
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.designer.conftest import Open
from tests.designer.hands import id_of, the_object
from tests.service import TEMPLATES_READONLY, Account, Person, path_of

LOGO = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"
NEW_LOGO = "0f9619ff-8b86-4011-b42d-00cf4fc964fe"
UNKNOWN = '{"type":"hologram","n":1.50,"big":12345678901234567890.10,"e":"\\u00e9"}'
BAND = (
    '"v":1,"id":"band","name":"Band","type":"rect",'
    '"x_mm":1.0,"y_mm":1e0,"width_mm":30,"height_mm":8'
)


def copy(person: Person, stored: str, *objects: Any, **fields: Any) -> httpx.Response:
    card_template = {
        "uuid": str(uuid.uuid4()),
        "name": f"Copy {uuid.uuid4()}",
        "template_type_code": "ISO_CARD",
        **fields,
    }
    design = {"card_template": card_template, "objects": objects, "uuids": {LOGO.lower(): NEW_LOGO}}
    body = f'{json.dumps(design)[:-1]},"stored":{stored}}}'
    return person.http.post("/designer/copies", content=body)


def test_what_is_not_edited_is_kept_token_for_token(account: Account) -> None:
    source = f'{{"source":{{"file":"{LOGO}"}},"x":1.0}}'

    answer = copy(
        account.admin, f"[{UNKNOWN},{{{BAND}}},{source}]", 2, 0, {"index": 1, "set": {"x_mm": 7}}
    )

    assert answer.status_code == 201, answer.text
    text = account.admin.http.get(path_of(answer.json())).text
    kept = source.replace(LOGO, NEW_LOGO)
    assert f'"template_objects":[{kept},{UNKNOWN},{{{BAND.replace("1.0", "7", 1)}}}]' in text


def test_the_rules_are_those_of_the_api(account: Account) -> None:
    taken = account.admin.create_template()["name"]
    assert copy(account.admin, "[]", name=taken).json()["errors"] == {
        "name": ["has already been taken"]
    }
    assert copy(account.create_person(), "[]").status_code == 403
    assert copy(account.admin.with_scope(TEMPLATES_READONLY), "[]").status_code == 403
    assert account.service.client().post("/designer/copies", json={}).status_code == 401


@pytest.mark.parametrize(
    ("stored", "objects"),
    [
        ("[]", [0]),
        ("[1]", [0]),
        ("[1]", [{"index": 0, "set": {}}]),
        ("{}", []),
        ('[{"a":1,"a":2}]', [0]),
        ('[{"a":1e999}]', [0]),
        ("[", []),
        ('[{"a":"\\ud800"}]', [0]),
    ],
)
def test_what_cannot_be_kept_is_refused(account: Account, stored: str, objects: list[Any]) -> None:
    answer = copy(account.admin, stored, *objects)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error_description"]


@pytest.mark.parametrize("uuids", [{"": "x"}, {LOGO: '"'}, {LOGO: 1}])
def test_only_uuids_stand_for_uuids(account: Account, uuids: dict[str, Any]) -> None:
    body = {"card_template": {}, "stored": [], "objects": [], "uuids": uuids}
    answer = account.admin.http.post("/designer/copies", json=body)
    assert answer.status_code == 422, answer.text


def test_a_copy_in_a_conflict_keeps_what_nobody_knows(open_designer: Open, person: Person) -> None:
    created = person.create_template()
    body = f'{{"card_template":{{"template_objects":[{UNKNOWN},{{{BAND}}}]}}}}'
    path = path_of(created)
    assert person.http.patch(path, content=body).status_code == 200
    page = open_designer(created["id"])
    the_object(page, "Band").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-save", "saved")
    page.keyboard.press("ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-save", "edited")
    expect(page.locator("html")).to_have_attribute("data-save", "saved")
    assert person.http.patch(path, json={"template_objects": []}).status_code == 200
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Save mine as a copy").click()

    page.wait_for_url(lambda url: not url.endswith(f"/{created['id']}"))
    page.wait_for_selector("html[data-ready]")
    text = person.http.get(f"/api/3/card_templates/{id_of(page)}").text
    edited = BAND.replace("1.0", "2", 1).replace("1e0", "3", 1)
    assert f'"template_objects":[{UNKNOWN},{{{edited}}}]' in text
    assert person.http.get(path).json()["template_objects"] == []
