"""Values that a card template cannot have: refused by name, and nothing changes (contract 2b)."""

import json
from typing import Any

import httpx
import pytest

from tests.service import Account, Person, a_template, path_of

TEMPLATES = "/api/3/card_templates"

WRONG: dict[str, list[Any]] = {
    "uuid": [
        None,
        5,
        True,
        [],
        {},
        "",
        "  ",
        "abc",
        "550e8400e29b41d4a716446655440000",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "550e8400-e29b-41d4-a716-44665544000g",
    ],
    "name": [None, 5, True, [], {}, "", " \t", "n" * 256, "a\0b", "\ud800"],
    "template_type_id": [None, "1", 1.5, True, [], {}],
    "template_type_code": [None, 5, True, [], {}, "", "iso_card", "NONE", "ISO_CARD\0", "\udfff"],
    "card_type": [None, 5, True, [], {}, "a\0b", "\ud83d"],
    "double_sided": [None, 1, 0, "true", "", [], {}],
    "orientation_front": [None, 1, "", "p", "PL", "portrait", True, []],
    "orientation_back": [None, 1, "", "l", "LP", "landscape", False, {}],
    "default_template": [None, 1, 0, "false", [], {}],
    "template_objects": [None, {}, "", "[]", 5, True, [1], [None], [[]], ["x"], [{}, 2]],
    "editable_by": [None, "", "everyone", "OWNER_ONLY", 1, True, [], {}],
    "deleted_at": [
        5,
        1.5,
        True,
        [],
        {},
        "",
        "soon",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "\0",
        "\ud800",
    ],
}
CASES = [
    pytest.param(name, value, id=f"{name}-{place}")
    for name, values in WRONG.items()
    for place, value in enumerate(values)
]


def send(person: Person, method: str, path: str, body: object) -> httpx.Response:
    """Send JSON in ASCII, because some bodies here hold what UTF-8 cannot."""
    return person.http.request(method, path, content=json.dumps(body))


def assert_names_only(answer: httpx.Response, field: str) -> None:
    """Check that a 422 blames one field, in a message."""
    assert answer.status_code == 422, answer.text
    assert list(answer.json()["errors"]) == [field]
    assert all(isinstance(message, str) for message in answer.json()["errors"][field])
    assert answer.json()["errors"][field]


@pytest.mark.parametrize(("field", "value"), CASES)
def test_a_wrong_value_is_refused_on_create_and_update(
    account: Account, field: str, value: object
) -> None:
    before = account.admin.create_template(default_template=True, template_objects=[{"a": 1}])
    new = a_template(**{field: value})

    created = send(account.admin, "POST", TEMPLATES, {"card_template": new})
    updated = send(account.admin, "PATCH", path_of(before), {"card_type": "changed", field: value})

    assert_names_only(created, field)
    assert_names_only(updated, field)
    listed = account.admin.http.get(TEMPLATES, params={"include_deleted": "true"})
    assert listed.json() == [before]


@pytest.mark.parametrize("number", [0, -1, 10**6, 2**63, 10**30])
def test_a_type_number_that_is_no_types_is_refused(account: Account, number: int) -> None:
    before = account.admin.create_template()
    new = a_template(template_type_id=number)
    del new["template_type_code"]

    created = send(account.admin, "POST", TEMPLATES, new)
    updated = send(account.admin, "PATCH", path_of(before), {"template_type_id": number})

    assert_names_only(created, "template_type_code")
    assert_names_only(updated, "template_type_code")
    assert account.admin.http.get(path_of(before)).json() == before


@pytest.mark.parametrize("field", ["uuid", "name", "template_type_code"])
def test_a_create_request_without_a_required_field_is_refused(account: Account, field: str) -> None:
    new = a_template()
    del new[field]

    answer = send(account.admin, "POST", TEMPLATES, {"card_template": new})

    assert_names_only(answer, field)
    assert answer.json()["errors"][field] == ["can't be blank"]
    assert account.admin.http.get(TEMPLATES).json() == []


@pytest.mark.parametrize("body", [{}, {"card_template": {}}], ids=["flat", "wrapped"])
def test_an_empty_create_request_is_told_everything_it_lacks(
    account: Account, body: object
) -> None:
    answer = send(account.admin, "POST", TEMPLATES, body)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"uuid", "name", "template_type_code"}


def test_all_wrong_fields_are_told_at_once(account: Account) -> None:
    new = a_template(name="", double_sided=1, orientation_front="X", deleted_at=True)

    answer = send(account.admin, "POST", TEMPLATES, new)

    assert set(answer.json()["errors"]) == {
        "name",
        "double_sided",
        "orientation_front",
        "deleted_at",
    }


def test_the_refusal_of_editable_by_names_the_values_there_are(account: Account) -> None:
    answer = send(account.admin, "POST", TEMPLATES, a_template(editable_by="everyone"))

    assert_names_only(answer, "editable_by")
    message = answer.json()["errors"]["editable_by"][0]
    assert "account_admins" in message
    assert "owner_only" in message


@pytest.mark.parametrize("body", [[], [{}], "text", 5, True, None, {"card_template": []}])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_body_that_is_not_an_object_is_refused(
    account: Account, method: str, body: object
) -> None:
    before = account.admin.create_template()
    path = TEMPLATES if method == "POST" else path_of(before)

    answer = send(account.admin, method, path, body)

    assert_names_only(answer, "card_template")
    assert account.admin.http.get(TEMPLATES).json() == [before]


@pytest.mark.parametrize("value", [None, "text", 5], ids=["null", "text", "number"])
def test_a_wrapper_that_holds_no_object_is_refused(account: Account, value: object) -> None:
    answer = send(account.admin, "POST", TEMPLATES, {**a_template(), "card_template": value})

    assert_names_only(answer, "card_template")


def test_the_uuid_of_a_template_never_changes(account: Account) -> None:
    before = account.admin.create_template()
    other = a_template()["uuid"]

    answer = account.admin.update(before, uuid=other, card_type="changed")

    assert_names_only(answer, "uuid")
    assert account.admin.http.get(path_of(before)).json() == before
