"""The pictures of the starters: PNG at 300 dpi, computed, the same bytes in the same release.

There is no text in them: text belongs to the template objects, and the artwork leaves room for it.
"""

from functools import cache
from typing import Literal, get_args

from cardwright.starters.drawing import Point, Sheet, blend, curve, polygon

Artwork = Literal["meridian-mark", "university-crest", "visitor-hills", "event-night"]
NAMES: tuple[Artwork, ...] = get_args(Artwork)


@cache
def draw(name: Artwork) -> bytes:
    """Return a picture by its name."""
    match name:
        case "meridian-mark":
            return _meridian_mark()
        case "university-crest":
            return _university_crest()
        case "visitor-hills":
            return _visitor_hills()
        case "event-night":
            return _event_night()


# Centre, radius in mm, turn in degrees, corners, colour, opacity.
_DRIFTING = (
    ((66.0, 8.0), 30.0, 10.0, 3, "#ffffff", 0.05),
    ((78.0, 30.0), 24.0, 50.0, 3, "#ffffff", 0.06),
    ((20.0, 48.0), 22.0, 30.0, 3, "#ffffff", 0.05),
    ((79.0, 29.0), 3.2, 15.0, 3, "#ffd166", 0.95),
    ((60.0, 41.5), 2.2, 40.0, 3, "#ff7aa8", 0.95),
    ((30.0, 42.0), 2.0, 20.0, 4, "#5fd4d0", 0.95),
    ((45.5, 38.0), 1.0, 0.0, 60, "#ffffff", 0.9),
    ((22.0, 38.5), 0.8, 0.0, 60, "#ffffff", 0.8),
    ((80.5, 9.0), 1.1, 0.0, 60, "#ffffff", 0.9),
    ((53.0, 46.0), 0.7, 0.0, 60, "#ffd166", 0.9),
    ((6.0, 36.5), 1.4, 60.0, 3, "#ff7aa8", 0.9),
    ((39.0, 44.8), 1.3, 25.0, 3, "#ffd166", 0.9),
)

_SHIELD = [
    (4.0, 2.0),
    (36.0, 2.0),
    *curve((36.0, 2.0), (36.5, 24.0), (32.0, 33.0), (20.0, 39.0)),
    *curve((20.0, 39.0), (8.0, 33.0), (3.5, 24.0), (4.0, 2.0)),
]


def _meridian_mark() -> bytes:
    """Draw the mark of the made-up firm: the sun on the horizon in a hexagon, for any ground."""
    middle, horizon, sea, haze = 17.32, 21.6, "#0d6069", "#fdf0dc"
    sheet = Sheet(2 * middle, 40.0, blend((0.0, sea), (1.0, sea), angle=0))
    field = polygon((middle, 20.0), 17.6, 30.0, 6)
    sheet.fill(field, blend((0.2, "#ffffff"), (0.7, haze), angle=90))
    sheet.disc((middle, horizon), 9.2, "#f2a33a", within=field)
    sheet.fill(_bar((middle, horizon), middle, 20.0), haze, within=field)
    for depth, half in ((0.0, 13.6), (4.4, 9.6), (8.8, 5.6)):
        sheet.fill(_bar((middle, horizon + depth), half, 2.4), sea, within=field)
    return sheet.png(cut_out=polygon((middle, 20.0), 20.0, 30.0, 6))


def _university_crest() -> bytes:
    """Draw the arms of the made-up university: an open book below a star, on a shield."""
    sheet = Sheet(40.0, 40.0, blend((0.0, "#f6dc9a"), (1.0, "#d9a441"), angle=55))
    field = [(20.0 + (x - 20.0) * 0.9, 20.0 + (y - 19.6) * 0.9) for x, y in _SHIELD]
    sheet.fill(field, blend((0.0, "#22376b"), (1.0, "#121d3f"), angle=60))
    sheet.fill(_star((20.0, 11.4), 5.4, 2.2), "#f3cf7a")
    for side in (-1, 1):
        page = [
            (20.0, 20.6),
            *curve((20.0, 20.6), (20 + side * 3.5, 18.4), (20 + side * 8, 18.4), _at(side, 11.2)),
            (20.0 + side * 11.2, 28.6),
            *curve(
                (20 + side * 11.2, 28.6), (20 + side * 8, 27), (20 + side * 3.5, 27), (20, 29.6)
            ),
        ]
        sheet.fill(page, "#ffffff")
    sheet.fill([(19.55, 20.4), (20.45, 20.4), (20.45, 29.6), (19.55, 29.6)], "#d9a441")
    return sheet.png(cut_out=_SHIELD)


def _visitor_hills() -> bytes:
    """Draw a sunset of plum and coral above warm white paper, on a portrait card."""
    sheet = Sheet(54.0, 85.6, blend((0.0, "#fffdfb"), (1.0, "#fdeee4"), angle=80))
    for shift, opacity in ((3.6, 0.2), (1.8, 0.4)):
        sheet.fill(_hills(shift), "#e8744a", opacity)
    hills = _hills(0.0)
    sky = blend((0.0, "#4f1742"), (0.2, "#8a234c"), (0.36, "#b8374a"), (0.5, "#d9663f"), angle=60)
    sheet.fill(hills, sky)
    for radius, opacity in ((16.0, 0.10), (11.5, 0.14), (7.0, 0.9)):
        sheet.disc((43.0, 29.0), radius, "#ffc27a", opacity, within=hills)
    for radius in (22.0, 29.0, 36.0, 43.0):
        sheet.ring((43.0, 29.0), radius, 0.25, "#ffffff", 0.12, within=hills)
    return sheet.png()


def _event_night() -> bytes:
    """Draw a night sky with drifting shapes above, and clear paper for a name below."""
    sheet = Sheet(86.0, 124.0, blend((0.0, "#ffffff"), (1.0, "#efedfb"), angle=90))
    slope = [(0.0, 0.0), (86.0, 0.0), (86.0, 43.0), (0.0, 53.0)]
    for shift, colour in ((2.6, "#5fd4d0"), (1.3, "#c94f9b")):
        sheet.fill([(x, y + shift * (y > 0)) for x, y in slope], colour)
    sheet.fill(slope, blend((0.0, "#15143f"), (0.3, "#3a2277"), (0.6, "#8a3494"), angle=52))
    for centre, radius, turn, corners, colour, opacity in _DRIFTING:
        sheet.fill(polygon(centre, radius, turn, corners), colour, opacity, within=slope)
    for centre, radius, colour in (((71.0, 38.5), 4.6, "#5fd4d0"), ((12.5, 44.0), 2.6, "#ffd166")):
        sheet.ring(centre, radius, 0.8, colour, 0.9, within=slope)
    return sheet.png()


def _hills(shift: float) -> list[Point]:
    """Return the upper part of the visitor pass, its rolling edge moved `shift` mm down."""
    edge = curve(
        (54.0, 27.0 + shift * 1.5),
        (38.0, 41.0 + shift),
        (20.0, 20.0 + shift),
        (0.0, 32.0 + shift * 1.2),
    )
    return [(0.0, 0.0), (54.0, 0.0), *edge]


def _bar(top: Point, half_mm: float, thick_mm: float) -> list[Point]:
    """Return a rectangle; `top` is the middle of its upper edge."""
    y, left, right = top[1], top[0] - half_mm, top[0] + half_mm
    return [(left, y), (right, y), (right, y + thick_mm), (left, y + thick_mm)]


def _star(centre: Point, outer_mm: float, inner_mm: float) -> list[Point]:
    """Return a star of five points, one of them upwards."""
    outer = polygon(centre, outer_mm, -90.0, 5)
    inner = polygon(centre, inner_mm, -54.0, 5)
    return [point for pair in zip(outer, inner, strict=True) for point in pair]


def _at(side: int, across: float) -> Point:
    return 20.0 + side * across, 20.0
