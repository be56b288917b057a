"""What the script of the designer sends to its own routes."""

from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct, field

from cardwright.errors import BadRequest, Invalid
from cardwright.layout.objects.box import Side

T = TypeVar("T")


class Edit(Struct, frozen=True, forbid_unknown_fields=True):
    """A new object, or, with `index`, an object of the stored array with some keys changed."""

    set: dict[str, msgspec.Raw]
    index: int | None = None
    unset: list[str] = field(default_factory=list)


class ObjectsInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The new array: each item is a place in the stored one, which stays as it is, or an edit."""

    objects: list[int | Edit]


class CopyInput(Struct, frozen=True, forbid_unknown_fields=True):
    """A design that becomes a card template of its own: what it was made of, and its edits."""

    card_template: dict[str, msgspec.Raw]
    """What the API would be sent, but for the objects."""
    stored: list[msgspec.Raw]
    """The array as it was stored when it was last seen, token for token."""
    objects: list[int | Edit]
    uuids: dict[str, str]
    """The new UUIDs of the linked files, by the old ones in lower case."""


class FragmentsInput(Struct, frozen=True, forbid_unknown_fields=True):
    """Objects of a side, saved or not, and the record to draw them with; null: samples."""

    side: Side
    objects: msgspec.Raw
    data: dict[str, Any] | None = None


class PreflightInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The record to look through a card with; null: samples."""

    data: dict[str, Any] | None = None


class PrintInput(Struct, frozen=True, forbid_unknown_fields=True):
    """The record to print a card with, on which page, and how the printer turns it over."""

    data: dict[str, Any]
    page: Literal["card", "a4", "letter"]
    flip: Literal["long", "short"]


_objects_decoder = msgspec.json.Decoder(ObjectsInput)
_copy_decoder = msgspec.json.Decoder(CopyInput)
_fragments_decoder = msgspec.json.Decoder(FragmentsInput)
_preflight_decoder = msgspec.json.Decoder(PreflightInput)
_print_decoder = msgspec.json.Decoder(PrintInput)


def read_objects(body: bytes) -> ObjectsInput:
    """Return the edits in a body. Raises BadRequest and Invalid for what they cannot be."""
    return _read(_objects_decoder, body)


def read_copy(body: bytes) -> CopyInput:
    """Return the design in a body. Raises BadRequest and Invalid for what it cannot be."""
    return _read(_copy_decoder, body)


def read_fragments(body: bytes) -> FragmentsInput:
    """Return what is to be drawn. Raises BadRequest and Invalid for what it cannot be."""
    return _read(_fragments_decoder, body)


def read_preflight(body: bytes) -> PreflightInput:
    """Return the record that is asked for. Raises BadRequest and Invalid for what it cannot be."""
    return _read(_preflight_decoder, body)


def read_print(body: bytes) -> PrintInput:
    """Return how a card is to be printed. Raises BadRequest and Invalid for what it cannot be."""
    return _read(_print_decoder, body)


def _read(decoder: msgspec.json.Decoder[T], body: bytes) -> T:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as fault:
        raise Invalid.field("body", f"is not what the designer sends: {fault}") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise BadRequest("The body is not JSON") from None
