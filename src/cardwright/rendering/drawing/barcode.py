"""Draw a barcode: every module on whole dots, in any format."""

import numpy as np
import skia
from numpy.typing import NDArray

from cardwright.layout.objects import Barcode
from cardwright.rendering.barcodes import Placement, Symbol, place
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
    path = _path(modules)
    if target.format != "bitmap":
        path = _outlined(path, columns, rows)
    path.transform(skia.Matrix.MakeAll(across, 0, left, 0, down, top, 0, 0, 1))
    paint = target.paint(barcode.color, barcode.opacity)
    paint.setAntiAlias(False)
    target.canvas.save()
    target.canvas.translate(-frame.bleed_mm, -frame.bleed_mm)
    target.canvas.scale(frame.dot_mm, frame.dot_mm)
    target.canvas.drawPath(path, paint)
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


def _path(modules: NDArray[np.bool_]) -> skia.Path:
    """Return the dark modules as few rectangles: rows that are equal are drawn as one.

    The unit is a module.
    """
    changes = np.flatnonzero((modules[1:] != modules[:-1]).any(axis=1)) + 1
    tops = np.concatenate(([0], changes))
    bottoms = np.concatenate((changes, [len(modules)]))
    edges = np.diff(np.pad(modules[tops], ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    path = skia.Path()
    for box in np.stack((starts, tops[rows], ends, bottoms[rows]), axis=1).tolist():
        path.addRect(skia.Rect.MakeLTRB(*box))
    return path


def _outlined(boxes: skia.Path, columns: int, rows: int) -> skia.Path:
    """Return the outline of boxes on whole units, which a file takes in half of their bytes."""
    region, outline = skia.Region(), skia.Path()
    region.setPath(boxes, skia.Region(skia.IRect.MakeWH(columns, rows)))
    region.getBoundaryPath(outline)
    return outline
