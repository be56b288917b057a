"""`GET .../fields`, and the published schema of template objects."""

import csv
import io

from openapi_schema_validator import OAS31Validator

from tests.proofs.templates import ADA, CODE, DATE, NAME, PHOTO, a_staff_card, refused
from tests.rendering.cards import at
from tests.service import Account, path_of


def test_fields_come_in_the_order_of_their_first_use(account: Account) -> None:
    created = a_staff_card(account.admin)

    answer = account.admin.http.get(path_of(created, "fields")).json()

    told = [(f["name"], f["kind"], f["required"], f["objects"]) for f in answer["fields"]]
    assert told == [
        ("first_name", "text", True, ["name"]),
        ("last_name", "text", False, ["name"]),
        ("photo", "image", True, ["photo"]),
        ("card_number", "barcode", True, ["code"]),
    ]
    assert [f["sample"] for f in answer["fields"]][:3] == ["First name", "Last name", None]
    assert next(csv.reader(io.StringIO(answer["csv_header"]))) == [row[0] for row in told]


def test_the_schema_says_which_records_are_complete(account: Account) -> None:
    created = a_staff_card(account.admin)

    schema = account.admin.http.get(path_of(created, "fields")).json()["schema"]

    OAS31Validator.check_schema(schema)
    validator = OAS31Validator(schema)
    assert validator.is_valid({**ADA, "photo": "data:,"})
    assert not validator.is_valid(ADA)
    assert not validator.is_valid({**ADA, "photo": 3})


def test_a_template_without_objects_has_no_fields(account: Account) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.get(path_of(created, "fields")).json()

    assert (answer["fields"], answer["csv_header"]) == ([], "")


def test_objects_of_others_are_left_alone(account: Account) -> None:
    created = account.admin.create_template(
        template_objects=[{"type": "text", "text": "{{not_ours}}"}, DATE, {"v": 2}]
    )

    assert account.admin.http.get(path_of(created, "fields")).json()["fields"] == []


def test_more_objects_than_can_be_drawn_are_refused(account: Account) -> None:
    created = account.admin.create_template(
        template_objects=[at("rect", 0, 0, 1, 1) for _ in range(501)]
    )

    errors = refused(account.admin.http.get(path_of(created, "fields")))

    assert "at most 500" in errors["template_objects"][0]


def test_the_published_schema_accepts_what_is_drawn(account: Account) -> None:
    answer = account.admin.http.get("/api/3/card_template_layout_schema")

    schema = answer.json()
    OAS31Validator.check_schema(schema)
    validator = OAS31Validator(schema)
    assert validator.is_valid([NAME, PHOTO, CODE, DATE, {"type": "of others", "v": 7}])
    assert not validator.is_valid([{**NAME, "size_pt": "large"}])


def test_fields_that_would_take_long_to_count_are_refused(account: Account) -> None:
    text = "{{first_name}}" * 1400
    created = account.admin.create_template(
        template_objects=[at("text", 0, 0, 1, 1, text=text) for _ in range(15)]
    )

    for path in ("fields", "preview/front"):
        errors = refused(account.admin.http.get(path_of(created, path)))
        assert "20000 fields" in errors["template_objects"][0]
