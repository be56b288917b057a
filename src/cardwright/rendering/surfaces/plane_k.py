"""The black panel of a card printer: one bit a pixel, and what is exactly black is set."""

import numpy as np
from numpy.typing import NDArray

from cardwright.layout.objects.box import Side
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import Item
from cardwright.rendering.surfaces.bitmap import draw_bitmap

_HALF = 128


def draw_black_plane(
    compiled: CompiledTemplate, side: Side, items: list[Item], frame: Frame
) -> NDArray[np.bool_]:
    """Return what is black (height, width): texts, shapes and barcodes of `#000000`.

    What lies over them is cut out; pictures are never black. Raises Invalid as `draw_bitmap`.
    """
    pixels = draw_bitmap(compiled, side, items, frame, is_black_plane=True)
    is_black: NDArray[np.bool_] = pixels[..., 0] < _HALF
    return is_black
