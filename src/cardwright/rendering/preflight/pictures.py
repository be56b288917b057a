"""Find pictures that have too few pixels for their box."""

import math
from collections.abc import Iterator

import skia

from cardwright.layout.findings import Code, Finding
from cardwright.layout.units import MM_PER_INCH
from cardwright.rendering.drawing.picture import is_nothing, placed
from cardwright.rendering.items import ImageItem, Item
from cardwright.rendering.preflight.scene import Scene

LEAST_DPI = 200


def low_resolution(scene: Scene, item: Item) -> Iterator[Finding]:
    """Yield a finding for a picture that is printed with fewer than LEAST_DPI pixels an inch."""
    if not isinstance(item, ImageItem) or item.picture is None:
        return
    box = skia.Rect.MakeWH(item.image.width_mm, item.image.height_mm)
    if is_nothing(box):
        return
    picture = item.picture
    whole = placed(picture, box, item.image.fit, item.image.focus)
    dpi = MM_PER_INCH * min(picture.width / whole.width(), picture.height / whole.height())
    if dpi < LEAST_DPI:
        yield scene.found(
            Code.IMAGE_LOW_RESOLUTION,
            item,
            dpi=math.floor(dpi),
            width_px=math.ceil(whole.width() * LEAST_DPI / MM_PER_INCH),
            height_px=math.ceil(whole.height() * LEAST_DPI / MM_PER_INCH),
        )
