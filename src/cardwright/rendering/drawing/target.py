"""What is drawn on: a canvas in millimetres, and what is particular about its format."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal

import skia

from cardwright.layout.objects.box import Box
from cardwright.rendering.frame import Frame

BLACK, WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class Target:
    """A canvas whose unit is a millimetre and whose origin is the top left corner of the trim.

    `is_black_plane`: only what is exactly black stays, and all else becomes white (`ink`), without
    anti-aliasing.
    """

    canvas: skia.Canvas
    frame: Frame
    format: Literal["bitmap", "pdf", "svg"]
    is_black_plane: bool = False
    pictures: list[skia.Image] = field(default_factory=list)
    """What was drawn into an SVG, in this order: Skia forgets in which file a picture came."""

    @property
    def is_smooth(self) -> bool:
        """Whether edges are anti-aliased."""
        return not self.is_black_plane

    def ink(self, color: str, opacity: float) -> tuple[str, float]:
        """Return the colour and opacity to draw with where a template says these."""
        if not self.is_black_plane:
            return color, opacity
        return (BLACK if color == BLACK and opacity == 1 else WHITE), 1.0

    def paint(self, color: str, opacity: float, stroke_mm: float | None = None) -> skia.Paint:
        """Return the paint of a filled shape, or of an outline `stroke_mm` wide."""
        color, opacity = self.ink(color, opacity)
        paint = skia.Paint(
            AntiAlias=self.is_smooth, Color=int(color[1:], 16) | round(255 * opacity) << 24
        )
        if stroke_mm is not None:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke_mm)
        return paint

    def inside(self, box: Box) -> AbstractContextManager[object]:
        """Move the origin to the box's top left corner, turned as the box is, until it is left."""
        as_before: AbstractContextManager[object] = skia.AutoCanvasRestore(self.canvas)
        self.canvas.translate(box.x_mm, box.y_mm)
        if box.rotation_deg % 360:
            self.canvas.rotate(box.rotation_deg, box.width_mm / 2, box.height_mm / 2)
        return as_before
