"""Fields: how they are written, filled, listed, and described to whoever makes records."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.errors import Invalid
from cardwright.layout.conditions import VisibleIf
from cardwright.layout.fields import csv_header, list_fields, record_schema, samples
from cardwright.layout.markup import fill, split
from cardwright.layout.parse import parse_layout
from cardwright.layout.values import as_text, read_values
from tests.layout.objects import array, template_object

RECORD = {"name": "Ada", "empty": "", "braces": "{{name}}", "n": "12"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{name}}", "Ada"),
        ("{{ name }}!", "Ada!"),
        ("{{\tname|x}}", "Ada"),
        ("{{nobody|Staff}}", "Staff"),
        ("{{ nobody | Staff }}", "Staff"),
        ("{{empty|Staff}}", "Staff"),
        ("{{nobody|}}.", "."),
        ("{{nobody}}.", "."),
        (r"\{{name}}", "{{name}}"),
        ("{{braces}}", "{{name}}"),
        ("{{nobody|{}}", "{"),
        ("{{name", "{{name"),
        ("{{}} {{ }} {{a b}} {{a-b}}", "{{}} {{ }} {{a b}} {{a-b}}"),
        ("{{nobody|{{name}}}}", "{{nobody|Ada}}"),
        ("{name} {{{name}}}", "{name} {Ada}"),
        ("{{name}}{{n}}", "Ada12"),
        ("", ""),
    ],
)
def test_fields_are_filled_once(text: str, filled: str) -> None:
    assert fill(split(text), RECORD) == filled


def test_who_fills_decides_about_what_is_missing() -> None:
    assert fill(split("{{a}} {{b|c}}"), {}, lambda name: f"<{name}>") == "<a> c"


def test_a_text_that_grows_too_long_is_refused() -> None:
    with pytest.raises(Invalid, match="20000"):
        fill(split("{{a}}" * 3), {"a": "x" * 7000})


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (12.0, "12"),
        (0.1, "0.1"),
        (1e21, "1000000000000000000000"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (2**60, "1152921504606846976"),
        (True, "true"),
        (False, "false"),
        ("e\u0301", "\u00e9"),
        (None, ""),
    ],
)
def test_values_are_printed_plainly(value: str | float | bool | None, printed: str) -> None:
    assert as_text(value) == printed


def test_null_is_missing_and_names_are_normalised() -> None:
    assert read_values({"a": None, "pre\u0301nom": "x", "not a name": 1, "n": 3}) == {
        "pr\u00e9nom": "x",
        "n": "3",
    }


@pytest.mark.parametrize("value", [[], {}, "\ud800", "a\0b", pytest.param(10**5000, id="digits")])
def test_what_cannot_be_printed_is_refused_by_name(value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        read_values({"first": value}, "records")
    assert "first" in refusal.value.errors["records"][0]


@given(st.text(max_size=200), st.dictionaries(st.text(max_size=5), st.text(max_size=9)))
def test_any_text_can_be_filled(text: str, values: dict[str, str]) -> None:
    plain = unicodedata.normalize("NFC", text).replace("{{", "")
    assert fill(split(plain), values) == plain
    fill(split(text), values)


@pytest.mark.parametrize(
    ("op", "value", "holds"),
    [
        ("equals", "Sales", True),
        ("equals", "sales", False),
        ("not_equals", "sales", True),
        ("in", ["IT", "Sales"], True),
        ("in", [], False),
        ("empty", None, False),
        ("not_empty", None, True),
    ],
)
def test_conditions_compare_in_exact_case(op: str, value: object, holds: bool) -> None:
    condition = VisibleIf("department", op, value)  # type: ignore[arg-type]  # any op, any value

    assert condition.holds({"department": "Sales"}) is holds


def test_conditions_compare_as_text_and_take_a_missing_field_for_an_empty_one() -> None:
    assert VisibleIf("level", "equals", 3.0).holds({"level": "3"})
    assert VisibleIf("flag", "in", [True]).holds({"flag": "true"})
    assert VisibleIf("gone", "empty").holds({})
    assert VisibleIf("gone", "not_equals", "x").holds({})


LAYOUT = parse_layout(
    array(
        template_object("text", id="line", text="{{first_name}} {{title|Staff}} {{today}}"),
        template_object("image", id="face", source={"field": "photo"}),
        template_object("barcode", value="{{card_number}}", side="back"),
        template_object("text", text="{{card_number}} {{photo}}", hidden=True),
        template_object("rect", visible_if={"field": "department", "op": "not_empty"}),
        template_object("barcode", symbology="ean13", value="20{{serial}}"),
        template_object("barcode", symbology="code39", value="{{locker}}"),
    )
)


def test_the_fields_of_a_template() -> None:
    listed = [(one.name, one.kind, one.required, one.objects) for one in list_fields(LAYOUT)]

    assert listed == [
        ("first_name", "text", True, ("line",)),
        ("title", "text", False, ("line",)),
        ("photo", "image", True, ("face", "#3")),
        ("card_number", "barcode", True, ("#2", "#3")),
        ("department", "text", False, ("#4",)),
        ("serial", "barcode", True, ("#5",)),
        ("locker", "barcode", True, ("#6",)),
    ]


def test_samples_come_from_names_and_suit_their_barcodes() -> None:
    assert samples(LAYOUT) == {
        "first_name": "First name",
        "title": "Title",
        "card_number": "Card number",
        "department": "Department",
        "serial": "1234567890",
        "locker": "LOCKER",
    }


def test_the_csv_header_names_every_field() -> None:
    assert (
        csv_header(list_fields(LAYOUT))
        == "first_name,title,photo,card_number,department,serial,locker"
    )


def test_the_schema_of_a_record_says_what_is_required() -> None:
    schema = record_schema(LAYOUT, list_fields(LAYOUT))

    assert schema["required"] == ["first_name", "photo", "card_number", "serial", "locker"]
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {one.name for one in list_fields(LAYOUT)} | {"today"}
