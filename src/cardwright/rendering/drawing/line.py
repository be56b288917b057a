"""Draw a line."""

from cardwright.layout.objects import Line
from cardwright.rendering.drawing.target import Target


def draw_line(target: Target, line: Line) -> None:
    """Draw the diagonal of the box; the line ends at the corners, without caps."""
    if not line.opacity or not line.stroke_mm:
        return
    start, end = (line.height_mm, 0.0) if line.flip else (0.0, line.height_mm)
    with target.inside(line):
        paint = target.paint(line.stroke, line.opacity, line.stroke_mm)
        target.canvas.drawLine(0.0, start, line.width_mm, end, paint)
