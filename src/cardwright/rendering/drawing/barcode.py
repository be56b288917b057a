"""Draw a barcode: every module on whole dots, in any format."""

import numpy as np
import skia

from cardwright.layout.objects import Barcode
from cardwright.rendering.barcodes import Placement, Symbol, place
from cardwright.rendering.drawing.modules import outline
from cardwright.rendering.drawing.target import Target
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import BarcodeItem
from cardwright.rendering.text import draw


def draw_barcode(target: Target, item: BarcodeItem) -> None:
    """Draw the ground, the modules and the text below; nothing where there is no symbol."""
    barcode = item.barcode
    if item.symbol is None or not barcode.opacity:
        return
    if barcode.background:
        with target.inside(barcode):
            area = skia.Rect.MakeWH(barcode.width_mm, barcode.height_mm)
            target.canvas.drawRect(area, target.paint(barcode.background, barcode.opacity))
    placement = placement_of(item, target.frame.dpi)
    if placement is None or not placement.dots:
        return
    _draw_modules(target, barcode, item.symbol, placement)
    if item.caption is not None:
        color, opacity = target.ink(barcode.color, barcode.opacity)
        with target.inside(barcode):
            target.canvas.translate(0, item.symbol_height_mm)
            draw(
                target.canvas,
                item.caption,
                color,
                opacity,
                as_outlines=target.format != "pdf",
                is_smooth=target.is_smooth,
            )


def placement_of(item: BarcodeItem, dpi: float) -> Placement | None:
    """Return where the modules lie in the box; None where there is no symbol."""
    if item.symbol is None:
        return None
    return place(item.symbol, item.barcode, dpi, item.barcode.width_mm, item.symbol_height_mm)


def _draw_modules(target: Target, barcode: Barcode, symbol: Symbol, placement: Placement) -> None:
    frame = target.frame
    quarters = int(barcode.rotation_deg // 90) % 4
    left, top, right, bottom = _in_dots(frame, barcode, placement, quarters)
    modules = np.rot90(symbol.modules, -quarters)
    rows, columns = modules.shape
    # A linear symbol has one row, which is as high as the box.
    across = placement.dots if columns > 1 else right - left
    down = placement.dots if rows > 1 else bottom - top
    paint = target.paint(barcode.color, barcode.opacity)
    paint.setAntiAlias(False)
    target.canvas.save()
    target.canvas.translate(-frame.bleed_mm, -frame.bleed_mm)
    target.canvas.scale(frame.dot_mm, frame.dot_mm)
    target.canvas.translate(left, top)
    # The outline stays in whole modules: the shorter its numbers, the less there is to deflate.
    target.canvas.scale(across, down)
    target.canvas.drawPath(outline(modules), paint)
    target.canvas.restore()


def _in_dots(
    frame: Frame, barcode: Barcode, placement: Placement, quarters: int
) -> tuple[int, int, int, int]:
    """Return the symbol's rectangle in whole dots of the frame, turned with its box."""
    middle_x = barcode.x_mm + barcode.width_mm / 2
    middle_y = barcode.y_mm + barcode.height_mm / 2
    corners = [
        (placement.left - barcode.width_mm / 2, placement.top - barcode.height_mm / 2),
        (placement.right - barcode.width_mm / 2, placement.bottom - barcode.height_mm / 2),
    ]
    for _ in range(quarters):
        corners = [(-y, x) for x, y in corners]
    xs = sorted(round((middle_x + x + frame.bleed_mm) / frame.dot_mm) for x, _ in corners)
    ys = sorted(round((middle_y + y + frame.bleed_mm) / frame.dot_mm) for _, y in corners)
    return xs[0], ys[0], xs[1], ys[1]
