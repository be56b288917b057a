"""Find texts and barcodes that can hardly be told from what lies below them (WCAG 2.2, 1.4.3)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cardwright.layout.findings import Code, Finding
from cardwright.layout.objects import Barcode, Text
from cardwright.layout.parse import Placed
from cardwright.layout.units import MM_PER_INCH
from cardwright.rendering.drawing import Target, draw_item
from cardwright.rendering.drawing.side import draw_ground
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import BarcodeItem, Item, TextItem
from cardwright.rendering.preflight.scene import Bounds, Scene, bounds_of, region_of
from cardwright.rendering.surfaces.bitmap import Region, fixed_below, target_on

LEAST_RATIO = 3.0
# Enough to know what the colours are on average.
_DPI = 72.0
_MOST_PIXELS = 1_000_000

Rgb = tuple[float, float, float]


def low_contrast(scene: Scene) -> dict[int, Finding]:
    """Return the findings of a side by the index of their object.

    The ratio is that to the mean of what is under the box, and must be LEAST_RATIO.
    """
    if not any(_color_of(item) for item in scene.items):
        return {}
    ratios = _ratios(scene)
    return {
        item.placed.index: scene.found(Code.LOW_CONTRAST, item, ratio=f"{int(ratio * 10) / 10:.1f}")
        for item in scene.items
        if (ratio := ratios.get(item.placed.index, LEAST_RATIO)) < LEAST_RATIO
    }


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours (0 to 255 each), from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _color_of(item: Item) -> str | None:
    if isinstance(item, TextItem) and item.block is not None:
        return item.text.color
    if isinstance(item, BarcodeItem) and item.symbol is not None:
        return item.barcode.color
    return None


@dataclass(frozen=True)
class LowestGround:
    """What is the same on every card and lies below all else, drawn and measured once."""

    pixels: NDArray[np.uint8]
    ratios: dict[int, float]
    is_below: frozenset[int]
    """The objects that a later text or barcode may lie upon; no others need to be drawn."""


def _ratios(scene: Scene) -> dict[int, float]:
    """Return the contrast of each text and barcode with what was painted before it."""
    compiled, frame = scene.compiled, _small(scene.frame)
    count = fixed_below(compiled, scene.side)
    lowest = compiled.contrasts.get(scene.side)
    if lowest is None:
        pixels = np.full((frame.height_px, frame.width_px, 4), 255, np.uint8)
        is_below = _below_others(compiled.layout.on(scene.side))
        target = target_on(pixels, frame)
        draw_ground(target, compiled.background(scene.side))
        ratios = _measured(target, pixels, scene.items[:count], is_below)
        lowest = compiled.contrasts[scene.side] = LowestGround(pixels, ratios, is_below)
    pixels = lowest.pixels.copy()
    target = target_on(pixels, frame)
    return lowest.ratios | _measured(target, pixels, scene.items[count:], lowest.is_below)


def _below_others(placed: Sequence[Placed]) -> frozenset[int]:
    found = set()
    later: list[Bounds] = []
    for one in reversed(placed):
        bounds = bounds_of(one.template_object)
        stroke_mm = getattr(one.template_object, "stroke_mm", 0.0)
        if any(bounds.grown(stroke_mm / 2).overlaps(other) for other in later):
            found.add(one.index)
        if isinstance(one.template_object, Text | Barcode):
            later.append(bounds)
    return frozenset(found)


def _measured(
    target: Target, pixels: NDArray[np.uint8], items: Sequence[Item], is_below: frozenset[int]
) -> dict[int, float]:
    """Draw objects one by one, and look at what is below each before it is drawn."""
    ratios = {}
    for item in items:
        template_object = item.placed.template_object
        color, region = _color_of(item), region_of(template_object, target.frame)
        if color is not None and region is not None:
            ground = _under(item, pixels, region)
            shown = _blended(_rgb(color), ground, template_object.opacity)
            ratios[item.placed.index] = contrast(shown, ground)
        if item.placed.index in is_below:
            draw_item(target, item)
    return ratios


def _small(frame: Frame) -> Frame:
    dpi = math.sqrt(_MOST_PIXELS / (frame.width_mm * frame.height_mm)) * MM_PER_INCH
    return Frame(frame.width_mm, frame.height_mm, dpi=min(_DPI, dpi))


def _under(item: Item, pixels: NDArray[np.uint8], region: Region) -> Rgb:
    """Return the mean colour below an object, as far as it lies on the card."""
    down = slice(region.top, region.top + region.height)
    across = slice(region.left, region.left + region.width)
    blue, green, red = (float(mean) for mean in np.mean(pixels[down, across, :3], axis=(0, 1)))
    ground = (red, green, blue)
    if isinstance(item, BarcodeItem) and item.barcode.background is not None:
        return _blended(_rgb(item.barcode.background), ground, item.barcode.opacity)
    return ground


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _blended(color: Rgb, ground: Rgb, opacity: float) -> Rgb:
    red, green, blue = (
        above * opacity + below * (1 - opacity) for above, below in zip(color, ground, strict=True)
    )
    return red, green, blue


def _luminance(color: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
