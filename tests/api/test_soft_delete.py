"""Soft delete and restore through `deleted_at` (contract 3.1 and 3.3, API decisions A22 to A26)."""

import pytest

from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2026-06-14T09:30:00Z", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14T09:30:00z", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14t09:30:00Z", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14T09:30:00", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14 09:30", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14T09:30:00+02:00", "2026-06-14T07:30:00.000000Z"),
        ("2026-06-14T09:30:00-05:30", "2026-06-14T15:00:00.000000Z"),
        ("2026-06-14T23:30:00-0100", "2026-06-15T00:30:00.000000Z"),
        ("20260614T093000Z", "2026-06-14T09:30:00.000000Z"),
        ("2026-06-14", "2026-06-14T00:00:00.000000Z"),
        ("2026-06-14T09:30:00.5Z", "2026-06-14T09:30:00.500000Z"),
        ("2026-06-14T09:30:00.123Z", "2026-06-14T09:30:00.123000Z"),
        ("2026-06-14T09:30:00,123Z", "2026-06-14T09:30:00.123000Z"),
        ("2026-06-14T09:30:00.123456Z", "2026-06-14T09:30:00.123456Z"),
        ("2026-06-14T09:30:00.123456789Z", "2026-06-14T09:30:00.123456Z"),
        ("1969-07-20T20:17:40.25Z", "1969-07-20T20:17:40.250000Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_deleted_at_is_kept_as_given_in_utc(account: Account, given: str, kept: str) -> None:
    created = account.admin.create_template()

    answer = account.admin.update(created, deleted_at=given)

    assert answer.status_code == 200
    assert (answer.json()["deleted_at"], answer.json()["deleted_by_id"]) == (kept, account.admin.id)
    assert account.admin.http.get(path_of(created)).json() == answer.json()


def test_a_soft_deleted_template_leaves_the_list_and_answers_by_id(account: Account) -> None:
    kept, created = account.admin.create_template(), account.admin.create_template()

    deleted = account.admin.update(created, deleted_at="2026-06-14T09:30:00Z").json()

    http = account.admin.http
    assert http.get(TEMPLATES).json() == [kept]
    assert http.get(TEMPLATES, params={"include_deleted": "true"}).json() == [kept, deleted]
    assert http.get(path_of(created)).json() == deleted
    assert deleted["updated_at"] > created["updated_at"]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_null_restores_and_clears_who_deleted_it(account: Account, method: str) -> None:
    created = account.admin.create_template()
    account.admin.http.request(method, path_of(created), json={"deleted_at": "2026-06-14"})

    answer = account.admin.http.request(
        method, path_of(created), json={"card_template": {"deleted_at": None}}
    )

    assert answer.status_code == 200
    restored = answer.json()
    assert restored["updated_at"] > created["updated_at"]
    assert {**restored, "updated_at": created["updated_at"]} == created
    assert account.admin.http.get(TEMPLATES).json() == [restored]


def test_an_update_without_deleted_at_neither_deletes_nor_restores(account: Account) -> None:
    created = account.admin.create_template()
    deleted = account.admin.update(created, deleted_at="2026-06-14").json()

    changed = account.admin.update(created, card_type="while deleted")

    assert changed.status_code == 200
    assert changed.json()["card_type"] == "while deleted"
    assert changed.json()["deleted_at"] == deleted["deleted_at"]
    assert changed.json()["deleted_by_id"] == account.admin.id


def test_whoever_writes_deleted_at_last_is_the_one_who_deleted_it(account: Account) -> None:
    created = account.admin.create_template()
    account.admin.update(created, deleted_at="2026-06-14")
    colleague = account.create_person(is_admin=True)

    again = colleague.update(created, deleted_at="2026-06-15")

    assert again.json()["deleted_at"] == "2026-06-15T00:00:00.000000Z"
    assert again.json()["deleted_by_id"] == colleague.id


def test_the_same_deletion_again_moves_nothing(account: Account) -> None:
    created = account.admin.create_template()
    deleted = account.admin.update(created, deleted_at="2026-06-14T02:00:00+02:00")

    again = account.admin.update(created, deleted_at="2026-06-14")

    assert again.json() == deleted.json()
    assert again.headers["etag"] == deleted.headers["etag"]


@pytest.mark.parametrize("editable_by", ["account_admins", "owner_only"])
def test_any_admin_may_soft_delete_and_restore(account: Account, editable_by: str) -> None:
    created = account.admin.create_template(editable_by=editable_by)
    colleague = account.create_person(is_admin=True)

    deleted = colleague.update(created, deleted_at="2026-06-14")
    restored = colleague.update(created, deleted_at=None)

    assert (deleted.status_code, deleted.json()["deleted_by_id"]) == (200, colleague.id)
    assert (restored.status_code, restored.json()["deleted_by_id"]) == (200, None)


def test_the_name_of_a_soft_deleted_template_can_be_used_again(account: Account) -> None:
    created = account.admin.create_template(name="Staff Card")
    account.admin.update(created, deleted_at="2026-06-14")

    second = account.admin.create_template(name="Staff Card")
    deleted_twin = account.admin.update(second, deleted_at="2026-06-15")

    assert deleted_twin.status_code == 200
    assert account.admin.create_template(name="Staff Card")["deleted_at"] is None


def test_a_restore_that_would_clash_is_refused_and_changes_nothing(account: Account) -> None:
    created = account.admin.create_template(name="Staff Card")
    deleted = account.admin.update(created, deleted_at="2026-06-14").json()
    account.admin.create_template(name="Staff Card")

    answer = account.admin.update(created, deleted_at=None)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"name": ["has already been taken"]}
    assert account.admin.http.get(path_of(created)).json() == deleted


def test_a_restore_under_another_name_does_not_clash(account: Account) -> None:
    created = account.admin.create_template(name="Staff Card")
    account.admin.update(created, deleted_at="2026-06-14")
    account.admin.create_template(name="Staff Card")

    answer = account.admin.update(created, deleted_at=None, name="Staff Card 2")

    assert answer.status_code == 200
    assert (answer.json()["deleted_at"], answer.json()["name"]) == (None, "Staff Card 2")


def test_a_soft_deleted_template_stops_being_the_default_for_good(account: Account) -> None:
    created = account.admin.create_template(default_template=True)

    deleted = account.admin.update(created, deleted_at="2026-06-14")
    restored = account.admin.update(created, deleted_at=None)

    assert deleted.json()["default_template"] is False
    assert restored.json()["default_template"] is False


def test_a_template_can_be_created_soft_deleted(account: Account) -> None:
    account.admin.create_template(name="Staff Card")

    created = account.admin.create_template(
        name="Staff Card", deleted_at="2026-06-14T09:30:00+01:00"
    )

    assert created["deleted_at"] == "2026-06-14T08:30:00.000000Z"
    assert created["deleted_by_id"] == account.admin.id
    assert created["id"] not in [one["id"] for one in account.admin.http.get(TEMPLATES).json()]
    assert account.admin.http.get(path_of(created)).json() == created


def test_null_in_a_create_request_makes_a_live_template(account: Account) -> None:
    created = account.admin.create_template(deleted_at=None)

    assert (created["deleted_at"], created["deleted_by_id"]) == (None, None)


def test_a_deleted_template_cannot_become_the_default(account: Account) -> None:
    default = account.admin.create_template(default_template=True)
    created = account.admin.create_template()
    deleted = account.admin.update(created, deleted_at="2026-06-14").json()
    new = a_template(deleted_at="2026-06-14", default_template=True)

    updated = account.admin.update(deleted, default_template=True)
    refused = account.admin.http.post(TEMPLATES, json=new)

    assert (updated.status_code, list(updated.json()["errors"])) == (422, ["default_template"])
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["default_template"])
    listed = account.admin.http.get(TEMPLATES, params={"include_deleted": "true"})
    assert listed.json() == [default, deleted]


def test_a_deleted_template_is_still_followed(account: Account) -> None:
    created = account.admin.create_template()
    deleted = account.admin.update(created, deleted_at="2001-01-01").json()

    followed = account.admin.http.get(
        TEMPLATES, params={"updated_since": created["updated_at"], "include_deleted": "true"}
    )

    assert followed.json() == [deleted]
