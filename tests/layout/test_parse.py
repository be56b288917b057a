"""What follows the layout profile, what does not, and that nothing breaks the parser."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.errors import Invalid
from cardwright.layout.objects import KINDS, Barcode, Image, Text
from cardwright.layout.objects.text import LinkedFont
from cardwright.layout.parse import MOST_OBJECTS, Layout, parse_layout
from tests.layout.objects import array, template_object

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def parse(*objects: Any) -> Layout:
    return parse_layout(array(*objects))


def codes(layout: Layout) -> list[tuple[str, str]]:
    return [(one.object, one.code) for one in layout.findings]


def test_a_text_has_the_defaults_of_the_profile() -> None:
    layout = parse(template_object("text"))

    (placed,) = layout.placed
    text = placed.template_object
    assert isinstance(text, Text)
    assert (text.font, text.weight, text.size_pt, text.min_size_pt) == ("Noto Sans", 400, 10, 6)
    assert (text.fit, text.max_lines, text.line_height) == ("shrink", None, 1.2)
    assert (text.align, text.valign, text.case, text.direction) == ("start", "top", "none", "auto")
    assert (text.color, text.letter_spacing_pt, text.opacity) == ("#000000", 0, 1)
    assert (text.side, text.rotation_deg, text.hidden, text.visible_if) == ("front", 0, False, None)
    assert layout.findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_and_keeps_its_place(kind: str) -> None:
    layout = parse({"type": "theirs"}, template_object(kind, id="mine", unknown_key=[1]))

    (placed,) = layout.placed
    assert type(placed.template_object) is KINDS[kind]
    assert (placed.index, placed.label) == (1, "mine")
    assert codes(layout) == [("#0", "unknown_object")]


def test_numbers_mean_what_json_says_however_they_are_written() -> None:
    text = array(template_object("text")).replace('"v": 1', '"v": 1.0, "weight": 7E2')

    (placed,) = parse_layout(text).placed

    assert isinstance(placed.template_object, Text)
    assert placed.template_object.weight == 700


def test_a_linked_font_and_a_linked_picture() -> None:
    layout = parse(
        template_object("text", font={"file": "abc"}),
        template_object("image", source={"file": "def"}, focus=[0, 1]),
    )

    font, picture = (one.template_object for one in layout.placed)
    assert isinstance(font, Text)
    assert font.font == LinkedFont("abc")
    assert isinstance(picture, Image)
    assert (picture.source.file, picture.focus) == ("def", (0, 1))


@pytest.mark.parametrize(
    "keys",
    [
        {"x_mm": "1"},
        {"x_mm": 10_001},
        {"x_mm": -10_001},
        {"x_mm": 10**300},
        {"width_mm": -1},
        {"width_mm": True},
        {"opacity": 1.1},
        {"side": 3},
        {"side": "left"},
        {"hidden": "no"},
        {"id": 7},
        {"color": "red"},
        {"color": "#12345"},
        {"color": "#1234567"},
        {"fit": "squeeze"},
        {"size_pt": 0},
        {"weight": 400.5},
        {"max_lines": 0},
        {"font": {}},
        {"text": None},
        {"visible_if": {"field": "a", "op": "matches", "value": "b"}},
        {"visible_if": {"field": "a b", "op": "empty"}},
        {"visible_if": {"field": "a", "op": "in", "value": "b"}},
    ],
)
def test_a_key_that_is_wrong_makes_an_object_invalid(keys: dict[str, Any]) -> None:
    layout = parse(template_object("text", **keys))

    assert layout.placed == ()
    (found,) = layout.findings
    assert (found.code, found.severity, found.object) == ("invalid_object", "error", "#0")
    assert next(iter(keys)) in found.message


@pytest.mark.parametrize(
    "broken",
    [
        template_object("image", source={"file": "a", "field": "b"}),
        template_object("image", source={}),
        template_object("image", source={"field": "a.b"}),
        template_object("image", focus=[0.5]),
        template_object("image", focus=[0.5, 2]),
        template_object("barcode", symbology="maxicode"),
        template_object("barcode", rotation_deg=45),
        template_object("barcode", ec_level="X"),
        template_object("rect", fill="none"),
        {"v": 1, "type": "line"},
    ],
)
def test_objects_that_their_kind_does_not_allow(broken: dict[str, Any]) -> None:
    assert codes(parse(broken)) == [("#0", "invalid_object")]


def test_barcodes_turn_in_quarters_and_know_their_levels() -> None:
    layout = parse(
        template_object("barcode", rotation_deg=-90.0, ec_level="H"),
        template_object("barcode", symbology="pdf417", ec_level=4),
        template_object("barcode", symbology="code128", ec_level="M"),
    )

    assert layout.findings == ()
    assert all(isinstance(one.template_object, Barcode) for one in layout.placed)


@pytest.mark.parametrize(
    "foreign",
    [
        {"type": ["text"], "side": 3},
        {"v": 2, "type": "text"},
        {"v": True, "type": "text"},
        {"v": 1},
        {"v": 1, "type": "Text"},
        {},
    ],
)
def test_objects_outside_the_profile_are_left_alone(foreign: dict[str, Any]) -> None:
    layout = parse(foreign)

    (found,) = layout.findings
    assert (found.code, found.severity, found.side) == ("unknown_object", "warning", "front")


def test_the_side_of_a_finding_is_that_of_its_object() -> None:
    layout = parse({"type": "theirs", "side": "back"}, template_object("line", side="back", v=7))

    assert [one.side for one in layout.findings] == ["back", "back"]


def test_the_later_of_two_equal_ids_is_told_and_still_there() -> None:
    layout = parse(template_object("text", id="a"), template_object("rect", id="a"))

    assert len(layout.placed) == 2
    (found,) = layout.findings
    assert (found.code, found.object) == ("invalid_object", "a")
    assert "same id" in found.message


def test_hidden_objects_have_no_findings_and_are_not_drawn() -> None:
    layout = parse(
        template_object("text", hidden=True), template_object("text", hidden=True, v=1, x_mm="")
    )

    assert layout.findings == ()
    assert layout.on("front") == ()
    assert len(layout.placed) == 1


def test_a_side_shows_its_own_objects_in_painting_order() -> None:
    layout = parse(
        *(
            template_object("rect", id=f"{n}", side=side)
            for n, side in enumerate(["front", "back", "front"])
        )
    )

    assert [one.label for one in layout.on("front")] == ["0", "2"]
    assert [one.label for one in layout.on("back")] == ["1"]


def test_too_many_objects_are_refused() -> None:
    parse(*[{}] * MOST_OBJECTS)

    with pytest.raises(Invalid) as refusal:
        parse(*[{}] * (MOST_OBJECTS + 1))
    assert list(refusal.value.errors) == ["template_objects"]


@pytest.mark.parametrize(("kind", "key"), [("text", "text"), ("barcode", "value")])
def test_a_text_that_is_too_long_is_refused(kind: str, key: str) -> None:
    assert parse(template_object(kind, **{key: "x" * 20_000})).findings == ()

    with pytest.raises(Invalid, match="20000"):
        parse(template_object(kind, **{key: "x" * 20_001}))


@given(st.lists(JSON, max_size=8))
def test_no_json_breaks_the_parser(objects: list[Any]) -> None:
    layout = parse_layout(json.dumps(objects))

    assert len(layout.findings) >= len(objects) - len(layout.placed)


@given(st.sampled_from(list(KINDS)), st.data())
def test_no_value_of_a_known_key_breaks_the_parser(kind: str, data: st.DataObject) -> None:
    keys = KINDS[kind].__struct_fields__
    changed = data.draw(st.dictionaries(st.sampled_from(keys), JSON, max_size=3))

    layout = parse(template_object(kind, **changed))

    assert layout.placed or layout.findings or changed.get("hidden") is True
