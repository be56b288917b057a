"""What comes out of laying out text: glyphs at their places. All lengths are millimetres."""

from dataclasses import dataclass

from cardwright.rendering.text.glyph_run import GlyphRun


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
