"""Who may change a card template, and handing it over (contract 3.4 to 3.6, API decision A16)."""

from typing import Any

import pytest

from tests.service import Account, Person, a_png, a_template, path_of

TEMPLATES = "/api/3/card_templates"


def assert_untouched(person: Person, before: dict[str, Any]) -> None:
    """Check that a template is as it was."""
    assert person.http.get(path_of(before)).json() == before


@pytest.mark.parametrize("editable_by", ["account_admins", "owner_only"])
def test_the_owner_hands_a_template_over_to_another_admin(
    account: Account, editable_by: str
) -> None:
    created = account.admin.create_template(editable_by=editable_by)
    heir = account.create_person(is_admin=True)

    answer = account.admin.update(created, owner_id=heir.id)

    assert answer.status_code == 200
    assert answer.json()["owner_id"] == heir.id
    assert answer.json()["updated_at"] > created["updated_at"]
    assert heir.update(created, name="Mine now").status_code == 200


@pytest.mark.parametrize("editable_by", ["account_admins", "owner_only"])
def test_any_admin_may_take_a_template_over(account: Account, editable_by: str) -> None:
    created = account.admin.create_template(editable_by=editable_by)
    colleague = account.create_person(is_admin=True)

    answer = colleague.update(created, owner_id=colleague.id)

    assert (answer.status_code, answer.json()["owner_id"]) == (200, colleague.id)


def test_who_handed_an_owner_only_template_over_can_no_longer_edit_it(account: Account) -> None:
    created = account.admin.create_template(editable_by="owner_only")
    heir = account.create_person(is_admin=True)
    after = account.admin.update(created, owner_id=heir.id).json()

    answer = account.admin.update(created, name="Still mine?")

    assert answer.status_code == 403
    assert_untouched(account.admin, after)


@pytest.mark.parametrize(
    "content",
    [
        {"name": "Changed"},
        {"template_type_code": "CR79"},
        {"card_type": "changed"},
        {"double_sided": True},
        {"orientation_front": "P"},
        {"orientation_back": "P"},
        {"default_template": True},
        {"template_objects": [{}]},
        {"editable_by": "account_admins"},
    ],
    ids=lambda content: "".join(content),
)
def test_only_the_owner_edits_an_owner_only_template(
    account: Account, content: dict[str, Any]
) -> None:
    created = account.admin.create_template(editable_by="owner_only")
    colleague = account.create_person(is_admin=True)

    refused = colleague.update(created, **content)
    assert_untouched(account.admin, created)
    accepted = account.admin.update(created, **content)

    assert (refused.status_code, accepted.status_code) == (403, 200)


@pytest.mark.parametrize(
    ("method", "parts", "params"),
    [
        ("PUT", ("background_image", "front"), {}),
        ("DELETE", ("background_image", "front"), {}),
        ("PUT", ("files", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"), {"file_role": "logo"}),
        ("DELETE", ("files", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"), {}),
    ],
    ids=["put-background", "delete-background", "put-file", "delete-file"],
)
def test_only_the_owner_changes_the_files_of_an_owner_only_template(
    account: Account, method: str, parts: tuple[str, str], params: dict[str, str]
) -> None:
    created = account.admin.create_template(editable_by="owner_only")
    path = path_of(created, *parts)
    account.admin.http.put(path, content=a_png(), params={"file_role": "logo"})
    before = account.admin.http.get(path_of(created)).json()
    colleague = account.create_person(is_admin=True)

    refused = colleague.http.request(method, path, content=a_png("red"), params=params)
    assert_untouched(account.admin, before)
    accepted = account.admin.http.request(method, path, content=a_png("red"), params=params)

    assert refused.status_code == 403
    assert accepted.is_success


def test_the_rule_before_the_update_decides(account: Account) -> None:
    created = account.admin.create_template(editable_by="account_admins")
    colleague = account.create_person(is_admin=True)

    closed = colleague.update(created, editable_by="owner_only", name="Closed")
    reopened = colleague.update(created, editable_by="account_admins")

    assert (closed.status_code, closed.json()["editable_by"]) == (200, "owner_only")
    assert reopened.status_code == 403


@pytest.mark.parametrize(
    "allowed", [{"deleted_at": "2026-06-14"}, {"owner_id": "self"}], ids=["delete", "take-over"]
)
def test_a_body_with_one_forbidden_change_changes_nothing(
    account: Account, allowed: dict[str, Any]
) -> None:
    created = account.admin.create_template(editable_by="owner_only")
    colleague = account.create_person(is_admin=True)
    mixed = {k: colleague.id if v == "self" else v for k, v in allowed.items()}

    answer = colleague.update(created, **mixed, name="Changed")

    assert answer.status_code == 403
    assert_untouched(account.admin, created)


def test_content_sent_as_it_is_does_not_count_as_an_edit(account: Account) -> None:
    created = account.admin.create_template(editable_by="owner_only", card_type="matte")
    colleague = account.create_person(is_admin=True)

    answer = colleague.update(
        created, name=created["name"], card_type="matte", deleted_at="2026-06-14"
    )

    assert answer.status_code == 200
    assert answer.json()["deleted_by_id"] == colleague.id


@pytest.mark.parametrize(
    "change",
    [{"name": "Changed"}, {"deleted_at": "2026-06-14"}, {"owner_id": "self"}, {"uuid": "other"}],
    ids=["name", "deleted_at", "owner_id", "uuid"],
)
def test_who_is_no_admin_changes_nothing_whatever_the_scope(
    account: Account, change: dict[str, Any]
) -> None:
    created = account.admin.create_template()
    person = account.create_person()
    words = {"self": person.id, "other": a_template()["uuid"]}
    body = {k: words.get(v, v) for k, v in change.items()}

    updated = person.update(created, **body)
    deleted = person.http.delete(path_of(created))
    added = person.http.post(TEMPLATES, json=a_template())

    assert [one.status_code for one in (updated, deleted, added)] == [403, 403, 403]
    assert person.http.get(TEMPLATES).json() == [created]


def test_an_owner_who_is_no_longer_an_admin_may_only_hand_over(account: Account) -> None:
    owner = account.create_person(is_admin=True)
    created = owner.create_template()
    heir = account.admin
    account.service.run("user", "set-admin", owner.email, "--off")

    edited = owner.update(created, name="Changed")
    mixed = owner.update(created, name="Changed", owner_id=heir.id)
    deleted = owner.update(created, deleted_at="2026-06-14")
    assert_untouched(owner, created)
    handed_over = owner.update(created, owner_id=heir.id)
    too_late = owner.update(created, owner_id=heir.id)
    back = owner.update(created, owner_id=owner.id)

    assert [one.status_code for one in (edited, mixed, deleted)] == [403, 403, 403]
    assert (handed_over.status_code, handed_over.json()["owner_id"]) == (200, heir.id)
    assert (too_late.status_code, back.status_code) == (403, 403)


@pytest.mark.parametrize("value", [0, -5, 10**9, 2**63, 10**30, "7", 7.5, True, [], {}, None])
def test_an_owner_that_cannot_be_is_refused(account: Account, value: object) -> None:
    created = account.admin.create_template()

    answer = account.admin.update(created, owner_id=value, card_type="changed")

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["owner_id"]
    assert_untouched(account.admin, created)


@pytest.mark.parametrize("kind", ["plain", "stranger", "disabled", "removed"])
def test_only_an_admin_of_the_account_can_become_the_owner(
    account: Account, stranger: Account, kind: str
) -> None:
    created = account.admin.create_template()
    heir = stranger.admin if kind == "stranger" else account.create_person(is_admin=kind != "plain")
    if kind in ("disabled", "removed"):
        account.service.run("user", kind.removesuffix("d"), heir.email)

    answer = account.admin.update(created, owner_id=heir.id)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["owner_id"]
    assert_untouched(account.admin, created)


def test_the_templates_of_a_removed_user_become_unowned(account: Account) -> None:
    leaving = account.create_person(is_admin=True)
    created = leaving.create_template(editable_by="owner_only")
    kept = account.admin.create_template()

    account.service.run("user", "remove", leaving.email)

    assert leaving.http.get(path_of(created)).status_code == 401
    unowned = account.admin.http.get(path_of(created)).json()
    assert unowned["owner_id"] is None
    assert unowned["updated_at"] > created["updated_at"]
    assert_untouched(account.admin, kept)


def test_nobody_edits_an_unowned_owner_only_template_until_an_admin_takes_it(
    account: Account,
) -> None:
    leaving = account.create_person(is_admin=True)
    created = leaving.create_template(editable_by="owner_only")
    assert account.admin.id != leaving.id
    account.service.run("user", "remove", leaving.email)

    refused = account.admin.update(created, name="Changed")
    taken = account.admin.update(created, owner_id=account.admin.id)
    edited = account.admin.update(created, name="Changed")

    assert [one.status_code for one in (refused, taken, edited)] == [403, 200, 200]


def test_the_id_of_a_removed_user_still_says_who_deleted_a_template(account: Account) -> None:
    leaving = account.create_person(is_admin=True)
    created = account.admin.create_template()
    leaving.update(created, deleted_at="2026-06-14")

    account.service.run("user", "remove", leaving.email)

    assert account.admin.http.get(path_of(created)).json()["deleted_by_id"] == leaving.id
    assert account.create_person().id > leaving.id
