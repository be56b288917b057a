"""Draw the objects of a card, each kind in a file of its own."""

from typing import assert_never

from cardwright.layout.objects import Ellipse, Line, Rect
from cardwright.rendering.drawing.barcode import draw_barcode
from cardwright.rendering.drawing.ellipse import draw_ellipse
from cardwright.rendering.drawing.image import draw_image
from cardwright.rendering.drawing.line import draw_line
from cardwright.rendering.drawing.rect import draw_rect
from cardwright.rendering.drawing.target import Target
from cardwright.rendering.drawing.text import draw_text
from cardwright.rendering.items import BarcodeItem, ImageItem, Item, ShapeItem, TextItem

__all__ = ["Target", "draw_item"]


def draw_item(target: Target, item: Item) -> None:
    """Draw one object where it belongs."""
    match item:
        case TextItem():
            draw_text(target, item)
        case ImageItem():
            draw_image(target, item)
        case BarcodeItem():
            draw_barcode(target, item)
        case ShapeItem(shape=Rect() as rect):
            draw_rect(target, rect)
        case ShapeItem(shape=Ellipse() as ellipse):
            draw_ellipse(target, ellipse)
        case ShapeItem(shape=Line() as line):
            draw_line(target, line)
        case ShapeItem():
            raise TypeError(item.shape)
        case _:
            assert_never(item)
