"""The neutral person that stands in for a photo where a template is shown without a record."""

import skia

from cardwright.layout.objects import Image
from cardwright.rendering.drawing.target import Target

_GROUND, _FIGURE = "#e4e7eb", "#aeb6c0"


def draw_silhouette(target: Target, image: Image) -> None:
    """Fill the image's box, whose corner is at the origin, with a head and shoulders."""
    width, height = image.width_mm, image.height_mm
    if not width or not height:
        return
    box = skia.Rect.MakeWH(width, height)
    clip = skia.RRect.MakeRectXY(box, image.radius_mm, image.radius_mm)
    size = min(width, height)
    middle, head = width / 2, size * 0.19
    head_top = max(height * 0.5 - size * 0.32, 0.0)
    neck = head_top + 2 * head + size * 0.06
    figure = skia.Path()
    figure.addCircle(middle, head_top + head, head)
    shoulders = skia.Rect.MakeLTRB(
        middle - size * 0.36, neck, middle + size * 0.36, neck + size * 0.6
    )
    figure.addRRect(skia.RRect.MakeRectXY(shoulders, size * 0.3, size * 0.3))
    below = skia.Rect.MakeLTRB(shoulders.left(), neck + size * 0.3, shoulders.right(), height)
    if below.top() < below.bottom():
        figure.addRect(below)
    canvas = target.canvas
    canvas.save()
    canvas.clipRRect(clip, skia.ClipOp.kIntersect, target.is_smooth)
    canvas.drawRect(box, target.paint(_GROUND, image.opacity))
    canvas.drawPath(figure, target.paint(_FIGURE, image.opacity))
    canvas.restore()
