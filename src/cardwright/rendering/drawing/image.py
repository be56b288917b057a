"""Draw an image: its picture, or in samples a silhouette."""

import skia

from cardwright.layout.objects import Image
from cardwright.rendering.drawing.picture import draw_picture
from cardwright.rendering.drawing.silhouette import draw_silhouette
from cardwright.rendering.drawing.target import Target
from cardwright.rendering.items import ImageItem

_TOUCHING_MM = 0.001


def draw_image(target: Target, item: ImageItem) -> None:
    """Draw the picture in its box; nothing where there is none."""
    image = item.image
    if not image.opacity:
        return
    with target.inside(image):
        if item.is_silhouette:
            draw_silhouette(target, image)
        elif item.picture is not None:
            draw_picture(
                target,
                item.picture,
                _area(target, image),
                fit=image.fit,
                focus=image.focus,
                radius_mm=image.radius_mm,
                opacity=image.opacity,
            )


def _area(target: Target, image: Image) -> skia.Rect:
    """Return the box; one that ends with the card ends with the last pixel of a bitmap."""
    right, bottom = image.width_mm, image.height_mm
    if image.rotation_deg == 0:
        frame = target.frame
        edges = frame.edges
        if abs(image.x_mm + right - frame.width_mm - frame.bleed_mm) < _TOUCHING_MM:
            right = edges[2] - image.x_mm
        if abs(image.y_mm + bottom - frame.height_mm - frame.bleed_mm) < _TOUCHING_MM:
            bottom = edges[3] - image.y_mm
    return skia.Rect.MakeWH(right, bottom)
