"""Find barcodes that are too small, lack their quiet zone, or cannot be read from the card."""

import math
from collections.abc import Iterator

from cardwright.layout.findings import Code, Finding
from cardwright.rendering.barcodes import LEAST_DOTS, least_size, reads_as
from cardwright.rendering.drawing.barcode import placement_of
from cardwright.rendering.items import BarcodeItem, Item
from cardwright.rendering.preflight.scene import Scene, region_of
from cardwright.rendering.surfaces.bitmap import draw_region


def too_small(scene: Scene, item: Item) -> Iterator[Finding]:
    """Yield what is wrong with the modules of a barcode, and with what is around them."""
    if not isinstance(item, BarcodeItem):
        return
    if not item.barcode.quiet_zone:
        yield scene.found(Code.BARCODE_NO_QUIET_ZONE, item)
    placement = placement_of(item, scene.frame.dpi)
    if item.symbol is None or placement is None or placement.dots >= LEAST_DOTS:
        return
    width, height = least_size(item.symbol, item.barcode, scene.frame.dpi)
    height = max(height + item.barcode.height_mm - item.symbol_height_mm, item.barcode.height_mm)
    yield scene.found(
        Code.BARCODE_TOO_SMALL,
        item,
        dots=placement.dots,
        dpi=f"{scene.frame.dpi:g}",
        width_mm=f"{math.ceil(width * 10) / 10:.1f}",
        height_mm=f"{math.ceil(height * 10) / 10:.1f}",
    )


def read_back(scene: Scene, item: Item) -> Iterator[Finding]:
    """Yield a finding where the finished bitmap, cut to the barcode's box, is not its value."""
    if not isinstance(item, BarcodeItem) or item.symbol is None or not item.barcode.opacity:
        return
    placement = placement_of(item, scene.frame.dpi)
    region = region_of(item.barcode, scene.frame)
    if placement is None or not placement.dots or region is None:
        return
    pixels = draw_region(scene.compiled, scene.side, scene.items, scene.frame, region)
    if not reads_as(pixels, item.symbol):
        yield scene.found(Code.BARCODE_UNREADABLE, item)
