"""Draw one side of a card: white, the background image, then the objects in their order."""

from collections.abc import Iterable

import skia

from cardwright.rendering.drawing import Target, draw_item
from cardwright.rendering.drawing.picture import draw_picture
from cardwright.rendering.items import Item
from cardwright.rendering.pictures import Picture


def draw_ground(target: Target, background: Picture | None) -> None:
    """Draw what lies below all objects; the background image covers trim and bleed."""
    edges = skia.Rect.MakeLTRB(*target.frame.edges)
    target.canvas.drawRect(edges, skia.Paint(Color=skia.ColorWHITE))
    if background is not None:
        draw_picture(target, background, edges)


def draw_items(target: Target, items: Iterable[Item]) -> None:
    """Draw objects, the first of them lowest."""
    for item in items:
        draw_item(target, item)
