"""The geometry of a card, and the JSON Schema of what may lie on it."""

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest

from cardwright.layout.card import Card, Zone
from cardwright.layout.json_schema import layout_schema
from cardwright.layout.objects import KINDS
from cardwright.layout.units import pixels
from tests.layout.objects import template_object

CARD = Card(
    width_mm=85.6,
    height_mm=54.0,
    orientation_front="L",
    orientation_back="P",
    non_printable_zones=(Zone("Chip", 9.0, 18.0, 13.0, 12.0),),
)


def test_a_side_has_the_size_of_its_orientation() -> None:
    assert CARD.size("front") == (85.6, 54.0)
    assert CARD.size("back") == (54.0, 85.6)


def test_zones_turn_with_the_side() -> None:
    assert CARD.zones("front") == CARD.non_printable_zones
    assert CARD.zones("back") == (Zone("Chip", 24.0, 9.0, 12.0, 13.0),)


@pytest.mark.parametrize(
    ("length_mm", "dpi", "expected"),
    [(85.6, 300, 1011), (54.0, 300, 638), (85.6, 600, 2022), (54.0, 600, 1276), (0.001, 72, 1)],
)
def test_bitmaps_have_rounded_sizes(length_mm: float, dpi: float, expected: int) -> None:
    assert pixels(length_mm, dpi) == expected


def accepts(*objects: object) -> bool:
    return bool(jsonschema.Draft202012Validator(layout_schema()).is_valid(list(objects)))


def test_the_schema_is_one_and_knows_every_key_of_every_kind() -> None:
    schema = layout_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    for kind, struct in KINDS.items():
        properties = schema["$defs"][struct.__name__]["properties"]
        assert set(properties) == {"type", *struct.__struct_fields__}, kind


def test_the_schema_accepts_what_the_parser_accepts() -> None:
    assert accepts(*(template_object(kind) for kind in KINDS), {"type": "theirs"}, {})
    assert accepts(template_object("text", font={"file": "x"}, unknown=1))
    assert not accepts(template_object("text", size_pt="10"))
    assert not accepts(template_object("text", color="red"))
    assert not accepts(template_object("rect", width_mm=-1))
    assert not accepts(template_object("image", source={"file": "a", "field": "b"}))
    assert not accepts({"v": 1, "type": "line"})
