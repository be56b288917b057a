"""Card template types as they are read: built in and of accounts (contract 1b, 2d)."""

from typing import Any

import pytest

from tests.service import TYPES_READONLY, Account

TYPES = "/api/3/card_template_types"
BUILT_IN = {
    "ISO_CARD": (85.6, 54.0, "L"),
    "ISO_CARD_STANDARD": (85.6, 54.0, "L"),
    "CR79": (84.1, 52.1, "L"),
    "CR100": (98.5, 67.0, "L"),
    "EVENT_BADGE": (86, 124, "P"),
}
FIELDS = [
    "code",
    "name",
    "page_size",
    "width_mm",
    "height_mm",
    "orientation_default",
    "preview_image_url",
    "non_printable_zones",
    "created_at",
    "updated_at",
]


def a_type(**fields: Any) -> dict[str, Any]:
    """Return the members of a create request."""
    return {"code": "LOYALTY", "name": "Loyalty", "width_mm": 80, "height_mm": 50.5, **fields}


def test_every_account_sees_the_built_in_types(account: Account, stranger: Account) -> None:
    listed = account.admin.http.get(TYPES)

    assert listed.status_code == 200
    sizes = {
        one["code"]: (one["width_mm"], one["height_mm"], one["orientation_default"])
        for one in listed.json()
    }
    assert sizes == BUILT_IN
    assert stranger.admin.http.get(TYPES).content == listed.content


def test_the_first_built_in_type_is_the_one_of_the_documentation(account: Account) -> None:
    shown = account.admin.http.get(f"{TYPES}/ISO_CARD").json()

    assert list(shown) == FIELDS
    assert (shown["name"], shown["page_size"]) == ("Standard ISO Card", "ISO_CARD")
    assert shown["preview_image_url"] is None
    assert isinstance(shown["non_printable_zones"], list)


def test_a_created_type_reads_back_and_is_in_the_list(account: Account) -> None:
    zones = [{"label": "Chip", "x_mm": 10, "y_mm": 19.5, "width_mm": 12, "height_mm": 11}]
    sent = a_type(page_size="LOYAL", orientation_default="P", non_printable_zones=zones)

    created = account.admin.http.post(TYPES, json={"card_template_type": sent})

    assert created.status_code == 201
    assert list(created.json()) == FIELDS
    assert {name: created.json()[name] for name in sent} == sent
    assert account.admin.http.get(f"{TYPES}/LOYALTY").json() == created.json()
    assert created.json() in account.admin.http.get(TYPES).json()


def test_what_a_type_leaves_out_has_the_documented_default(account: Account) -> None:
    created = account.admin.http.post(TYPES, json=a_type()).json()

    assert created["page_size"] == "LOYALTY"
    assert created["orientation_default"] == "L"
    assert created["non_printable_zones"] == []
    assert created["preview_image_url"] is None
    assert created["created_at"] == created["updated_at"]


def test_the_list_is_one_page_of_all_types(account: Account) -> None:
    for number in range(60):
        account.admin.http.post(TYPES, json=a_type(code=f"T{number}"))

    listed = account.admin.http.get(TYPES, params={"page": "2", "per_page": "5"})

    assert len(listed.json()) == len(BUILT_IN) + 60


def test_updated_since_gives_the_types_updated_after_that_time(account: Account) -> None:
    first = account.admin.http.post(TYPES, json=a_type(code="A")).json()
    second = account.admin.http.post(TYPES, json=a_type(code="B")).json()

    def since(moment: str) -> list[str]:
        listed = account.admin.http.get(TYPES, params={"updated_since": moment})
        return [one["code"] for one in listed.json()]

    assert since(first["updated_at"]) == ["B"]
    assert since(second["updated_at"]) == []
    account.admin.http.patch(f"{TYPES}/A", json={"name": "Renamed"})
    assert since(second["updated_at"]) == ["A"]
    assert set(since("1970-01-01")) == {*BUILT_IN, "A", "B"}


@pytest.mark.parametrize("moment", ["yesterday", "", "2026-13-01", "12"])
def test_an_updated_since_that_is_no_time_is_refused(account: Account, moment: str) -> None:
    answer = account.admin.http.get(TYPES, params={"updated_since": moment})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["updated_since"]


@pytest.mark.parametrize("code", ["NONE", "iso_card", "ISO_CARD ", "1", "a" * 500, "%00", "é"])
def test_an_unknown_code_is_not_found(account: Account, code: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = account.admin.http.request(method, f"{TYPES}/{code}", content="{}")
        assert answer.status_code == 404


def test_the_types_of_another_account_do_not_exist(account: Account, stranger: Account) -> None:
    theirs = stranger.admin.http.post(TYPES, json=a_type()).json()

    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = account.admin.http.request(method, f"{TYPES}/LOYALTY", content='{"name":"X"}')
        assert answer.status_code == 404
    template = account.admin.http.post(
        "/api/3/card_templates",
        json={"uuid": "550e8400-e29b-41d4-a716-446655440000", "name": "A"}
        | {"template_type_code": "LOYALTY"},
    )

    assert (template.status_code, list(template.json()["errors"])) == (422, ["template_type_code"])
    assert stranger.admin.http.get(f"{TYPES}/LOYALTY").json() == theirs
    assert len(account.admin.http.get(TYPES).json()) == len(BUILT_IN)


def test_two_accounts_may_have_types_of_the_same_code(account: Account, stranger: Account) -> None:
    account.admin.http.post(TYPES, json=a_type(name="Mine"))

    theirs = stranger.admin.http.post(TYPES, json=a_type(name="Theirs"))

    assert theirs.status_code == 201
    assert account.admin.http.get(f"{TYPES}/LOYALTY").json()["name"] == "Mine"
    created = account.admin.create_template(template_type_code="LOYALTY")
    assert created["template_type_code"] == "LOYALTY"


def test_templates_and_types_have_scopes_of_their_own(account: Account) -> None:
    reader = account.admin.with_scope(TYPES_READONLY)

    assert reader.http.get(TYPES).status_code == 200
    assert reader.http.get("/api/3/card_templates").status_code == 403
    assert reader.http.post(TYPES, json=a_type()).status_code == 403
