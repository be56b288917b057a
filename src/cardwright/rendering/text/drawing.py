"""Draw a laid-out text, as outlines (PNG and SVG) or as text that can be searched (PDF)."""

import skia

from cardwright.layout.units import MM_PER_POINT
from cardwright.rendering.text.block import GlyphRun, TextBlock


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
            _draw_text(canvas, run, paint)
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


def _draw_text(canvas: skia.Canvas, run: GlyphRun, paint: skia.Paint) -> None:
    """Draw a run in a size that FreeType holds exactly, scaled to the size it has.

    FreeType rounds a size to 1/64; over a line of 50 mm the advances would be 0.05 mm off.
    """
    size = max(1, round(run.size / MM_PER_POINT * 64)) / 64
    font, scale = run.font.sized(size), run.size / size
    x, y = run.origin
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    blob = _with_characters(run, font)
    if blob is None:
        canvas.drawTextBlob(_of_glyphs(run, font, scale), 0, 0, paint)
    else:
        # Skia puts the top of the line, not the baseline, at the origin.
        canvas.drawTextBlob(blob, 0, font.getMetrics().fAscent, paint)
    canvas.restore()


def _with_characters(run: GlyphRun, font: skia.Font) -> skia.TextBlob | None:
    """Return the run as shaped by Skia, or None if that does not give the same glyphs and places.

    Only so does the PDF say which characters a ligature or a conjunct stands for (ActualText).
    Readers turn text from right to left around by themselves and trip over such remarks, so there
    they are made only where a glyph does not tell its character.
    """
    if run.is_spaced or _tells_its_characters(run):
        return None
    blob = skia.TextBlob.MakeFromShapedText(run.text, font, not run.is_right_to_left)
    return blob if blob is not None and _glyphs(blob) == run.glyphs else None


def _tells_its_characters(run: GlyphRun) -> bool:
    """Say whether each glyph stands for one character, which it has of its own."""
    if run.is_right_to_left:
        return run.font.encoded_glyphs.issuperset(run.glyphs)
    characters = run.font.latin_characters
    return "".join([characters.get(glyph, "") for glyph in run.glyphs]) == run.text


def _glyphs(blob: skia.TextBlob) -> tuple[int, ...]:
    pieces, piece = skia.TextBlob.Iter(blob), skia.TextBlob.Iter.Run()
    glyphs: list[int] = []
    while pieces.next(piece):
        glyphs.extend(piece.fGlyphIndices)
    return tuple(glyphs)


def _of_glyphs(run: GlyphRun, font: skia.Font, scale: float) -> skia.TextBlob:
    left, baseline = run.origin
    places = [skia.Point((x - left) / scale, (y - baseline) / scale) for x, y in run.places]
    builder = skia.TextBlobBuilder()
    builder.allocRunPos(font, run.glyphs, places)
    return builder.make()
