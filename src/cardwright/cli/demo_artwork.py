"""The artwork of the demo cards: PNG at 300 dpi, computed, the same bytes in the same release.

There is no text in it: text belongs to the template objects, and the artwork leaves room for it.
"""

import hashlib
import io
import math

from PIL import Image, ImageChops, ImageFilter

from cardwright.cli.demo_drawing import DPI, Colour, Point, Sheet, blend, curve, oval, polygon


def staff_card_front() -> bytes:
    """Return a teal wave with room for a photo on it, and pale paper for the text beside it."""
    sheet = Sheet(85.6, 54.0, blend((0.0, "#ffffff"), (1.0, "#dfeeec"), angle=35))
    for shift, opacity in ((5.4, 0.14), (3.5, 0.22), (1.7, 0.45)):
        sheet.fill(_staff_wave(shift), "#2fa39a", opacity)
    wave = _staff_wave(0.0)
    sheet.fill(wave, blend((0.0, "#07303b"), (0.25, "#0d5a61"), (0.6, "#23958c"), angle=60))
    for radius in (14.0, 21.0, 28.0, 35.0, 42.0, 49.0):
        sheet.ring((-3.0, 57.0), radius, 0.3, "#ffffff", 0.12, within=wave)
    _mark(sheet, (78.0, 8.0), 4.0, "#0d5a61", "#f2a33a")
    return sheet.png()


def staff_card_back() -> bytes:
    """Return deep teal with waves that rise to the right, quiet enough for white text."""
    sheet = Sheet(85.6, 54.0, blend((0.0, "#07303b"), (0.6, "#0b4750"), (1.0, "#0f5f64"), angle=40))
    for step, opacity in enumerate((0.12, 0.14, 0.16, 0.2)):
        top = 33.0 + step * 4.5
        crest = curve((0.0, top + 9.0), (28.0, top - 12.0), (52.0, top + 14.0), (85.6, top - 14.0))
        sheet.fill([*crest, (85.6, 54.0), (0.0, 54.0)], "#1d8078", opacity)
    _mark(sheet, (75.5, 11.0), 5.0, "#3fb6ab", "#f2a33a")
    return sheet.png()


def visitor_pass_front() -> bytes:
    """Return a sunset of plum and coral above warm white paper, on a portrait card."""
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


def event_badge_front() -> bytes:
    """Return a night sky with drifting shapes above, and clear paper for a name below."""
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


def sample_photo() -> bytes:
    """Return a JPEG of 1200 x 1600 pixels: a studio portrait of nobody in particular."""
    sheet = Sheet(101.6, 135.467, _studio)
    _sitter(sheet)
    picture = _grained(sheet.image.filter(ImageFilter.GaussianBlur(1.6)))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=86, dpi=(DPI, DPI))
    return file.getvalue()


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

_SHOULDERS = [
    (0.0, 135.5),
    *curve((2.0, 135.5), (4.0, 99.0), (21.0, 97.0), (39.6, 87.0)),
    *curve((62.0, 87.0), (80.6, 97.0), (97.6, 99.0), (99.6, 135.5)),
]
_SHIRT = [(39.6, 85.5), (62.0, 85.5), (50.8, 132.0)]
_NECK = [
    *curve((41.4, 66.0), (41.8, 79.0), (41.0, 84.0), (38.8, 86.6)),
    *curve((38.8, 86.6), (44.0, 95.0), (57.6, 95.0), (62.8, 86.6)),
    *curve((62.8, 86.6), (60.6, 84.0), (59.8, 79.0), (60.2, 66.0)),
]
_FACE = [
    *curve((34.2, 48.0), (33.6, 70.0), (42.0, 80.5), (50.8, 80.5)),
    *curve((50.8, 80.5), (59.6, 80.5), (68.0, 70.0), (67.4, 48.0)),
    *curve((67.4, 48.0), (66.0, 28.0), (35.6, 28.0), (34.2, 48.0)),
]
_FRINGE = [
    *curve((32.6, 52.0), (35.4, 46.0), (36.6, 42.5), (42.0, 39.0)),
    *curve((42.0, 39.0), (52.0, 43.0), (64.0, 38.0), (69.0, 52.0)),
    *curve((69.0, 52.0), (72.0, 14.0), (29.6, 14.0), (32.6, 52.0)),
]


def _studio(x: float, y: float) -> Colour:
    """Return the backdrop: a lamp's glow behind the head, fading to the corners."""
    far = min(1.0, math.hypot((x - 0.42) * 0.9, y - 0.36) / 0.85)
    glow = (1 + math.cos(math.pi * far)) / 2
    return 92 + 126 * glow, 107 + 116 * glow, 120 + 106 * glow


def _staff_wave(shift: float) -> list[Point]:
    """Return the left part of the staff card, its wavy edge moved `shift` mm to the right."""
    edge = curve(
        (30.0 + shift, 0.0),
        (43.5 + shift, 16.0),
        (27.0 + shift, 36.0),
        (32.5 + shift * 1.4, 54.0),
    )
    return [(0.0, 0.0), *edge, (0.0, 54.0)]


def _hills(shift: float) -> list[Point]:
    """Return the upper part of the visitor pass, its rolling edge moved `shift` mm down."""
    edge = curve(
        (54.0, 27.0 + shift * 1.5),
        (38.0, 41.0 + shift),
        (20.0, 20.0 + shift),
        (0.0, 32.0 + shift * 1.2),
    )
    return [(0.0, 0.0), (54.0, 0.0), *edge]


def _mark(sheet: Sheet, centre: Point, radius_mm: float, colour: str, accent: str) -> None:
    """Draw the mark of the made-up firm: a hexagon with the sun on the horizon."""
    hexagon = polygon(centre, radius_mm, 30.0, 6)
    left, right, horizon = centre[0] - radius_mm, centre[0] + radius_mm, centre[1] + 0.1 * radius_mm
    sheet.fill(hexagon, colour)
    sheet.disc((centre[0], horizon), radius_mm * 0.48, accent, within=hexagon)
    bottom = centre[1] + radius_mm
    sea = [(left, horizon), (right, horizon), (right, bottom), (left, bottom)]
    sheet.fill(sea, colour, within=hexagon)
    for depth, half in ((0.14, 0.48), (0.33, 0.3)):
        sheet.fill(_bar((centre[0], horizon + depth * radius_mm), half * radius_mm), accent)


def _bar(centre: Point, half_mm: float) -> list[Point]:
    (x, y), thick = centre, 0.35
    return [(x - half_mm, y), (x + half_mm, y), (x + half_mm, y + thick), (x - half_mm, y + thick)]


def _sitter(sheet: Sheet) -> None:
    """Paint head and shoulders, lit from the left; every length is that of the paper print."""
    sheet.fill(_SHOULDERS, blend((0.3, "#4a6076"), (0.62, "#2b3b4c"), (0.85, "#18222d"), angle=25))
    sheet.fill(_SHIRT, blend((0.4, "#f2f4f4"), (0.62, "#b4bec6"), angle=20))
    sheet.fill(_NECK, blend((0.42, "#b98a6e"), (0.58, "#6f4a3a"), angle=15))
    for side in (-1, 1):
        lapel = [(50.8 + side * x, y) for x, y in ((0.0, 135.5), (12.4, 85.8), (21.5, 93.5))]
        sheet.fill(lapel, blend((0.45, "#3b4f63"), (0.8, "#141d27"), angle=25))
        sheet.fill(oval((50.8 + side * 17.4, 56.0), 2.8, 5.0), "#b07f64" if side < 0 else "#6d4738")
    hair = blend((0.3, "#5b4536"), (0.5, "#36271f"), (0.65, "#1d1512"), angle=20)
    sheet.fill(oval((50.8, 46.5), 19.6, 22.5), hair)
    face = blend((0.34, "#e9bd9f"), (0.47, "#d19f81"), (0.6, "#87593f"), angle=15)
    sheet.fill(_FACE, face)
    sheet.fill(_FRINGE, hair)


def _grained(picture: Image.Image) -> Image.Image:
    """Return the picture with the grain of a film, which a hash makes the same every time."""
    width, height = picture.size
    noise = Image.frombytes("L", picture.size, hashlib.shake_256(b"grain").digest(width * height))
    grain = noise.filter(ImageFilter.GaussianBlur(0.8)).point([level // 6 for level in range(256)])
    return ImageChops.add(picture, Image.merge("RGB", [grain] * 3), offset=-21)
