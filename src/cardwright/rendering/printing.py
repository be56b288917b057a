"""Where the sides of a card lie on the pages of an office printer, so that both fit together."""

from typing import Literal

from cardwright.errors import Invalid
from cardwright.layout.card import Card
from cardwright.layout.objects.box import Side
from cardwright.rendering.surfaces.sheet import Sheet

Page = Literal["card", "a4", "letter"]
Flip = Literal["long", "short"]

SIZES_MM: dict[Page, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of upright sheets (ISO 216, ANSI Y14.1)."""
BLEED_MM = 2.0
"""Drawn around a card that is cut out of a sheet, because nobody cuts exactly."""
_ROOM_MM = 8.0


def sheet_of(card: Card, side: Side, page: Page, flip: Flip) -> Sheet:
    """Return how a side lies on its page. Raises Invalid for `page` where the card is too large.

    The card lies in the middle. Printed on both sides and turned like the page of a book, its back
    is upright: printers turn what they print on the back for the edge over which the paper is
    flipped, so where that is not the edge that books have, the back is turned by a half. A back
    whose orientation is another one than that of the front is turned clockwise by a quarter.
    """
    front = card.size("front")
    width, height = SIZES_MM.get(page, front)
    if page in SIZES_MM and (front[0] > width - 2 * _ROOM_MM or front[1] > height - 2 * _ROOM_MM):
        raise Invalid.field("page", "is too small for the card: choose the page of the card's size")
    turned = 0 if card.size(side) == front else 90
    if side == "back" and (flip == "long") == (width > height):
        turned += 180
    return Sheet(width, height, turned_deg=turned, has_marks=page in SIZES_MM)
