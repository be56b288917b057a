"""The fields of a template: what a record may hold, what it must, and samples of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import UNSET, Struct

from cardwright.errors import Invalid
from cardwright.layout.markup import fields_in
from cardwright.layout.objects import Barcode, Image, Text
from cardwright.layout.parse import Layout, Placed
from cardwright.layout.samples import sample
from cardwright.layout.values import canonical_name

BUILT_IN = frozenset({"today", "template_name", "card_index"})
"""Fields that every card has, without being asked for in a record."""

MOST_MARKS = 20_000
"""How often fields may stand in the texts of a template: it takes seconds to count millions."""

FieldKind = Literal["image", "barcode", "text"]

_KINDS: tuple[FieldKind, ...] = ("image", "barcode", "text")
"""Where a field is used for several things, the first of them is its kind."""


class Field(Struct, frozen=True, kw_only=True):
    """A field of the record: what it is for, and by which objects it is used."""

    name: str
    kind: FieldKind
    required: bool
    """Used somewhere without a fallback."""
    sample: str | None
    """None for an image."""
    objects: tuple[str, ...]


def list_fields(layout: Layout) -> tuple[Field, ...]:
    """Return the fields of both sides in the order of their first use; hidden objects count.

    Raises Invalid for `template_objects` where fields stand more than MOST_MARKS times in texts.
    """
    _check_marks(layout)
    uses: dict[str, _Uses] = {}
    for placed in layout.placed:
        for name, is_required in _summed(placed).items():
            if name not in BUILT_IN:
                if name not in uses:
                    uses[name] = _Uses()
                uses[name].add(placed, is_required)
    return tuple(found.field(name) for name, found in uses.items())


def samples(layout: Layout) -> dict[str, str]:
    """Return a record of samples; images have none, because they are drawn as silhouettes."""
    return {one.name: one.sample for one in list_fields(layout) if one.sample is not None}


def with_built_in(values: Mapping[str, str], built_in: Mapping[str, str]) -> dict[str, str]:
    """Return a record with the built-in fields; of these only `today` may be given as data."""
    today = {"today": values["today"]} if values.get("today") else {}
    return {**values, **built_in, **today}


def image_fields(layout: Layout) -> frozenset[str]:
    """Return the names of the fields that hold pictures."""
    return frozenset(one.name for one in list_fields(layout) if one.kind == "image")


def csv_header(fields: Sequence[Field]) -> str:
    """Return the first line of a CSV file of records, without its line end."""
    return ",".join(one.name for one in fields)


def record_schema(layout: Layout, fields: Sequence[Field]) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of one record, given the fields of the layout."""
    properties: dict[str, object] = {one.name: _field_schema(one) for one in fields}
    if any("today" in _summed(placed) for placed in layout.placed):
        properties["today"] = {
            "type": ["string", "null"],
            "title": "Today",
            "description": "The ISO date to print; today's in the account's time zone by default",
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record",
        "type": "object",
        "properties": properties,
        "required": [one.name for one in fields if one.required],
    }


@dataclass
class _Uses:
    """What the objects that use one field want of it."""

    labels: list[str] = field(default_factory=list)
    barcodes: list[Barcode] = field(default_factory=list)
    is_required: bool = False
    kinds: set[FieldKind] = field(default_factory=set)

    def add(self, placed: Placed, is_required: bool | None) -> None:
        self.labels.append(placed.label)
        if is_required is None:
            return
        self.is_required |= is_required
        self.kinds.add(_kind(placed))
        if isinstance(placed.template_object, Barcode):
            self.barcodes.append(placed.template_object)

    def field(self, name: str) -> Field:
        kind = next((one for one in _KINDS if one in self.kinds), _KINDS[-1])
        return Field(
            name=name,
            kind=kind,
            required=self.is_required,
            sample=None if kind == "image" else sample(name, self.barcodes),
            objects=tuple(self.labels),
        )


def _check_marks(layout: Layout) -> None:
    if sum(_text(placed).count("{{") for placed in layout.placed) > MOST_MARKS:
        raise Invalid.field(
            "template_objects", f"must not have more than {MOST_MARKS} fields in its texts"
        )


def _text(placed: Placed) -> str:
    match placed.template_object:
        case Text() as text:
            return text.text
        case Barcode() as barcode:
            return barcode.value
    return ""


def _summed(placed: Placed) -> dict[str, bool | None]:
    """Return each field of an object, and whether it is required anywhere in it."""
    summed: dict[str, bool | None] = {}
    for name, is_required in _used_by(placed):
        before = summed.get(name)
        summed[name] = is_required if before is None else before or bool(is_required)
    return summed


def _used_by(placed: Placed) -> Iterator[tuple[str, bool | None]]:
    """Yield each field of an object, and whether it is required; None where it only decides."""
    template_object = placed.template_object
    for mark in fields_in(_text(placed)):
        yield mark.name, mark.fallback is None
    if isinstance(template_object, Image) and template_object.source.field is not UNSET:
        yield canonical_name(template_object.source.field), True
    if template_object.visible_if is not None:
        yield canonical_name(template_object.visible_if.field), None


def _kind(placed: Placed) -> FieldKind:
    match placed.template_object:
        case Image():
            return "image"
        case Barcode():
            return "barcode"
    return "text"


def _field_schema(one: Field) -> dict[str, object]:
    title = sample(one.name)
    if one.kind == "image":
        return {
            "type": "string" if one.required else ["string", "null"],
            "title": title,
            "description": "The uuid of a linked file, a data URI, or the name of a part",
        }
    types = ["string", "number", "boolean"]
    return {
        "type": types if one.required else [*types, "null"],
        "title": title,
        "examples": [one.sample],
    }
