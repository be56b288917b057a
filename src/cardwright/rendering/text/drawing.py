"""Draw a laid-out text, as outlines (PNG and SVG) or as text that can be searched (PDF)."""

import skia

from cardwright.rendering.text.block import TextBlock
from cardwright.rendering.text.glyph_run import GlyphRun


def draw(
    canvas: skia.Canvas,
    block: TextBlock,
    color: str,
    opacity: float,
    *,
    as_outlines: bool,
    is_smooth: bool = True,
) -> None:
    """Draw the block with its box's top left corner at the origin; a unit is a millimetre.

    `color` is `#rrggbb`, `opacity` 0 to 1. `is_smooth` is anti-aliasing.
    """
    paint = skia.Paint(AntiAlias=is_smooth, Color=_color(color, opacity))
    if block.is_clipped:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeWH(block.width, block.height))
    if as_outlines:
        canvas.drawPath(outline(block), paint)
    else:
        for run in block.runs:
            _write(canvas, run, paint)
    if block.is_clipped:
        canvas.restore()


def outline(block: TextBlock) -> skia.Path:
    """Return the outlines of all glyphs as one path, in millimetres."""
    path = skia.Path()
    for run in block.runs:
        scale = run.size / run.font.units_per_em
        for glyph, (x, y) in zip(run.glyphs, run.places, strict=True):
            shape = run.font.outline(glyph)
            if not shape.isEmpty():
                path.addPath(shape, skia.Matrix.MakeAll(scale, 0, x, 0, scale, y, 0, 0, 1))
    return path


def _color(color: str, opacity: float) -> int:
    return int(color[1:], 16) | round(255 * opacity) << 24


def _write(canvas: skia.Canvas, run: GlyphRun, paint: skia.Paint) -> None:
    written = run.written
    canvas.save()
    canvas.translate(*run.origin)
    canvas.scale(written.scale, written.scale)
    canvas.drawTextBlob(written.blob, 0, written.top, paint)
    canvas.restore()
