"""Draw a picture into a rectangle: cropped, whole, or distorted."""

from typing import Literal

import skia

from cardwright.rendering.drawing.rounded import rounded
from cardwright.rendering.drawing.target import WHITE, Target
from cardwright.rendering.pictures import Picture

# Below that, pixels would be left out between the neighbours.
_FEWEST_DOTS = 0.75
_THINNEST_MM = 0.001
_BETWEEN_PIXELS = skia.SamplingOptions(skia.FilterMode.kLinear)
_BETWEEN_COPIES = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)

Fit = Literal["cover", "contain", "stretch"]


def draw_picture(
    target: Target,
    picture: Picture,
    area: skia.Rect,
    *,
    fit: Fit = "cover",
    focus: tuple[float, float] = (0.5, 0.5),
    radius_mm: float = 0.0,
    opacity: float = 1.0,
) -> None:
    """Draw the whole picture where it belongs, and leave out what lies outside the area.

    Never a part of its pixels: a PDF could not take the file of a JPEG as it is for a part.
    """
    if is_nothing(area):
        return
    whole = placed(picture, area, fit, focus)
    canvas = target.canvas
    canvas.save()
    if radius_mm and target.format == "pdf":
        canvas.clipPath(rounded(area, radius_mm), skia.ClipOp.kIntersect, target.is_smooth)
    elif radius_mm:
        clip = skia.RRect.MakeRectXY(area, radius_mm, radius_mm)
        canvas.clipRRect(clip, skia.ClipOp.kIntersect, target.is_smooth)
    elif fit == "cover":
        canvas.clipRect(area, skia.ClipOp.kIntersect, target.is_smooth)
    image, sampling = _sampled(target, picture, whole)
    if target.format == "svg":
        target.pictures.append(image)
    canvas.drawImageRect(image, whole, sampling, _paint(target, opacity))
    canvas.restore()


def is_nothing(area: skia.Rect) -> bool:
    """Say whether a rectangle is too thin to show a picture in."""
    return bool(min(area.width(), area.height()) < _THINNEST_MM)


def placed(picture: Picture, area: skia.Rect, fit: Fit, focus: tuple[float, float]) -> skia.Rect:
    """Return where the whole picture lies: cover sticks out of the area, contain leaves room."""
    if fit == "stretch":
        return area
    across, down = area.width() / picture.width, area.height() / picture.height
    scale = max(across, down) if fit == "cover" else min(across, down)
    width, height = picture.width * scale, picture.height * scale
    x, y = focus if fit == "cover" else (0.5, 0.5)
    return skia.Rect.MakeXYWH(
        area.left() + (area.width() - width) * x,
        area.top() + (area.height() - height) * y,
        width,
        height,
    )


def _sampled(
    target: Target, picture: Picture, whole: skia.Rect
) -> tuple[skia.Image, skia.SamplingOptions]:
    """Return the picture as the format takes it, and how its pixels are found.

    Between neighbours; in bitmaps where several pixels fall on a dot, between smaller copies, too.
    """
    if target.format != "bitmap":
        return picture.image, _BETWEEN_PIXELS
    dots_per_pixel = whole.width() / target.frame.dot_mm / picture.image.width()
    if dots_per_pixel >= _FEWEST_DOTS:
        return picture.raster, _BETWEEN_PIXELS
    return picture.smaller, _BETWEEN_COPIES


def _paint(target: Target, opacity: float) -> skia.Paint:
    if target.is_black_plane:
        # A picture is never black, but it hides what lies below it.
        white = int(WHITE[1:], 16) | 0xFF000000
        return skia.Paint(ColorFilter=skia.ColorFilters.Blend(white, skia.BlendMode.kSrcIn))
    return skia.Paint(AntiAlias=True, Alphaf=opacity)
