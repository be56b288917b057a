"""Changing card templates: PUT and PATCH alike, in part, and not at all (contract 3.15)."""

import json
from typing import Any

import pytest

from tests.service import Account, Person, a_template, path_of

TEMPLATES = "/api/3/card_templates"

CHANGES: dict[str, Any] = {
    "name": "Visitor Pass",
    "template_type_code": "CR79",
    "card_type": "proximity",
    "double_sided": True,
    "orientation_front": "P",
    "orientation_back": "P",
    "default_template": True,
    "template_objects": [{"type": "text", "x_mm": 1.5}],
    "editable_by": "owner_only",
}


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("field", CHANGES)
def test_one_field_changes_and_all_others_stay(account: Account, method: str, field: str) -> None:
    before = account.admin.create_template()
    body = {"card_template": {field: CHANGES[field]}}

    answer = account.admin.http.request(method, path_of(before), json=body)

    assert answer.status_code == 200
    after = answer.json()
    assert after.pop("updated_at") > before["updated_at"]
    assert after == {
        **{k: v for k, v in before.items() if k != "updated_at"},
        **body["card_template"],
    }
    read = account.admin.http.get(path_of(before))
    assert (read.json(), read.headers["etag"]) == (answer.json(), answer.headers["etag"])


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_all_fields_change_at_once_in_the_flat_form(account: Account, method: str) -> None:
    before = account.admin.create_template()

    answer = account.admin.http.request(method, path_of(before), json=CHANGES)

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in CHANGES} == CHANGES
    assert answer.json()["created_at"] == before["created_at"]


def test_template_objects_are_replaced_as_a_whole(account: Account) -> None:
    before = account.admin.create_template(template_objects=[{"a": 1}, {"b": 2}])

    answer = account.admin.update(before, template_objects=[{"c": 3}])

    assert answer.json()["template_objects"] == [{"c": 3}]
    assert account.admin.update(before, template_objects=[]).json()["template_objects"] == []


def test_a_new_type_leaves_the_orientations_as_they_are(account: Account) -> None:
    before = account.admin.create_template(template_type_code="ISO_CARD")

    after = account.admin.update(before, template_type_code="EVENT_BADGE").json()

    assert after["template_type_code"] == "EVENT_BADGE"
    assert (after["orientation_front"], after["orientation_back"]) == ("L", "L")


def test_the_code_of_a_type_wins_over_its_number(account: Account) -> None:
    shown = account.service.run("template-type", "list")
    numbers = {one["code"]: one["id"] for one in json.loads(shown.stdout)}
    by_number = a_template(template_type_id=numbers["CR79"])
    del by_number["template_type_code"]

    both = account.admin.create_template(
        template_type_id=numbers["CR79"], template_type_code="CR100"
    )
    only_number = account.admin.http.post(TEMPLATES, json=by_number)

    assert both["template_type_code"] == "CR100"
    assert only_number.json()["template_type_code"] == "CR79"
    after = account.admin.update(both, template_type_id=numbers["EVENT_BADGE"]).json()
    assert after["template_type_code"] == "EVENT_BADGE"


def test_keys_that_are_unknown_or_set_by_the_server_are_ignored_on_update(
    account: Account,
) -> None:
    before = account.admin.create_template()

    answer = account.admin.update(
        before,
        id=1,
        background_image_front_url="https://example.com/a.png",
        background_image_back_url=5,
        linked_files=[{}],
        deleted_by_id=account.admin.id,
        created_at="2001-01-01T00:00:00Z",
        updated_at="2001-01-01T00:00:00Z",
        colour="blue",
    )

    assert answer.status_code == 200
    assert answer.json() == before


def test_the_uuid_may_be_sent_again_in_either_case_and_stays_as_it_was(account: Account) -> None:
    before = account.admin.create_template(uuid="550E8400-e29b-41d4-a716-446655440000")

    answer = account.admin.update(before, uuid="550e8400-E29B-41D4-A716-446655440000")

    assert answer.status_code == 200
    assert answer.json() == before


def states(person: Person, card_template: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return all that tells a reader of a change: the template, the list, and their ETags."""
    one, listed = person.http.get(path_of(card_template)), person.http.get(TEMPLATES)
    return one.text, one.headers["etag"], listed.text, listed.headers["etag"]


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"card_template": {}}',
        '{"card_template": {"name": "  Staff Card "}}',
        '{"card_template": {"deleted_at": null}}',
        '{"card_template": {"template_objects": [ {"a" :1E2} ]}}',
        '{"name": "Staff Card", "double_sided": true, "editable_by": "account_admins"}',
        '{"template_type_code": "ISO_CARD", "orientation_front": "L", "default_template": true}',
    ],
    ids=["flat", "wrapped", "name", "restore", "objects", "several", "type"],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_an_update_that_changes_nothing_moves_nothing(
    account: Account, method: str, body: str
) -> None:
    created = account.admin.http.post(
        TEMPLATES,
        content=json.dumps(a_template(name="Staff Card", double_sided=True, default_template=True))[
            :-1
        ]
        + ', "template_objects": [{"a":1E2}]}',
    ).json()
    before = states(account.admin, created)

    answer = account.admin.http.request(method, path_of(created), content=body)

    assert answer.status_code == 200
    assert (answer.text, answer.headers["etag"]) == before[:2]
    assert states(account.admin, created) == before


def test_an_update_that_changes_something_moves_both_etags(account: Account) -> None:
    created = account.admin.create_template()
    before = states(account.admin, created)

    account.admin.update(created, card_type="new")

    after = states(account.admin, created)
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_one_spelling_of_a_number_is_a_change_of_another(account: Account) -> None:
    created = account.admin.create_template(template_objects=[{"a": 1.0}])

    answer = account.admin.http.patch(path_of(created), content='{"template_objects":[{"a":1.00}]}')

    assert '"template_objects":[{"a":1.00}]' in answer.text
    assert answer.json()["updated_at"] > created["updated_at"]


def test_updated_at_is_strictly_later_with_every_change_in_the_account(account: Account) -> None:
    first, second = account.admin.create_template(), account.admin.create_template()
    seen = [first["updated_at"], second["updated_at"]]

    for number in range(10):
        for one in (first, second):
            seen.append(account.admin.update(one, card_type=f"{number}").json()["updated_at"])

    assert seen == sorted(set(seen))
