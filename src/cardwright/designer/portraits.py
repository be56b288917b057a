"""A picture of nobody, for the photos of the people whom the designer shows cards with."""

from base64 import b64encode
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = 300, 380
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
    """Return it as a data URI of a JPEG."""
    large = _SIZE[0] * _OVER, _SIZE[1] * _OVER
    ground = Image.linear_gradient("L").resize(large)
    image = Image.composite(
        Image.new("RGB", large, "#8fb7cf"), Image.new("RGB", large, "#cfe3ef"), ground
    )
    pen = ImageDraw.Draw(image)
    for colour, box in _SHAPES:
        pen.ellipse([edge * _OVER for edge in box], fill=colour)
    content = BytesIO()
    image.resize(_SIZE, Image.Resampling.LANCZOS).save(content, "JPEG", quality=85, optimize=True)
    return f"data:image/jpeg;base64,{b64encode(content.getvalue()).decode()}"
