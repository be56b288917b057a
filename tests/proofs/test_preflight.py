"""`POST .../preflight`: over samples, one record, or many."""

import pytest

from tests.proofs.templates import ADA, CODE, NAME, a_staff_card, preflight, refused
from tests.rendering.cards import at, picture
from tests.service import Account, path_of


def test_samples_stand_in_where_there_is_no_record(account: Account) -> None:
    assert preflight(account.admin, a_staff_card(account.admin)) == []


def test_one_record_is_looked_through(account: Account) -> None:
    created = a_staff_card(account.admin)

    (finding,) = preflight(account.admin, created, data=ADA)

    assert "record" not in finding
    assert (finding["object"], finding["side"], finding["severity"], finding["code"]) == (
        "photo",
        "front",
        "error",
        "missing_field",
    )
    assert "photo" in finding["message"]
    assert "photo" in finding["fix"]


def test_many_records_are_told_apart(account: Account) -> None:
    created = account.admin.create_template(template_objects=[NAME, CODE])
    records = [ADA] * 50 + [{**ADA, "first_name": "A" * 300}] + [{"first_name": "Bo"}]

    findings = preflight(account.admin, created, records=records)

    assert [(one["record"], one["code"]) for one in findings] == [
        (50, "text_overflow"),
        (51, "missing_field"),
    ]


def test_a_barcode_that_cannot_be_read_is_found(account: Account) -> None:
    cover = at("rect", 8, 28, 10, 10, id="cover", fill="#ff0000")
    created = account.admin.create_template(template_objects=[CODE, cover])

    findings = preflight(account.admin, created, data=ADA)

    assert ("code", "barcode_unreadable") in {(one["object"], one["code"]) for one in findings}


def test_objects_of_others_are_listed(account: Account) -> None:
    created = account.admin.create_template(template_objects=[{"type": "hologram", "side": "back"}])

    (finding,) = preflight(account.admin, created)

    assert (finding["object"], finding["side"], finding["code"]) == ("#0", "back", "unknown_object")


def test_pictures_may_come_along(account: Account) -> None:
    created = a_staff_card(account.admin)
    request = '{"data": {"first_name": "Ada", "card_number": 12}}'

    answer = account.admin.http.post(
        path_of(created, "preflight"),
        files={"request": (None, request), "photo": ("me.png", picture(40, 50))},
    )

    assert [one["code"] for one in answer.json()["findings"]] == ["image_low_resolution"]


REFUSED = [
    ("records", {"records": [{}] * 1001}),
    ("records", {"records": {}}),
    ("records", {"records": [1]}),
    ("records", {"records": [{"a": []}]}),
    ("records", {"records": [], "data": {}}),
    ("data", {"data": "x"}),
    ("dpi", {"dpi": 10}),
]


@pytest.mark.parametrize(("field", "body"), REFUSED)
def test_what_cannot_be_looked_through_is_refused(
    account: Account, field: str, body: dict[str, object]
) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, "preflight"), json=body)

    assert list(refused(answer)) == [field]
