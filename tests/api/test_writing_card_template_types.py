"""Creating, changing and deleting card template types (contract 1b, 2d, API decisions A15, A27)."""

import json
from typing import Any

import httpx
import pytest

from tests.service import Account

TYPES = "/api/3/card_template_types"
ZONE = {"label": "Chip", "x_mm": 10.0, "y_mm": 19.0, "width_mm": 12.0, "height_mm": 11.0}
BUILT_IN = ["ISO_CARD", "ISO_CARD_STANDARD", "CR79", "CR100", "EVENT_BADGE"]

WRONG: dict[str, list[Any]] = {
    "code": [None, 5, True, [], "", " ", "a b", "a.b", "a/b", "é", "x" * 65, "A\n", "\0"],
    "name": [None, 5, True, [], "", "  ", "n" * 256, "\0", "\ud800"],
    "page_size": [None, 5, True, [], "a\0"],
    "width_mm": [None, "80", True, [], 0, -1, 2000.1, 10**30, 1e300],
    "height_mm": [None, "80", True, {}, 0, -0.0, 2001],
    "orientation_default": [None, "", "p", "LP", 1, True],
    "non_printable_zones": [
        None,
        {},
        "[]",
        [1],
        [None],
        [{}],
        [{**ZONE, "label": None}],
        [{**ZONE, "label": 5}],
        [{**ZONE, "x_mm": "1"}],
        [{**ZONE, "x_mm": None}],
        [{**ZONE, "y_mm": True}],
        [{**ZONE, "width_mm": "wide"}],
        [{**ZONE, "height_mm": None}],
        [ZONE, {"label": "Only a label"}],
    ],
}
CASES = [
    pytest.param(name, value, id=f"{name}-{place}")
    for name, values in WRONG.items()
    for place, value in enumerate(values)
]


def a_type(**fields: Any) -> dict[str, Any]:
    """Return the members of a create request."""
    return {"code": "LOYALTY", "name": "Loyalty", "width_mm": 80, "height_mm": 50.5, **fields}


def create_type(account: Account, **fields: Any) -> dict[str, Any]:
    """Create a type and return it."""
    answer = account.admin.http.post(TYPES, json={"card_template_type": a_type(**fields)})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def send(account: Account, method: str, path: str, body: object) -> httpx.Response:
    """Send JSON in ASCII, because some bodies here hold what UTF-8 cannot."""
    return account.admin.http.request(method, path, content=json.dumps(body))


@pytest.mark.parametrize(("field", "value"), CASES)
def test_a_wrong_value_is_refused_on_create_and_update(
    account: Account, field: str, value: object
) -> None:
    create_type(account, code="OWN", non_printable_zones=[ZONE])
    before = account.admin.http.get(TYPES).json()

    created = send(account, "POST", TYPES, {"card_template_type": a_type(**{field: value})})
    updated = send(account, "PATCH", f"{TYPES}/OWN", {"name": "Changed", field: value})

    for answer in (created, updated):
        assert answer.status_code == 422, answer.text
        assert list(answer.json()["errors"]) == [field]
    assert account.admin.http.get(TYPES).json() == before


@pytest.mark.parametrize("field", ["code", "name", "width_mm", "height_mm"])
def test_a_required_field_that_is_missing_is_told(account: Account, field: str) -> None:
    new = a_type()
    del new[field]

    answer = send(account, "POST", TYPES, new)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {field: ["can't be blank"]}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Renamed"),
        ("page_size", "OTHER"),
        ("width_mm", 2000),
        ("height_mm", 0.01),
        ("orientation_default", "P"),
        ("non_printable_zones", []),
        ("non_printable_zones", [ZONE, {**ZONE, "label": "Second"}]),
    ],
)
def test_one_field_changes_and_all_others_stay(
    account: Account, method: str, field: str, value: object
) -> None:
    before = create_type(account, non_printable_zones=[ZONE])

    answer = account.admin.http.request(
        method, f"{TYPES}/LOYALTY", json={"card_template_type": {field: value}}
    )

    assert answer.status_code == 200
    after = answer.json()
    assert after["updated_at"] > before["updated_at"]
    assert after == {**before, field: value, "updated_at": after["updated_at"]}
    assert account.admin.http.get(f"{TYPES}/LOYALTY").json() == after


def test_an_update_that_changes_nothing_moves_nothing(account: Account) -> None:
    before = create_type(account, non_printable_zones=[ZONE])

    answer = account.admin.http.put(
        f"{TYPES}/LOYALTY", json={**before, "name": " Loyalty ", "preview_image_url": "x"}
    )

    assert (answer.status_code, answer.json()) == (200, before)


@pytest.mark.parametrize("code", ["OTHER", "loyalty", "ISO_CARD"])
def test_the_code_never_changes(account: Account, code: str) -> None:
    before = create_type(account)

    answer = send(account, "PUT", f"{TYPES}/LOYALTY", {"code": code, "name": "Changed"})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["code"]
    assert account.admin.http.get(f"{TYPES}/LOYALTY").json() == before


@pytest.mark.parametrize("code", [*BUILT_IN, "LOYALTY"])
def test_a_code_that_the_account_sees_already_is_taken(account: Account, code: str) -> None:
    create_type(account)
    before = account.admin.http.get(TYPES).json()

    answer = send(account, "POST", TYPES, a_type(code=code))

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"code": ["has already been taken"]}
    assert account.admin.http.get(TYPES).json() == before


@pytest.mark.parametrize("code", ["a", "0", "_-_", "x" * 64, "Loyalty", "iso_card"])
def test_a_code_is_made_of_letters_digits_and_two_signs(account: Account, code: str) -> None:
    assert create_type(account, code=code)["code"] == code
    assert account.admin.http.get(f"{TYPES}/{code}").status_code == 200


@pytest.mark.parametrize("code", BUILT_IN)
def test_built_in_types_are_read_only(account: Account, code: str) -> None:
    before = account.admin.http.get(TYPES).json()
    path = f"{TYPES}/{code}"

    put = account.admin.http.put(path, json={"name": "Mine"})
    patch = account.admin.http.patch(path, json={})
    delete = account.admin.http.delete(path)

    assert [one.status_code for one in (put, patch, delete)] == [403, 403, 403]
    assert account.admin.http.get(TYPES).json() == before


def test_a_type_that_no_template_refers_to_is_deleted(account: Account) -> None:
    create_type(account)

    answer = account.admin.http.delete(f"{TYPES}/LOYALTY")

    assert (answer.status_code, answer.content) == (204, b"")
    assert account.admin.http.get(f"{TYPES}/LOYALTY").status_code == 404
    assert create_type(account)["code"] == "LOYALTY"


@pytest.mark.parametrize("deleted_at", [None, "2026-06-14"], ids=["live", "soft-deleted"])
def test_a_type_in_use_is_not_deleted(account: Account, deleted_at: str | None) -> None:
    before = create_type(account)
    user = account.admin.create_template(template_type_code="LOYALTY", deleted_at=deleted_at)

    refused = account.admin.http.delete(f"{TYPES}/LOYALTY")

    assert refused.status_code == 409
    words = "Card template type is in use by one or more card templates"
    assert refused.json()["error"] == words
    assert account.admin.http.get(f"{TYPES}/LOYALTY").json() == before
    account.admin.http.delete(f"/api/3/card_templates/{user['id']}")
    assert account.admin.http.delete(f"{TYPES}/LOYALTY").status_code == 204


def test_the_users_of_another_accounts_type_of_that_code_do_not_matter(
    account: Account, stranger: Account
) -> None:
    create_type(account)
    create_type(stranger)
    stranger.admin.create_template(template_type_code="LOYALTY")

    assert account.admin.http.delete(f"{TYPES}/LOYALTY").status_code == 204


def test_a_template_takes_its_orientation_from_a_type_of_the_account(account: Account) -> None:
    create_type(account, orientation_default="P")

    created = account.admin.create_template(template_type_code="LOYALTY")

    assert (created["orientation_front"], created["orientation_back"]) == ("P", "P")


def test_who_is_no_admin_writes_no_types_whatever_the_scope(account: Account) -> None:
    before = create_type(account)
    person = account.create_person()

    answers = [
        person.http.post(TYPES, json=a_type(code="OTHER")),
        person.http.put(f"{TYPES}/LOYALTY", json={"name": "Changed"}),
        person.http.patch(f"{TYPES}/LOYALTY", json={"name": "Changed"}),
        person.http.delete(f"{TYPES}/LOYALTY"),
    ]

    assert [one.status_code for one in answers] == [403] * 4
    assert person.http.get(f"{TYPES}/LOYALTY").json() == before
