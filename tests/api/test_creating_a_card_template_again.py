"""A create request that is sent again because its answer was lost (API decision A11)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"


def test_the_same_create_request_again_answers_200_and_the_template(account: Account) -> None:
    new = a_template(template_objects=[{"a": 1}], card_type="matte")
    created = account.admin.create_template(**new)

    again = account.admin.http.post(TEMPLATES, json={"card_template": new})

    assert again.status_code == 200
    assert again.json() == created
    assert account.admin.http.get(TEMPLATES).json() == [created]


def test_the_same_create_request_again_answers_the_template_as_it_is_now(
    account: Account,
) -> None:
    new = a_template()
    created = account.admin.create_template(**new)
    changed = account.admin.update(created, name="Renamed", deleted_at="2026-01-01").json()

    again = account.admin.http.post(TEMPLATES, json={"card_template": new})

    assert again.status_code == 200
    assert again.json() == changed


def test_a_repetition_moves_neither_the_template_nor_the_list(account: Account) -> None:
    new = a_template(default_template=True)
    created = account.admin.create_template(**new)
    other = account.admin.create_template(default_template=True)
    before = account.admin.http.get(TEMPLATES)

    again = account.admin.http.post(TEMPLATES, json={"card_template": new})

    assert (again.status_code, again.json()["id"]) == (200, created["id"])
    after = account.admin.http.get(TEMPLATES)
    assert (after.text, after.headers["etag"]) == (before.text, before.headers["etag"])
    assert account.admin.http.get(path_of(other)).json()["default_template"] is True


def test_whitespace_order_and_wrapper_do_not_make_another_request(account: Account) -> None:
    new = a_template(template_objects=[{"a": [1, 2], "b": "x y"}], double_sided=True)
    created = account.admin.create_template(**new)
    spread = json.dumps(dict(reversed(new.items())), indent=3, separators=(" ,", " : "))

    again = account.admin.http.post(TEMPLATES, content=spread)

    assert again.status_code == 200
    assert again.json() == created


@pytest.mark.parametrize(
    "difference",
    [
        {"name": "Another"},
        {"card_type": "matte"},
        {"double_sided": True},
        {"template_type_code": "CR79"},
        {"template_objects": [{"b": 2, "a": 1}]},
        {"template_objects": [{"a": 1.0, "b": 2}]},
        {"template_objects": []},
        {"editable_by": "owner_only"},
        {"deleted_at": "2026-01-01T00:00:00Z"},
    ],
    ids=["name", "card_type", "sides", "type", "key-order", "number", "none", "rule", "deleted"],
)
def test_a_known_uuid_with_other_fields_is_refused(
    account: Account, difference: dict[str, Any]
) -> None:
    new = a_template(template_objects=[{"a": 1, "b": 2}])
    created = account.admin.create_template(**new)

    again = account.admin.http.post(TEMPLATES, json={"card_template": {**new, **difference}})

    assert again.status_code == 422
    assert again.json()["errors"]["uuid"] == ["has already been taken"]
    assert account.admin.http.get(path_of(created)).json() == created


def test_a_uuid_is_compared_in_either_case_and_answered_as_it_was_given(
    account: Account,
) -> None:
    new = a_template(uuid="550E8400-e29b-41D4-A716-446655440000")
    created = account.admin.create_template(**new)
    lower = {**new, "uuid": new["uuid"].lower()}

    again = account.admin.http.post(TEMPLATES, json=lower)
    different = account.admin.http.post(TEMPLATES, json={**lower, "name": "Another"})

    assert (again.status_code, again.json()["uuid"]) == (200, new["uuid"])
    assert (different.status_code, list(different.json()["errors"])) == (422, ["uuid"])
    assert account.admin.http.get(path_of(created)).json() == created


def test_the_uuids_of_another_account_do_not_matter(account: Account, stranger: Account) -> None:
    new = a_template()
    created = account.admin.create_template(**new)

    same = stranger.admin.http.post(TEMPLATES, json={**new, "card_type": "other"})

    assert same.status_code == 201
    assert same.json()["uuid"] == created["uuid"]
    assert account.admin.http.get(path_of(created)).json() == created


def test_a_colleague_who_repeats_a_request_gets_the_template_of_its_owner(
    account: Account,
) -> None:
    new = a_template()
    created = account.admin.create_template(**new)

    again = account.create_person(is_admin=True).http.post(TEMPLATES, json=new)

    assert (again.status_code, again.json()) == (200, created)


def test_sixteen_equal_create_requests_at_once_make_one_template(account: Account) -> None:
    new = a_template(template_objects=[{"a": 1}])
    http = account.admin.http

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: http.post(TEMPLATES, json=new), range(16)))

    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert [one["uuid"] for one in http.get(TEMPLATES).json()] == [new["uuid"]]
