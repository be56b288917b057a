"""A page with a card in its middle: the place of the card, and the marks to cut it out by."""

from dataclasses import dataclass

import skia

from cardwright.rendering.frame import Frame

_GAP_MM, _LENGTH_MM, _STROKE_MM = 1.0, 4.0, 0.1


@dataclass(frozen=True)
class Sheet:
    """The page, in millimetres; the card is turned clockwise by a multiple of 90 degrees."""

    width_mm: float
    height_mm: float
    turned_deg: int = 0
    has_marks: bool = False

    @classmethod
    def around(cls, frame: Frame) -> "Sheet":
        """Return the page that a card fills with its bleed."""
        bleed = 2 * frame.bleed_mm
        return cls(frame.width_mm + bleed, frame.height_mm + bleed)

    def trim_insets(self, frame: Frame) -> tuple[float, float]:
        """Return how far the card is from the left and right, and from the top and bottom edge."""
        width, height = frame.width_mm, frame.height_mm
        if self.turned_deg % 180:
            width, height = height, width
        return (self.width_mm - width) / 2, (self.height_mm - height) / 2

    def place(self, canvas: skia.Canvas, frame: Frame) -> None:
        """Let (0, 0) of a canvas, which is in mm, be the corner of the card from now on."""
        if self.turned_deg:
            canvas.translate(self.width_mm / 2, self.height_mm / 2)
            canvas.rotate(self.turned_deg)
            canvas.translate(-frame.width_mm / 2, -frame.height_mm / 2)
        else:
            canvas.translate(*self.trim_insets(frame))
        if not self.has_marks:
            return
        _draw_marks(canvas, frame)
        left, top, right, bottom = frame.edges
        canvas.clipRect(skia.Rect.MakeLTRB(left, top, right, bottom))


def _draw_marks(canvas: skia.Canvas, frame: Frame) -> None:
    paint = skia.Paint(
        Color=skia.ColorBLACK, StrokeWidth=_STROKE_MM, Style=skia.Paint.kStroke_Style
    )
    near = frame.bleed_mm + _GAP_MM
    far = near + _LENGTH_MM
    for x in (0.0, frame.width_mm):
        canvas.drawLine(x, -far, x, -near, paint)
        canvas.drawLine(x, frame.height_mm + near, x, frame.height_mm + far, paint)
    for y in (0.0, frame.height_mm):
        canvas.drawLine(-far, y, -near, y, paint)
        canvas.drawLine(frame.width_mm + near, y, frame.width_mm + far, y, paint)
