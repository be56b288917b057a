"""Draw a side of a card into pixels: blue, green, red and an unused byte, which Skia likes best."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import skia
from numpy.typing import NDArray

from cardwright.layout.objects.box import Side
from cardwright.layout.units import MM_PER_INCH
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.drawing import Target
from cardwright.rendering.drawing.side import draw_ground, draw_items
from cardwright.rendering.frame import Frame, check_pixels
from cardwright.rendering.items import Item, is_fixed

MOST_KEPT_PIXELS = 4_000_000

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Region:
    """A part of a bitmap in whole pixels."""

    left: int
    top: int
    width: int
    height: int


def draw_bitmap(
    compiled: CompiledTemplate,
    side: Side,
    items: Sequence[Item],
    frame: Frame,
    *,
    is_black_plane: bool = False,
) -> Pixels:
    """Return a side as pixels (height, width, 4). Raises Invalid for `dpi` where they are many.

    What lies below the first object that differs between records is drawn once and kept.
    """
    frame.check_pixels()
    count = fixed_below(compiled, side)
    pixels = _lowest_layer(compiled, side, items[:count], frame, is_black_plane)
    draw_items(target_on(pixels, frame, is_black_plane), items[count:])
    return pixels


def draw_region(
    compiled: CompiledTemplate, side: Side, items: Sequence[Item], frame: Frame, region: Region
) -> Pixels:
    """Return a part of the same pixels, without drawing the others.

    Raises Invalid for `dpi` where even the part has too many.
    """
    check_pixels(region.width, region.height)
    pixels = np.full((region.height, region.width, 4), 255, np.uint8)
    target = target_on(pixels, frame, region=region)
    draw_ground(target, compiled.background(side))
    draw_items(target, items)
    return pixels


def fixed_below(compiled: CompiledTemplate, side: Side) -> int:
    """Return how many objects of a side lie below all that may differ, and are always drawn."""
    on_side = compiled.layout.on(side)
    return len(list(takewhile(lambda placed: is_fixed(compiled, placed), on_side)))


def target_on(
    pixels: Pixels, frame: Frame, is_black_plane: bool = False, region: Region | None = None
) -> Target:
    """Return a target that draws into the pixels, at exactly dpi / 25.4 pixels a millimetre."""
    info = skia.ImageInfo.Make(
        pixels.shape[1],
        pixels.shape[0],
        skia.ColorType.kBGRA_8888_ColorType,
        skia.AlphaType.kOpaque_AlphaType,
    )
    canvas = skia.Canvas.MakeRasterDirect(info, pixels, pixels.strides[0])
    if region is not None:
        canvas.translate(-region.left, -region.top)
    canvas.scale(frame.dpi / MM_PER_INCH, frame.dpi / MM_PER_INCH)
    canvas.translate(frame.bleed_mm, frame.bleed_mm)
    return Target(canvas, frame, "bitmap", is_black_plane)


def _lowest_layer(
    compiled: CompiledTemplate,
    side: Side,
    items: Sequence[Item],
    frame: Frame,
    is_black_plane: bool,
) -> Pixels:
    key = (side, frame, is_black_plane)
    kept = compiled.layers.get(key)
    if kept is not None:
        compiled.layers.move_to_end(key)
        return kept.copy()
    pixels = np.full((frame.height_px, frame.width_px, 4), 255, np.uint8)
    target = target_on(pixels, frame, is_black_plane)
    draw_ground(target, compiled.background(side))
    draw_items(target, items)
    if frame.width_px * frame.height_px <= MOST_KEPT_PIXELS:
        compiled.keep_layer(key, pixels.copy())
    return pixels
