"""Draw a rectangle."""

import skia

from cardwright.layout.objects import Rect
from cardwright.rendering.drawing.rounded import rounded
from cardwright.rendering.drawing.target import Target


def draw_rect(target: Target, rect: Rect) -> None:
    """Fill a rectangle, then draw its outline, centred on the box's edge.

    A plain one that reaches the edge of the card goes on into the bleed. Where an opaque outline
    would hide the fill below it, a translucent one must not show it.
    """
    if not rect.opacity:
        return
    stroke_mm = rect.stroke_mm if rect.stroke else 0.0
    if rect.fill:
        paint = target.paint(rect.fill, rect.opacity)
        if stroke_mm == 0 and rect.radius_mm == 0 and rect.rotation_deg % 90 == 0:
            target.canvas.drawRect(_continued(target, rect), paint)
        else:
            inset = stroke_mm / 2 if rect.opacity < 1 else 0.0
            with target.inside(rect):
                _draw(target, rect, paint, inset)
    if rect.stroke and stroke_mm:
        with target.inside(rect):
            _draw(target, rect, target.paint(rect.stroke, rect.opacity, stroke_mm), 0.0)


def _draw(target: Target, rect: Rect, paint: skia.Paint, inset: float) -> None:
    area = skia.Rect.MakeLTRB(inset, inset, rect.width_mm - inset, rect.height_mm - inset)
    if area.left() > area.right() or area.top() > area.bottom():
        return
    radius = max(0.0, rect.radius_mm - inset)
    if radius and target.format == "pdf":
        target.canvas.drawPath(rounded(area, radius), paint)
    elif radius:
        target.canvas.drawRRect(skia.RRect.MakeRectXY(area, radius, radius), paint)
    else:
        target.canvas.drawRect(area, paint)


def _continued(target: Target, rect: Rect) -> skia.Rect:
    """Return the rectangle on the card, which quarter turns leave upright."""
    width, height = rect.width_mm, rect.height_mm
    if rect.rotation_deg % 180:
        width, height = height, width
    left = rect.x_mm + (rect.width_mm - width) / 2
    top = rect.y_mm + (rect.height_mm - height) / 2
    edges = (left, top, left + width, top + height)
    return skia.Rect.MakeLTRB(*target.frame.continued(*edges))
