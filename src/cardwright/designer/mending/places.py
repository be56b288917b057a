"""Objects that lie where they should not: on the card, in its safe area, out of its zones."""

import math
import re
from typing import NamedTuple

from cardwright.designer.mending.mend import Mend
from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.objects import Image, TemplateObject

SAFE_MM = 2.0
"""As preflight has it."""
_GOOD_DPI = 200
_LEAST_SHARE = 0.25
"""A picture of so few pixels that it would become smaller than that has to be another one."""
_ROUNDING_MM = 0.005


class Area(NamedTuple):
    """An upright rectangle in mm."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Area") -> bool:
        """Say whether they have some area in common."""
        return (
            self.left < other.right - _ROUNDING_MM
            and self.right > other.left + _ROUNDING_MM
            and self.top < other.bottom - _ROUNDING_MM
            and self.bottom > other.top + _ROUNDING_MM
        )

    def is_inside(self, other: "Area") -> bool:
        """Say whether nothing of it sticks out of the other."""
        return (
            self.left >= other.left - _ROUNDING_MM
            and self.top >= other.top - _ROUNDING_MM
            and self.right <= other.right + _ROUNDING_MM
            and self.bottom <= other.bottom + _ROUNDING_MM
        )

    def moved(self, x_mm: float, y_mm: float) -> "Area":
        """Return it elsewhere."""
        return Area(self.left + x_mm, self.top + y_mm, self.right + x_mm, self.bottom + y_mm)


def area_of(found: TemplateObject) -> Area:
    """Return the upright rectangle around the box of an object as it is turned."""
    angle = math.radians(found.rotation_deg)
    cosine, sine = abs(math.cos(angle)), abs(math.sin(angle))
    half_width = (found.width_mm * cosine + found.height_mm * sine) / 2
    half_height = (found.width_mm * sine + found.height_mm * cosine) / 2
    x, y = found.x_mm + found.width_mm / 2, found.y_mm + found.height_mm / 2
    return Area(x - half_width, y - half_height, x + half_width, y + half_height)


def safe_area(found: TemplateObject, card: Card, margin_mm: float = SAFE_MM) -> Area:
    """Return the side of an object without a margin."""
    width, height = card.size(found.side)
    return Area(margin_mm, margin_mm, width - margin_mm, height - margin_mm)


def inside_card(found: TemplateObject, card: Card, _: Finding) -> Mend | None:
    """Move it onto the card, and make it smaller where it is larger than that."""
    return _moved_into("move_onto_card", found, safe_area(found, card, 0))


def inside_safe_area(found: TemplateObject, card: Card, _: Finding) -> Mend | None:
    """Move it away from the edge, and make it smaller where that is needed."""
    return _moved_into("move_into_safe_area", found, safe_area(found, card))


def out_of_zones(found: TemplateObject, card: Card, *_: object) -> Mend | None:
    """Move it as little as possible to where everything is printed; None where it fits nowhere."""
    area, side = area_of(found), safe_area(found, card, 0)
    zones = [
        Area(one.x_mm, one.y_mm, one.x_mm + one.width_mm, one.y_mm + one.height_mm)
        for one in card.zones(found.side)
    ]
    across = [0.0, *(x for z in zones for x in (z.left - area.right, z.right - area.left))]
    down = [0.0, *(y for z in zones for y in (z.top - area.bottom, z.bottom - area.top))]
    good = [
        (abs(x) + abs(y), x, y)
        for x in across
        for y in down
        if (moved := area.moved(x, y)).is_inside(side)
        and not any(moved.overlaps(zone) for zone in zones)
    ]
    if not good:
        return None
    x, y = min(good)[1:]
    return Mend("move_out_of_zone", _at(found.x_mm + x, found.y_mm + y))


def smaller(found: TemplateObject, _: Card, finding: Finding) -> Mend | None:
    """Make a picture as small as its pixels allow; its middle stays where it is."""
    told = re.search(r"has (\d+) dpi", finding.message)
    if not isinstance(found, Image) or told is None or not int(told[1]):
        return None
    share = int(told[1]) / _GOOD_DPI
    if share < _LEAST_SHARE:
        return None
    width, height = found.width_mm * share, found.height_mm * share
    left, top = (found.width_mm - width) / 2, (found.height_mm - height) / 2
    place = _at(found.x_mm + left, found.y_mm + top)
    # Rounded down, so that it does not need a pixel that is not there.
    size = {"width_mm": math.floor(width * 100) / 100, "height_mm": math.floor(height * 100) / 100}
    return Mend("make_smaller", place | size)


def _moved_into(does: str, found: TemplateObject, into: Area) -> Mend | None:
    area = area_of(found)
    width, height = into.right - into.left, into.bottom - into.top
    is_too_large = area.right - area.left > width or area.bottom - area.top > height
    if is_too_large and found.rotation_deg:
        return None
    place = _at(
        found.x_mm + _shift(area.left, area.right, into.left, into.right),
        found.y_mm + _shift(area.top, area.bottom, into.top, into.bottom),
    )
    if not is_too_large:
        return Mend(does, place)
    size = {"width_mm": min(found.width_mm, width), "height_mm": min(found.height_mm, height)}
    return Mend(does, place | {key: round(length, 2) for key, length in size.items()})


def _shift(start: float, end: float, first: float, last: float) -> float:
    if end - start > last - first:
        return first - start
    return max(0.0, first - start) + min(0.0, last - end)


def _at(x_mm: float, y_mm: float) -> dict[str, float]:
    return {"x_mm": round(x_mm, 2) + 0.0, "y_mm": round(y_mm, 2) + 0.0}
