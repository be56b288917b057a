"""Draw a text: as outlines in bitmaps and SVG, as text that can be searched in PDF."""

from cardwright.rendering.drawing.target import Target
from cardwright.rendering.items import TextItem
from cardwright.rendering.text import draw


def draw_text(target: Target, item: TextItem) -> None:
    """Draw the glyphs of a text at their places."""
    text = item.text
    if item.block is None or not text.opacity:
        return
    color, opacity = target.ink(text.color, text.opacity)
    with target.inside(text):
        draw(
            target.canvas,
            item.block,
            color,
            opacity,
            as_outlines=target.format != "pdf",
            is_smooth=target.is_smooth,
        )
