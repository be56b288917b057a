"""A card template and a record as drawing wants them: plain data that goes between processes."""

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from cardwright.layout.card import Card
from cardwright.layout.objects.box import Side
from cardwright.rendering.resources import Resource


class Template(Struct, frozen=True, kw_only=True):
    """All that a card is drawn from, but for the record."""

    template_objects: str
    card: Card
    backgrounds: Mapping[Side, Resource] = field(default_factory=dict)
    files: Mapping[str, Resource] = field(default_factory=dict)
    """The linked files of the template by uuid; only those that are pictures and fonts matter."""

    def fingerprint(self) -> bytes:
        """Return a hash of what is drawn; where it is equal, so is the drawing."""
        resources = (
            {side: resource.key for side, resource in self.backgrounds.items()},
            {uuid.lower(): resource.key for uuid, resource in self.files.items()},
        )
        text = msgspec.msgpack.encode(
            (self.template_objects, self.card, *resources), order="sorted"
        )
        return hashlib.sha256(text).digest()


class Record(Struct, frozen=True, kw_only=True):
    """What is printed on one card."""

    values: Mapping[str, str]
    """As `layout.values.read_values` returns them, with the built-in fields."""
    pictures: Mapping[str, Resource] = field(default_factory=dict)
    """Pictures that came along, by the name of their part or column."""
    is_sample: bool = False
    """True: a picture that is missing is drawn as a silhouette."""
