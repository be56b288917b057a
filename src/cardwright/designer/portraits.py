"""Pictures of nobody, for the photos of the records that the designer shows cards with."""

from base64 import b64encode
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = 300, 375
_OVER = 3
"""Drawn so many times as large, edges are smooth once it is made smaller."""
_SHAPES = (
    ("#2f4a63", (15, 270, 285, 530)),
    ("#e9bd9a", (122, 205, 178, 300)),
    ("#4a3426", (74, 62, 226, 215)),
    ("#f2cdae", (82, 84, 218, 249)),
    ("#4a3426", (86, 66, 214, 126)),
)
"""Shoulders, neck, hair, face and fringe: each an ellipse in a box of left, top, right, bottom."""


@cache
def portrait() -> str:
    """Return the picture of a person as a data URI of a JPEG."""
    ground = Image.linear_gradient("L").resize(_large())
    image = Image.composite(
        Image.new("RGB", _large(), "#8fb7cf"), Image.new("RGB", _large(), "#cfe3ef"), ground
    )
    pen = ImageDraw.Draw(image)
    for colour, box in _SHAPES:
        pen.ellipse([edge * _OVER for edge in box], fill=colour)
    return _data_uri(image)


@cache
def silhouette() -> str:
    """Return what stands in for a photo where there is no record, as a data URI of a JPEG.

    In a box of 4 by 5 it is what `rendering.drawing.silhouette` draws there.
    """
    image = Image.new("RGB", _large(), "#e4e7eb")
    width, height = _large()
    head, middle = width * 0.19, width / 2
    top = height / 2 - width * 0.32
    neck = top + 2 * head + width * 0.06
    pen = ImageDraw.Draw(image)
    pen.ellipse((middle - head, top, middle + head, top + 2 * head), fill="#aeb6c0")
    shoulders = (middle - width * 0.36, neck, middle + width * 0.36, height * 2)
    pen.rounded_rectangle(shoulders, width * 0.3, fill="#aeb6c0")
    return _data_uri(image)


def _large() -> tuple[int, int]:
    return _SIZE[0] * _OVER, _SIZE[1] * _OVER


def _data_uri(image: Image.Image) -> str:
    content = BytesIO()
    small = image.resize(_SIZE, Image.Resampling.LANCZOS)
    small.save(content, "JPEG", quality=85, optimize=True)
    return f"data:image/jpeg;base64,{b64encode(content.getvalue()).decode()}"
