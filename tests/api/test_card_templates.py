"""Creating, reading and deleting card templates (contract 1a, 2a, 2b, 3.2)."""

import uuid
from typing import Any

import pytest

from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"


def test_a_created_template_reads_back_as_it_was_answered(account: Account) -> None:
    created = account.admin.create_template(name="Staff Card", double_sided=True)

    read = account.admin.http.get(path_of(created))

    assert read.status_code == 200
    assert read.json() == created
    assert (created["name"], created["double_sided"]) == ("Staff Card", True)
    assert created["owner_id"] == account.admin.id


def test_what_a_create_request_leaves_out_has_the_documented_default(account: Account) -> None:
    required = a_template()

    answer = account.admin.http.post(TEMPLATES, json={"card_template": required})

    assert answer.status_code == 201
    created = answer.json()
    assert created.pop("created_at") == created.pop("updated_at")
    assert created == {
        **required,
        "id": created["id"],
        "card_type": "standard",
        "double_sided": False,
        "orientation_front": "L",
        "orientation_back": "L",
        "default_template": False,
        "background_image_front_url": None,
        "background_image_back_url": None,
        "template_objects": [],
        "owner_id": account.admin.id,
        "editable_by": "account_admins",
        "deleted_at": None,
        "deleted_by_id": None,
        "linked_files": [],
    }


def test_every_field_that_a_create_request_sends_is_kept(account: Account) -> None:
    sent = a_template(
        uuid="550E8400-E29B-41D4-A716-446655440000",
        template_type_code="CR100",
        card_type="proximity, glossy",
        double_sided=True,
        orientation_front="P",
        orientation_back="L",
        default_template=True,
        template_objects=[{"type": "text"}],
        editable_by="owner_only",
    )

    created = account.admin.create_template(**sent)

    assert {name: created[name] for name in sent} == sent


def test_the_flat_form_of_a_body_is_accepted_like_the_wrapped_one(account: Account) -> None:
    flat = a_template(double_sided=True)

    answer = account.admin.http.post(TEMPLATES, json=flat)

    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in flat} == flat


def test_the_wrapped_form_wins_over_members_beside_it(account: Account) -> None:
    wrapped = a_template()

    answer = account.admin.http.post(TEMPLATES, json={"card_template": wrapped, "name": "Beside"})

    assert answer.status_code == 201
    assert answer.json()["name"] == wrapped["name"]


@pytest.mark.parametrize("content_type", ["text/plain", "application/vnd.api+json", None])
def test_a_body_is_read_as_json_whatever_its_content_type(
    account: Account, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    body = f'{{"uuid":"{uuid.uuid4()}","name":"Typed","template_type_code":"ISO_CARD"}}'

    answer = account.admin.http.post(TEMPLATES, content=body, headers=headers)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Staff Card\t\n", "Staff Card"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u00a0 Visitors \u3000", "Visitors"),
        ("A", "A"),
        ("n" * 255, "n" * 255),
        (" " + "n" * 255 + " ", "n" * 255),
        ("e\u0301" * 255, "\u00e9" * 255),
        ("Two  blanks", "Two  blanks"),
        ("卡片 🪪", "卡片 🪪"),
    ],
    ids=["blanks", "nfc", "wide-blanks", "one", "255", "255-trimmed", "255-nfc", "inside", "wide"],
)
def test_a_name_is_kept_trimmed_and_in_nfc(account: Account, sent: str, kept: str) -> None:
    created = account.admin.create_template(name=sent)

    assert created["name"] == kept
    assert account.admin.http.get(path_of(created)).json()["name"] == kept


@pytest.mark.parametrize(
    ("type_code", "orientation"),
    [("ISO_CARD", "L"), ("ISO_CARD_STANDARD", "L"), ("EVENT_BADGE", "P")],
)
def test_orientations_left_out_are_those_of_the_type(
    account: Account, type_code: str, orientation: str
) -> None:
    created = account.admin.create_template(template_type_code=type_code)

    assert (created["orientation_front"], created["orientation_back"]) == (orientation,) * 2


def test_one_orientation_may_be_sent_without_the_other(account: Account) -> None:
    created = account.admin.create_template(template_type_code="EVENT_BADGE", orientation_back="L")

    assert (created["orientation_front"], created["orientation_back"]) == ("P", "L")


def test_keys_that_are_unknown_or_set_by_the_server_are_ignored_on_create(
    account: Account,
) -> None:
    server_set = {
        "id": 1,
        "background_image_front_url": "https://example.com/front.png",
        "background_image_back_url": 5,
        "linked_files": [{"uuid": str(uuid.uuid4())}],
        "deleted_by_id": 77,
        "created_at": "2001-01-01T00:00:00Z",
        "updated_at": "2001-01-01T00:00:00Z",
    }

    created = account.admin.create_template(**server_set, colour="blue")

    assert "colour" not in created
    assert all(created[name] != value for name, value in server_set.items() if name != "id")
    assert account.admin.http.get(path_of(created)).json()["deleted_by_id"] is None


def test_create_makes_the_caller_the_owner_whoever_the_body_names(account: Account) -> None:
    colleague = account.create_person(is_admin=True)

    owners = [
        account.admin.create_template(owner_id=named)["owner_id"]
        for named in (colleague.id, None, 0, 10**9)
    ]

    assert owners == [account.admin.id] * 4


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "given",
    ["999999999", "0", "-1", "abc", "1.5", "99999999999999999999", "9223372036854775808", "%C2%B2"],
)
def test_what_is_not_the_id_of_a_template_is_not_found(
    account: Account, method: str, given: str
) -> None:
    answer = account.admin.http.request(method, f"{TEMPLATES}/{given}", content="{}")

    assert answer.status_code == 404


def test_a_deleted_template_is_gone_for_good(account: Account) -> None:
    created = account.admin.create_template()
    kept = account.admin.create_template()

    answer = account.admin.http.delete(path_of(created))

    assert (answer.status_code, answer.content) == (204, b"")
    http = account.admin.http
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert http.request(method, path_of(created), content="{}").status_code == 404
    listed = http.get(TEMPLATES, params={"include_deleted": "true"}).json()
    assert [one["id"] for one in listed] == [kept["id"]]


def test_a_hard_delete_frees_name_and_uuid_but_never_the_id(account: Account) -> None:
    fields: dict[str, Any] = a_template(default_template=True)
    first = account.admin.create_template(**fields)
    account.admin.http.delete(path_of(first))

    second = account.admin.create_template(**fields)

    assert second["id"] > first["id"]
    assert (second["name"], second["uuid"]) == (first["name"], first["uuid"])


def test_any_admin_may_delete_a_template_that_only_its_owner_may_edit(account: Account) -> None:
    created = account.admin.create_template(editable_by="owner_only")
    colleague = account.create_person(is_admin=True)

    answer = colleague.http.delete(path_of(created))

    assert answer.status_code == 204
    assert account.admin.http.get(path_of(created)).status_code == 404
