"""Draw a side of a card, or one object of it, as SVG in millimetres."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence

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
_FILE = re.compile(r'(width="(\d+)" height="(\d+)" xlink:href=")data:image/png;base64,[^"]*')
_JPEG = b"\xff\xd8\xff"
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
    target = Target(canvas, frame, "svg")
    draw(target)
    pictures = target.pictures
    del canvas, target  # Only now the document is written to its end.
    text = _with_photos(bytes(stream.detachAsData()).decode(), pictures)
    text = _PICTURE.sub(_with_opacity, text)
    return _numbered(_ROOT.sub("", text, count=1))


def _with_photos(svg: str, pictures: Sequence[skia.Image]) -> str:
    """Put the JPEG that a photo is where Skia has written it as PNG, many times as large.

    Where Skia has left one out, it is not known which, and all stay as they are.
    """
    sizes = [(int(one[2]), int(one[3])) for one in _FILE.finditer(svg)]
    if sizes != [(picture.width(), picture.height()) for picture in pictures]:
        return svg
    in_order = iter(pictures)

    def as_it_came(written: re.Match[str]) -> str:
        encoded = next(in_order).refEncodedData()
        if encoded is None or bytes(encoded)[:3] != _JPEG:
            return written[0]
        return f"{written[1]}data:image/jpeg;base64,{b64encode(bytes(encoded)).decode()}"

    return _FILE.sub(as_it_came, svg)


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
