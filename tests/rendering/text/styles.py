"""Text styles for the tests, and what can be read off a block of text."""

from typing import Any

from cardwright.layout.objects.text import Text
from cardwright.rendering.fonts import FontLibrary
from cardwright.rendering.text import TextBlock, lay_out

FONTS = FontLibrary()
WIDE, HIGH = 200.0, 100.0


def style(**given: Any) -> Text:
    """Return a text style; its own box does not count."""
    return Text(v=1, text="", x_mm=0, y_mm=0, width_mm=1, height_mm=1, **given)


def laid_out(text: str, width: float = WIDE, height: float = HIGH, **given: Any) -> TextBlock:
    """Lay out a text in a box of `width` x `height` mm, large unless told otherwise."""
    return lay_out(style(**given), text, width, height, FONTS)


def lines(block: TextBlock) -> list[str]:
    """Return the text of each line."""
    return [line.text for line in block.lines]


def shown(block: TextBlock) -> str:
    """Return the characters from left to right, as far as a glyph has a character of its own.

    Every glyph shows the first code point that its font has it for; others show as a dot.
    """
    placed = [
        (x, _character(run.font, glyph))
        for run in block.runs
        for glyph, (x, _) in zip(run.glyphs, run.places, strict=True)
    ]
    return "".join(character for _, character in sorted(placed, key=lambda one: one[0]))


def _character(font: Any, glyph: int) -> str:
    for code_point in font.shaper.face.unicodes:
        if font.shaper.get_nominal_glyph(code_point) == glyph:
            return chr(code_point)
    return "."
