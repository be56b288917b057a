"""One font file, opened once for shaping (HarfBuzz) and once for drawing (Skia)."""

from functools import cached_property
from pathlib import Path

import skia
import uharfbuzz as hb

# The default manager would read the settings of the system's fonts, of which none is ever used.
_opener = skia.FontMgr.New_Custom_Empty()
_LAST_LATIN = 0x24F
_MOST_SIZES = 64
"""Of one font; a text that shrinks has a size of its own on each card."""


class Font:
    """A TrueType font. Lengths are in em (1 is the font size) unless they say otherwise."""

    def __init__(self, data: Path | bytes, name: str) -> None:
        """Open a font file, which is mapped into memory, or the bytes of one."""
        self.name = name
        self.typeface = _typeface(data)
        blob = hb.Blob(data) if isinstance(data, bytes) else hb.Blob.from_file_path(data)
        self.shaper = hb.Font(hb.Face(blob))
        self.units_per_em: int = self.shaper.face.upem
        extents = self.shaper.get_font_extents("ltr")
        self.ascent: float = extents.ascender / self.units_per_em
        self.descent: float = -extents.descender / self.units_per_em
        """Below the baseline, positive."""
        self._code_points = self.shaper.face.unicodes
        self.covered: dict[str, bool] = {}
        """Whether it can show a character, of those that were asked for (`text.itemising`)."""
        self._sized: dict[float, skia.Font] = {}
        self._outlines: dict[int, skia.Path] = {}
        self._outline_font = unhinted(self.typeface, self.units_per_em)

    def __repr__(self) -> str:
        return f"Font({self.name!r})"

    def has(self, character: str) -> bool:
        """Say whether the font has a glyph for the character itself."""
        return ord(character) in self._code_points

    @cached_property
    def encoded_glyphs(self) -> frozenset[int]:
        """The glyphs that a character has of its own, so that a PDF can tell it."""
        return frozenset(map(self.shaper.get_nominal_glyph, self._code_points))

    @cached_property
    def latin_characters(self) -> dict[int, str]:
        """The lowest Latin character of each glyph that has one, which a PDF takes it for.

        What is no letter counts, too, where it shares a glyph and is lower.
        """
        characters: dict[int, str] = {}
        for code_point in sorted(one for one in self._code_points if one <= _LAST_LATIN):
            glyph = self.shaper.get_nominal_glyph(code_point)
            characters.setdefault(glyph, chr(code_point))
        return characters

    def sized(self, size: float) -> skia.Font:
        """Return the font to draw with at a size, not to be changed."""
        font = self._sized.get(size)
        if font is None:
            if len(self._sized) >= _MOST_SIZES:
                self._sized.clear()
            font = self._sized[size] = unhinted(self.typeface, size)
        return font

    def outline(self, glyph: int) -> skia.Path:
        """Return the outline of a glyph in font units, y downwards; empty for a space."""
        outline = self._outlines.get(glyph)
        if outline is None:
            outline = self._outline_font.getPath(glyph) or skia.Path()
            self._outlines[glyph] = outline
        return outline


def unhinted(typeface: skia.Typeface, size: float) -> skia.Font:
    """Return a font of that size whose glyphs keep their designed shape and advance."""
    font = skia.Font(typeface, size)
    font.setHinting(skia.FontHinting.kNone)
    font.setLinearMetrics(True)
    font.setSubpixel(True)
    font.setBaselineSnap(False)
    font.setEmbeddedBitmaps(False)
    return font


def _typeface(data: Path | bytes) -> skia.Typeface:
    if isinstance(data, bytes):
        typeface = _opener.makeFromData(skia.Data.MakeWithCopy(data))
    else:
        typeface = _opener.makeFromFile(str(data))
    if typeface is None:
        raise ValueError("Skia cannot read the font.")
    return typeface
