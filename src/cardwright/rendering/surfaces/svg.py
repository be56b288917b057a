"""Draw a side of a card, or one object of it, as SVG in millimetres."""

import re
from collections.abc import Callable

import skia

from cardwright.layout.objects.box import Side
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.drawing import Target, draw_item
from cardwright.rendering.drawing.side import draw_ground, draw_items
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import Item

_ROOT = re.compile(r"^.*?<svg[^>]*>", re.DOTALL)
# Skia writes the opacity of a picture where it says nothing.
_PICTURE = re.compile(r'<use (?:fill="[^"]*" )?(?:fill-opacity=)?')
_ID = re.compile(r'(?:(?<=\bid=")|(?<=url\(#)|(?<=href="#))([a-z]+)_[0-9a-f]+')
_FULL = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def draw_svg(compiled: CompiledTemplate, side: Side, items: list[Item], frame: Frame) -> bytes:
    """Return a side as an SVG document of its size with the bleed, text as outlines."""

    def draw(target: Target) -> None:
        draw_ground(target, compiled.background(side))
        draw_items(target, items)

    bleed = frame.bleed_mm
    width, height = frame.width_mm + 2 * bleed, frame.height_mm + 2 * bleed
    root = (
        f'<svg {_FULL} width="{_number(width)}mm" height="{_number(height)}mm" '
        f'viewBox="{_number(-bleed)} {_number(-bleed)} {_number(width)} {_number(height)}">'
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root}{_drawn(draw, frame)}'.encode()


def draw_fragment(item: Item, frame: Frame, prefix: str) -> str:
    """Return one object as an SVG element `g`, in mm from the top left corner of its side.

    The ids in it begin with `prefix`, so that many fragments can stand in one document.
    """
    content = _drawn(lambda target: draw_item(target, item), frame).removesuffix("</svg>\n")
    content = re.sub(r'(\bid="|url\(#|xlink:href="#)', rf"\g<1>{prefix}-", content)
    return f"<g>{content.strip()}</g>"


def _drawn(draw: Callable[[Target], None], frame: Frame) -> str:
    """Return what Skia writes after its root element, which knows whole units only."""
    left, top, right, bottom = frame.edges
    stream = skia.DynamicMemoryWStream()
    bounds = skia.Rect.MakeLTRB(left, top, right, bottom)
    canvas = skia.SVGCanvas.Make(bounds, stream, skia.SVGCanvas.kConvertTextToPaths_Flag)
    draw(Target(canvas, frame, "svg"))
    del canvas  # Only now the document is written to its end.
    text = bytes(stream.detachAsData()).decode()
    text = _PICTURE.sub(_with_opacity, text)
    return _numbered(_ROOT.sub("", text, count=1))


def _numbered(svg: str) -> str:
    """Count ids from 0; Skia goes on counting from whatever the process has drawn before."""
    numbers: dict[str, str] = {}

    def renamed(name: re.Match[str]) -> str:
        return numbers.setdefault(name[0], f"{name[1]}_{len(numbers)}")

    return _ID.sub(renamed, svg)


def _with_opacity(picture: re.Match[str]) -> str:
    return "<use opacity=" if picture[0].endswith("=") else "<use "


def _number(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
