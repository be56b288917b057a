"""What comes out of laying out text: glyphs at their places. All lengths are millimetres."""

from dataclasses import dataclass

from cardwright.rendering.fonts.font import Font


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it is drawn, from the box's top left corner."""

    text: str
    left: float
    baseline: float
    width: float


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text that has been fitted into its box."""

    runs: tuple[GlyphRun, ...]
    lines: tuple[TextLine, ...]
    width: float
    height: float
    """Of the box, not of the text."""
    size_pt: float
    is_shrunk: bool
    is_overflowing: bool
    """Whether text is cut, or sticks out of the box; never so where the style clips."""
    is_clipped: bool
    """Whether to draw nothing outside the box."""
    missing_characters: str
    """Each character once that no font has a glyph for, in order of first use."""
    is_font_missing: bool
