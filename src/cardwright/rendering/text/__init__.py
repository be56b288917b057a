"""Text in a box: from a style and a string to placed glyphs, in millimetres, and their drawing."""

from cardwright.rendering.text.block import TextBlock, TextLine
from cardwright.rendering.text.drawing import draw, outline
from cardwright.rendering.text.glyph_run import GlyphRun
from cardwright.rendering.text.laying_out import lay_out

__all__ = ["GlyphRun", "TextBlock", "TextLine", "draw", "lay_out", "outline"]
