"""Draw an ellipse."""

import skia

from cardwright.layout.objects import Ellipse
from cardwright.rendering.drawing.target import Target


def draw_ellipse(target: Target, ellipse: Ellipse) -> None:
    """Fill an ellipse, then draw its outline, centred on it."""
    if not ellipse.opacity:
        return
    stroke_mm = ellipse.stroke_mm if ellipse.stroke else 0.0
    with target.inside(ellipse):
        if ellipse.fill:
            # A translucent outline must not show the fill below it.
            inset = stroke_mm / 2 if ellipse.opacity < 1 else 0.0
            _draw(target, ellipse, target.paint(ellipse.fill, ellipse.opacity), inset)
        if ellipse.stroke and stroke_mm:
            paint = target.paint(ellipse.stroke, ellipse.opacity, stroke_mm)
            _draw(target, ellipse, paint, 0.0)


def _draw(target: Target, ellipse: Ellipse, paint: skia.Paint, inset: float) -> None:
    area = skia.Rect.MakeLTRB(inset, inset, ellipse.width_mm - inset, ellipse.height_mm - inset)
    if area.left() <= area.right() and area.top() <= area.bottom():
        target.canvas.drawOval(area, paint)
