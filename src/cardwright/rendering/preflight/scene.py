"""A side of a card as preflight looks at it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cardwright.layout.findings import Code, Finding, finding
from cardwright.layout.objects.box import Box, Side
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import Item
from cardwright.rendering.surfaces.bitmap import Region

ROUNDING_MM = 0.005
"""Edges that are closer together are one edge."""


@dataclass(frozen=True)
class Bounds:
    """An upright rectangle on a side, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Bounds") -> bool:
        """Say whether they have more in common than an edge."""
        return (
            self.right > other.left + ROUNDING_MM
            and self.left < other.right - ROUNDING_MM
            and self.bottom > other.top + ROUNDING_MM
            and self.top < other.bottom - ROUNDING_MM
        )

    def grown(self, by_mm: float) -> "Bounds":
        """Return it with each edge moved outwards."""
        return Bounds(self.left - by_mm, self.top - by_mm, self.right + by_mm, self.bottom + by_mm)

    def is_inside(self, other: "Bounds") -> bool:
        """Say whether nothing of it sticks out of the other."""
        return (
            self.left >= other.left - ROUNDING_MM
            and self.top >= other.top - ROUNDING_MM
            and self.right <= other.right + ROUNDING_MM
            and self.bottom <= other.bottom + ROUNDING_MM
        )


@dataclass(frozen=True)
class Scene:
    """The objects of a side for one record, and the dots they are printed with."""

    compiled: CompiledTemplate
    side: Side
    items: Sequence[Item]
    frame: Frame

    def found(self, code: Code, item: Item, **details: object) -> Finding:
        """Return a finding of an object on this side."""
        return finding(code, item.placed.label, self.side, **details)


def bounds_of(box: Box) -> Bounds:
    """Return the upright rectangle around a box as it is turned."""
    angle = math.radians(box.rotation_deg)
    cosine, sine = abs(math.cos(angle)), abs(math.sin(angle))
    half_width = (box.width_mm * cosine + box.height_mm * sine) / 2
    half_height = (box.width_mm * sine + box.height_mm * cosine) / 2
    x, y = box.x_mm + box.width_mm / 2, box.y_mm + box.height_mm / 2
    return Bounds(x - half_width, y - half_height, x + half_width, y + half_height)


def region_of(box: Box, frame: Frame) -> Region | None:
    """Return the pixels of a frame without bleed that a box covers; None where it covers none."""
    bounds, dot = bounds_of(box), frame.dot_mm
    left = max(0, math.floor(bounds.left / dot))
    top = max(0, math.floor(bounds.top / dot))
    width = min(frame.width_px, math.ceil(bounds.right / dot)) - left
    height = min(frame.height_px, math.ceil(bounds.bottom / dot)) - top
    return Region(left, top, width, height) if width > 0 and height > 0 else None
