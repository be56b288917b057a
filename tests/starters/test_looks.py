"""How the starters look: margins, contrast, and nothing on top of something else."""

from itertools import combinations
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from cardwright.layout.conditions import VisibleIf
from cardwright.layout.objects import Barcode, Image, Text
from cardwright.layout.objects.box import Side
from cardwright.rendering.preflight.contrast import contrast
from cardwright.rendering.preflight.scene import bounds_of
from cardwright.rendering.template import Template
from cardwright.starters import Starter
from tests.rendering.cards import DOTS_PER_MM, Pixels, draw, ink_box
from tests.starters.cards import (
    BUILT_IN,
    STARTERS,
    card_of,
    layout_of,
    long_of,
    objects_of,
    people_of,
    photo,
    template_of,
)

MARGIN_MM = 3.0
LEAST_RATIO = 4.5  # WCAG 2.2, 1.4.3, level AA

SIDES: list[tuple[Starter, Side]] = [
    (starter, side) for starter in STARTERS.values() for side in card_of(starter).sides
]
every_side = pytest.mark.parametrize(
    ("starter", "side"), SIDES, ids=[f"{starter.key}-{side}" for starter, side in SIDES]
)

Object = dict[str, Any]


@every_side
def test_what_is_read_keeps_a_margin(starter: Starter, side: Side) -> None:
    """The ink of texts and barcodes, not their boxes: a quiet zone may be nearer to the edge."""
    read = [
        one | ({"color": "#000000"} if one["type"] == "text" else {"background": None})
        for one in objects_of(starter)
        if one["type"] in ("text", "barcode")
    ]

    drawn = draw(on_white(starter, read), long_of(starter), side=side, built_in=BUILT_IN)

    left, top, right, bottom = (edge / DOTS_PER_MM for edge in ink_box(drawn))
    width, height = card_of(starter).size(side)
    assert min(left, top) >= MARGIN_MM
    assert right <= width - MARGIN_MM
    assert bottom <= height - MARGIN_MM


@every_side
def test_text_stands_out_where_it_is(starter: Starter, side: Side) -> None:
    """At the worst dot under the ink of each text, for each that is ever shown."""
    objects = [one for one in objects_of(starter) if one["side"] == side]
    unseen = {one["id"] for one in objects if one["type"] == "text"}
    long_name = {
        name: one for name, one in people_of(starter).items() if name.startswith("a very long")
    }
    for person in long_name.values():
        for index, one in enumerate(objects):
            if one["type"] != "text":
                continue
            ink = ink_of(starter, side, one, person)
            if ink.any():
                unseen.discard(one["id"])
                below = [other for other in objects[:index] if other["type"] != "text"]
                template = template_of(starter, below)
                pictures = {"photo": photo()}
                ground = draw(template, person, side=side, pictures=pictures, built_in=BUILT_IN)
                assert worst(one.get("color", "#000000"), ground[ink]) >= LEAST_RATIO, one["id"]
    assert not unseen


@every_side
def test_nothing_that_is_read_or_looked_at_covers_another(starter: Starter, side: Side) -> None:
    shown = [
        one.template_object
        for one in layout_of(starter).on(side)
        if isinstance(one.template_object, Text | Barcode | Image)
    ]
    for one, other in combinations(shown, 2):
        if not is_never_with(one.visible_if, other.visible_if):
            assert not bounds_of(one).overlaps(bounds_of(other)), (one.id, other.id)


def on_white(starter: Starter, objects: list[Object]) -> Template:
    """Return some of the objects without the background images."""
    return msgspec.structs.replace(template_of(starter, objects), backgrounds={})


def ink_of(starter: Starter, side: Side, text: Object, person: dict[str, str]) -> NDArray[np.bool_]:
    """Return the dots that a text covers, but for those at its edges."""
    template = on_white(starter, [text | {"color": "#000000"}])
    drawn = draw(template, person, side=side, built_in=BUILT_IN)
    dark: NDArray[np.bool_] = drawn.max(axis=2) < 128
    return dark


def worst(color: str, dots: Pixels) -> float:
    """Return the lowest contrast of a colour (`#rrggbb`) with any of the dots (count, RGB)."""
    ink = (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))
    grounds = np.unique(dots, axis=0).tolist()
    return min(contrast(ink, (red, green, blue)) for red, green, blue in grounds)


def is_never_with(one: VisibleIf | None, other: VisibleIf | None) -> bool:
    """Say whether of two objects only one is ever shown."""
    if one is None or other is None or (one.field, one.value) != (other.field, other.value):
        return False
    return {one.op, other.op} == {"equals", "not_equals"}
