"""Small real files to upload: pictures that a decoder accepts, and the font that Pillow carries."""

import io
import random

from PIL import Image, ImageFont

IMAGE_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8"/></svg>'


def picture(name: str = "PNG", *, seed: int | None = None) -> bytes:
    """Return a picture in the format that Pillow calls `name`; of other pixels every time."""
    pixels = random.Random(seed).randbytes(24 * 16 * 3)  # noqa: S311 - pixels, not secrets
    buffer = io.BytesIO()
    Image.frombytes("RGB", (24, 16), pixels).save(buffer, name)
    return buffer.getvalue()


def a_font() -> bytes:
    """Return the TrueType font that Pillow carries in its code."""
    font = ImageFont.load_default(10)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return bytes(font.font_bytes)
