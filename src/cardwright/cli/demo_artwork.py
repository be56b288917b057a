"""The picture that the demo gives to go on with: computed, the same bytes in the same release."""

import hashlib
import io
import math

from PIL import Image, ImageChops, ImageFilter

from cardwright.starters.drawing import DPI, Colour, Sheet, blend, curve, oval


def sample_photo() -> bytes:
    """Return a JPEG of 1200 x 1600 pixels: a studio portrait of nobody in particular."""
    sheet = Sheet(101.6, 135.467, _studio)
    _sitter(sheet)
    picture = _grained(sheet.image.filter(ImageFilter.GaussianBlur(1.6)))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=86, dpi=(DPI, DPI))
    return file.getvalue()


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
