"""Glyphs at their places, and the form in which a PDF takes them, as text that can be searched."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import skia

from cardwright.layout.units import MM_PER_POINT
from cardwright.rendering.fonts.font import Font

_LEAST_SIZE = 0.001 * MM_PER_POINT
"""Nobody sees letters of this size, but those of a tenth of it are dots in PDFium."""


class Written(NamedTuple):
    """A run as Skia draws it; `scale` brings it to its size, `top` is where it is drawn at."""

    blob: skia.TextBlob
    top: float
    scale: float


@dataclass(frozen=True)
class GlyphRun:
    """Glyphs of one font, in visual order, each at its place from the box's top left corner."""

    font: Font
    size: float
    origin: tuple[float, float]
    """The start of the run on its baseline."""
    glyphs: tuple[int, ...]
    places: tuple[tuple[float, float], ...]
    text: str
    """The characters that the glyphs stand for, in logical order."""
    is_right_to_left: bool
    is_spaced: bool
    """Whether letter spacing moves glyphs from where the font alone would put them."""

    @cached_property
    def written(self) -> Written:
        """The run for a PDF, made once; in a size that FreeType holds exactly, scaled to its own.

        FreeType rounds a size to 1/64; over a line of 50 mm the advances would be 0.05 mm off.
        """
        size = max(1, round(self.size / MM_PER_POINT * 64)) / 64
        font, scale = self.font.sized(size), max(self.size, _LEAST_SIZE) / size
        blob = _with_characters(self, font)
        if blob is None:
            return Written(_of_glyphs(self, font, scale), 0, scale)
        # Skia puts the top of the line, not the baseline, at the origin.
        return Written(blob, font.getMetrics().fAscent, scale)


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
