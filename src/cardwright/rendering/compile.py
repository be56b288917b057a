"""A template read once for many records: its layout, pictures, fonts, and what never changes."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardwright.errors import Invalid, Unavailable
from cardwright.layout.markup import FieldMark, split
from cardwright.layout.objects import Barcode, Text
from cardwright.layout.objects.box import Side
from cardwright.layout.objects.text import LinkedFont
from cardwright.layout.parse import Layout, parse_layout
from cardwright.rendering.fonts import FontLibrary
from cardwright.rendering.frame import Frame
from cardwright.rendering.picture_cache import PictureCache, pixels_for
from cardwright.rendering.pictures import Picture, UnusableError
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.rendering.text import TextBlock

MOST_LAYERS = 4
MOST_BLOCKS, LONGEST_KEPT_TEXT = 512, 64

Pixels = NDArray[np.uint8]
LayerKey = tuple[Side, Frame, bool]
BlockKey = tuple[int, str]
"""The index of an object, and its text with the fields filled in."""


class CompiledTemplate:
    """What all cards of a template share."""

    def __init__(self, template: Template, pictures: PictureCache) -> None:
        self.card = template.card
        self.layout: Layout = parse_layout(template.template_objects)
        self.files: Mapping[str, Resource] = {
            uuid.lower(): resource for uuid, resource in template.files.items()
        }
        self.pictures = pictures
        self.fonts = FontLibrary().with_linked(self._font_files())
        self.pieces = {
            placed.index: split(_markup(placed.template_object))
            for placed in self.layout.placed
            if isinstance(placed.template_object, Text | Barcode)
        }
        self.fixed_items: dict[int, Any] = {}
        """Objects without fields, laid out once (see `items`), by their index."""
        self.blocks: OrderedDict[BlockKey, TextBlock] = OrderedDict()
        """Short texts as they were laid out last: a department comes again on card after card."""
        self.layers: OrderedDict[LayerKey, Pixels] = OrderedDict()
        """Bitmaps of what lies below the first object that may differ between records."""
        self.contrasts: dict[Side, Any] = {}
        """The same for the small bitmaps that contrast is measured on (`preflight.contrast`)."""
        self._backgrounds = dict(template.backgrounds)

    def background(self, side: Side) -> Picture | None:
        """Return the background image of a side, for trim and any bleed.

        Raises Invalid for `background_image_front` or `_back` where it is no picture.
        """
        resource = self._backgrounds.get(side)
        if resource is None:
            return None
        width_mm, height_mm = self.card.size(side)
        try:
            return self.pictures.get(resource, pixels_for(width_mm, height_mm))
        except UnusableError as failure:
            raise Invalid.field(f"background_image_{side}", f"cannot be drawn: {failure}") from None

    def keep_block(self, key: BlockKey, block: TextBlock) -> None:
        """Keep a text that was laid out or used again, and forget what was longest unused."""
        if len(key[1]) > LONGEST_KEPT_TEXT:
            return
        self.blocks[key] = block
        self.blocks.move_to_end(key)
        while len(self.blocks) > MOST_BLOCKS:
            self.blocks.popitem(last=False)

    def keep_layer(self, key: LayerKey, pixels: Pixels) -> None:
        """Keep a bitmap of the lowest layer, and forget the one that was longest unused."""
        self.layers[key] = pixels
        while len(self.layers) > MOST_LAYERS:
            self.layers.popitem(last=False)

    def _font_files(self) -> dict[str, bytes]:
        uuids = {
            placed.template_object.font.file.lower()
            for placed in self.layout.placed
            if isinstance(placed.template_object, Text)
            and isinstance(placed.template_object.font, LinkedFont)
        }
        try:
            return {uuid: self.files[uuid].read() for uuid in uuids if uuid in self.files}
        except OSError as failure:
            raise Unavailable("A linked font could not be read: try again shortly") from failure


class CompiledTemplates:
    """The templates that were drawn last, compiled; the others are forgotten."""

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, CompiledTemplate] = OrderedDict()
        self._pictures = PictureCache()

    def get(self, template: Template) -> CompiledTemplate:
        """Return the template compiled. Raises what `parse_layout` raises."""
        key = template.fingerprint()
        compiled = self._kept.get(key)
        if compiled is None:
            compiled = CompiledTemplate(template, self._pictures)
        self._kept[key] = compiled
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return compiled


def _markup(template_object: Text | Barcode) -> str:
    return template_object.text if isinstance(template_object, Text) else template_object.value


def has_fields(pieces: tuple[str | FieldMark, ...]) -> bool:
    """Say whether a text differs between records."""
    return any(isinstance(piece, FieldMark) for piece in pieces)
