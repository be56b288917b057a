"""Pictures that were decoded lately, so that the cards of one template share them."""

import math
from collections import OrderedDict

from cardwright.errors import Unavailable
from cardwright.layout.units import MM_PER_INCH
from cardwright.rendering.pictures import MOST_DPI, Picture, decode
from cardwright.rendering.resources import Resource

MOST_KEPT_PIXELS = 24_000_000


class PictureCache:
    """Decoded pictures by their key and the pixels they are needed in; bounded in pixels."""

    def __init__(self, most_pixels: int = MOST_KEPT_PIXELS) -> None:
        self._most_pixels = most_pixels
        self._pixels = 0
        self._kept: OrderedDict[tuple[str, tuple[int, int]], Picture] = OrderedDict()

    def get(self, resource: Resource, largest: tuple[int, int]) -> Picture:
        """Return a picture decoded to cover `largest` pixels.

        Raises UnusableError where it is no picture, and Unavailable where it cannot be read.
        """
        key = (resource.key, largest)
        picture = self._kept.pop(key, None)
        if picture is None:
            try:
                data = resource.read()
            except OSError as failure:
                raise Unavailable("A picture could not be read: try again shortly") from failure
            picture = decode(data, largest)
            self._pixels += _pixels(picture)
        self._kept[key] = picture
        self._forget()
        return picture

    def _forget(self) -> None:
        while self._pixels > self._most_pixels and len(self._kept) > 1:
            _, picture = self._kept.popitem(last=False)
            self._pixels -= _pixels(picture)


def pixels_for(width_mm: float, height_mm: float) -> tuple[int, int]:
    """Return the pixels that a box of this size is ever drawn with."""
    dots = MOST_DPI / MM_PER_INCH
    return math.ceil(width_mm * dots), math.ceil(height_mm * dots)


def _pixels(picture: Picture) -> int:
    return int(picture.image.width() * picture.image.height())
