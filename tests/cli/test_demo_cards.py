"""The demo's card templates follow the layout profile, and their artwork fits under them."""

import io
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest
from PIL import Image, ImageColor

from cardwright.cli.demo_artwork import sample_photo
from cardwright.cli.demo_cards import DemoCard, demo_cards

DPI = 300
SIZES_MM = {
    ("ISO_CARD", "L"): (85.6, 54.0),
    ("ISO_CARD", "P"): (54.0, 85.6),
    ("EVENT_BADGE", "P"): (86.0, 124.0),
}
SAFE_MM = 2.0
COMMON = {"v", "type", "id", "name", "side", "x_mm", "y_mm", "width_mm", "height_mm", "visible_if"}
KEYS = {
    "text": {
        "text",
        "size_pt",
        "weight",
        "fit",
        "max_lines",
        "line_height",
        "letter_spacing_pt",
        "valign",
        "case",
        "color",
    },
    "image": {"source", "fit", "focus", "radius_mm"},
    "rect": {"fill", "radius_mm"},
    "barcode": {"symbology", "value", "background", "show_text"},
}
CARDS = {card.name: card for card in demo_cards()}
SIDES = [(name, side) for name, card in CARDS.items() for side in card.artwork]

Object = dict[str, Any]


def size_mm(card: DemoCard, side: str) -> tuple[float, float]:
    orientation = card.orientation_front if side == "front" else card.orientation_back
    return SIZES_MM[card.template_type_code, orientation]


def objects(kind: str = "") -> Iterator[tuple[DemoCard, Object]]:
    for card in CARDS.values():
        for template_object in card.template_objects:
            if kind in ("", template_object["type"]):
                yield card, template_object


def box(template_object: Object) -> tuple[float, float, float, float]:
    left, top = template_object["x_mm"], template_object["y_mm"]
    return left, top, left + template_object["width_mm"], top + template_object["height_mm"]


def test_the_three_cards_show_what_templates_can_be() -> None:
    assert {
        name: (card.template_type_code, card.double_sided, card.orientation_front)
        for name, card in CARDS.items()
    } == {
        "Staff Card": ("ISO_CARD", True, "L"),
        "Visitor Pass": ("ISO_CARD", False, "P"),
        "Event Badge": ("EVENT_BADGE", False, "P"),
    }
    for card in CARDS.values():
        assert set(card.artwork) == ({"front", "back"} if card.double_sided else {"front"})


def test_ids_are_unique_in_a_template() -> None:
    for card in CARDS.values():
        ids = [template_object["id"] for template_object in card.template_objects]
        assert len(ids) == len(set(ids))


def test_objects_hold_what_the_profile_knows() -> None:
    for _, template_object in objects():
        assert template_object["v"] == 1
        assert set(template_object) <= COMMON | KEYS[template_object["type"]]
        assert template_object.get("fit", "cover") in ("cover", "shrink", "wrap_shrink")
        for key in ("color", "fill", "background"):
            colour = template_object.get(key, "#000000")
            assert len(colour) == 7
            assert ImageColor.getrgb(colour)


def test_objects_lie_on_their_side() -> None:
    for card, template_object in objects():
        assert template_object["side"] in card.artwork
        width, height = size_mm(card, template_object["side"])
        inset = SAFE_MM if template_object["type"] in ("text", "barcode") else 0.0
        left, top, right, bottom = box(template_object)
        assert inset <= left < right <= width - inset, template_object["id"]
        assert inset <= top < bottom <= height - inset, template_object["id"]


def test_text_boxes_hold_their_lines_at_full_size() -> None:
    for _, template_object in objects("text"):
        lines = max(template_object["text"].count("\n") + 1, template_object.get("max_lines", 1))
        line_pt = template_object["size_pt"] * template_object.get("line_height", 1.2)
        needed_mm = lines * line_pt / 72 * 25.4
        assert template_object["height_mm"] >= needed_mm, template_object["id"]


def test_barcodes_are_large_enough_to_read() -> None:
    """A long card number still gets modules of three dots: QR version 4, or 16 characters."""
    modules = {"qr": 33 + 2 * 4, "code128": 11 * (16 + 3) + 2 + 2 * 10}
    seen = set()
    for _, barcode in objects("barcode"):
        symbology = barcode["symbology"]
        across = barcode["width_mm"]
        if symbology == "qr":
            across = min(across, barcode["height_mm"])
        assert across / 25.4 * DPI // modules[symbology] >= 3, barcode["id"]
        seen.add(symbology)
    assert seen == set(modules)


def test_objects_overlap_nothing_but_their_plates() -> None:
    for card in CARDS.values():
        placed = [each for each in card.template_objects if each["type"] != "rect"]
        for place, one in enumerate(placed):
            for other in placed[place + 1 :]:
                apart = one["side"] != other["side"] or not overlap(one, other)
                assert apart, (card.name, one["id"], other["id"])


def overlap(one: Object, other: Object) -> bool:
    left, top, right, bottom = box(one)
    other_left, other_top, other_right, other_bottom = box(other)
    return left < other_right and other_left < right and top < other_bottom and other_top < bottom


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_artwork_has_the_size_of_its_side(name: str, side: str) -> None:
    card = CARDS[name]
    began = process_time()
    image = card.artwork[side]()
    assert process_time() - began < 2, "half a second where nothing else runs"
    picture = Image.open(io.BytesIO(image))
    assert picture.format == "PNG"
    assert picture.mode == "RGB"
    assert picture.size == tuple(round(mm * DPI / 25.4) for mm in size_mm(card, side))
    assert [round(dots) for dots in picture.info["dpi"]] == [DPI, DPI]
    assert len(image) < 150_000
    assert card.artwork[side]() == image


@pytest.mark.parametrize(("name", "side"), SIDES)
def test_text_stands_out_from_what_is_under_it(name: str, side: str) -> None:
    """WCAG AA, at the worst place under each box."""
    card = CARDS[name]
    picture = Image.open(io.BytesIO(card.artwork[side]()))
    texts = [
        each for each in card.template_objects if (each["type"], each["side"]) == ("text", side)
    ]
    assert texts
    for text in texts:
        ink = luminance(ImageColor.getrgb(str(text.get("color", "#000000"))))
        ratios = [contrast(ink, luminance(under)) for under in grounds(card, text, picture)]
        assert min(ratios) >= 4.5, (text["id"], min(ratios))


def grounds(card: DemoCard, text: Object, picture: Image.Image) -> list[tuple[int, ...]]:
    """Return the colours under a text: those of the plates it stands on, else of the artwork."""
    left, top, right, bottom = box(text)
    plates = [
        ImageColor.getrgb(str(each["fill"]))
        for each in card.template_objects
        if each["type"] == "rect" and each["side"] == text["side"] and overlap(each, text)
    ]
    if plates:
        return [colour[:3] for colour in plates]
    dots = [round(mm * DPI / 25.4) for mm in (left, top, right, bottom)]
    under = picture.crop((dots[0], dots[1], dots[2], dots[3])).reduce(4)
    flat = under.tobytes()
    return list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))


def luminance(colour: tuple[int, ...]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (level / 255 for level in colour[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_the_sample_photo_is_a_portrait_jpeg() -> None:
    image = sample_photo()
    picture = Image.open(io.BytesIO(image))
    assert picture.format == "JPEG"
    assert picture.size == (1200, 1600)
    assert len(picture.getcolors(1200 * 1600) or []) > 10_000, "a photograph is not flat"
    assert sample_photo() == image
