"""The objects of a side with their fields filled: what is drawn for one record, and what is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from msgspec import UNSET

from cardwright.layout.findings import Code, Finding, finding
from cardwright.layout.markup import FieldMark, fill
from cardwright.layout.objects import Barcode, Ellipse, Image, Line, Rect, Text
from cardwright.layout.objects.box import Side
from cardwright.layout.parse import Placed
from cardwright.layout.units import points
from cardwright.layout.values import canonical_name
from cardwright.rendering.barcodes import NAMES, Symbol, UnencodableError, encode
from cardwright.rendering.compile import CompiledTemplate, has_fields
from cardwright.rendering.fonts import FontLibrary
from cardwright.rendering.picture_cache import pixels_for
from cardwright.rendering.picture_values import find_picture
from cardwright.rendering.pictures import Picture, UnusableError
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Record
from cardwright.rendering.text import TextBlock, lay_out

_TALLEST_CAPTION_MM = 3.5
_CAPTION_SHARE = 0.25
_CAPTION_LINE = 1.3


@dataclass(frozen=True)
class TextItem:
    """A text that is laid out; no block where there is nothing to print."""

    placed: Placed
    text: Text
    block: TextBlock | None
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class ImageItem:
    """An image with the picture it shows; a silhouette stands in for one in samples."""

    placed: Placed
    image: Image
    picture: Picture | None
    is_silhouette: bool = False
    problems: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class BarcodeItem:
    """A barcode with its symbol, and the text below it if it has one."""

    placed: Placed
    barcode: Barcode
    symbol: Symbol | None
    caption: TextBlock | None = None
    problems: tuple[Finding, ...] = ()

    @cached_property
    def symbol_height_mm(self) -> float:
        """The height that is left for the symbol."""
        return self.barcode.height_mm - (self.caption.height if self.caption else 0.0)


@dataclass(frozen=True)
class ShapeItem:
    """A shape, which is as it is."""

    placed: Placed
    shape: Rect | Ellipse | Line
    problems: tuple[Finding, ...] = ()


Item = TextItem | ImageItem | BarcodeItem | ShapeItem


def items_of(compiled: CompiledTemplate, side: Side, record: Record) -> list[Item]:
    """Return what is drawn on a side for a record, in painting order.

    Raises Invalid for `data` where a field makes a text too long.
    """
    return list(_items(compiled, side, record))


def is_fixed(compiled: CompiledTemplate, placed: Placed) -> bool:
    """Say whether an object is the same on every card."""
    template_object = placed.template_object
    if template_object.visible_if is not None:
        return False
    if isinstance(template_object, Image):
        return template_object.source.field is UNSET
    return not has_fields(compiled.pieces.get(placed.index, ()))


def _items(compiled: CompiledTemplate, side: Side, record: Record) -> Iterator[Item]:
    for placed in compiled.layout.on(side):
        item = compiled.fixed_items.get(placed.index)
        if item is not None:
            yield item
            continue
        condition = placed.template_object.visible_if
        if condition is not None and not condition.holds(record.values):
            continue
        item = _item(compiled, placed, record)
        if is_fixed(compiled, placed):
            compiled.fixed_items[placed.index] = item
        yield item


def _item(compiled: CompiledTemplate, placed: Placed, record: Record) -> Item:
    match placed.template_object:
        case Text() as text:
            return _text_item(compiled, placed, text, record)
        case Image() as image:
            return _image_item(compiled, placed, image, record)
        case Barcode() as barcode:
            return _barcode_item(compiled, placed, barcode, record)
        case Rect() | Ellipse() | Line() as shape:
            return ShapeItem(placed, shape)


def _text_item(compiled: CompiledTemplate, placed: Placed, text: Text, record: Record) -> TextItem:
    value, problems = _filled(compiled, placed, record)
    if not value.strip():
        return TextItem(placed, text, None, problems)
    key = (placed.index, value)
    block = compiled.blocks.get(key)
    if block is None:
        block = lay_out(text, value, text.width_mm, text.height_mm, compiled.fonts)
    compiled.keep_block(key, block)
    return TextItem(placed, text, block, problems)


def _image_item(
    compiled: CompiledTemplate, placed: Placed, image: Image, record: Record
) -> ImageItem:
    try:
        resource = _picture_of(compiled, image, record)
        if resource is None:
            if record.is_sample:
                return ImageItem(placed, image, None, is_silhouette=True)
            return ImageItem(
                placed,
                image,
                None,
                problems=(_found(Code.MISSING_PICTURE, placed, field=image.source.field),),
            )
        largest = pixels_for(image.width_mm, image.height_mm)
        return ImageItem(placed, image, compiled.pictures.get(resource, largest))
    except UnusableError as failure:
        problem = _found(Code.MISSING_FILE, placed, reason=str(failure))
        return ImageItem(placed, image, None, problems=(problem,))


def _picture_of(compiled: CompiledTemplate, image: Image, record: Record) -> Resource | None:
    source = image.source
    if source.field is not UNSET:
        return find_picture(canonical_name(source.field), record, compiled.files)
    uuid = str(source.file)
    if uuid.lower() not in compiled.files:
        raise UnusableError(f"no linked file of this template has the uuid {uuid}")
    return compiled.files[uuid.lower()]


def _barcode_item(
    compiled: CompiledTemplate, placed: Placed, barcode: Barcode, record: Record
) -> BarcodeItem:
    value, problems = _filled(compiled, placed, record)
    if problems:
        return BarcodeItem(placed, barcode, None, problems=problems)
    try:
        symbol = encode(barcode, value)
    except UnencodableError as failure:
        name = NAMES[barcode.symbology]
        problem = _found(Code.BARCODE_UNENCODABLE, placed, symbology=name, reason=str(failure))
        return BarcodeItem(placed, barcode, None, problems=(problem,))
    return BarcodeItem(placed, barcode, symbol, _caption(barcode, symbol, compiled.fonts))


def _filled(
    compiled: CompiledTemplate, placed: Placed, record: Record
) -> tuple[str, tuple[Finding, ...]]:
    """Return the text with its fields filled, and a finding for each that is missing."""
    pieces: tuple[str | FieldMark, ...] = compiled.pieces[placed.index]
    missing: dict[str, None] = {}

    def note(name: str) -> str:
        missing[name] = None
        return ""

    value = fill(pieces, record.values, note)
    return value, tuple(_found(Code.MISSING_FIELD, placed, field=name) for name in missing)


def _found(code: Code, placed: Placed, **details: object) -> Finding:
    return finding(code, placed.label, placed.template_object.side, **details)


def _caption(barcode: Barcode, symbol: Symbol, fonts: FontLibrary) -> TextBlock | None:
    """Lay out the value as people read it, below the symbol."""
    if not barcode.show_text:
        return None
    height = min(_TALLEST_CAPTION_MM, barcode.height_mm * _CAPTION_SHARE)
    if height <= 0 or barcode.width_mm <= 0:
        return None
    style = Text(
        v=1,
        x_mm=0.0,
        y_mm=0.0,
        width_mm=barcode.width_mm,
        height_mm=height,
        text="",
        size_pt=points(height) / _CAPTION_LINE,
        min_size_pt=1.0,
        line_height=_CAPTION_LINE,
        align="center",
        valign="bottom",
        direction="ltr",
    )
    return lay_out(style, symbol.text, style.width_mm, style.height_mm, fonts)
