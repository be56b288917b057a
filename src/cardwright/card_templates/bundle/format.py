"""What a bundle is: a card template in one zip file, with all that it is drawn from.

    manifest.json               version, and for each other part its length and SHA-256
    card_template.json          the members of a create request
    card_template_type.json     the type, with its geometry
    background_image/<side>     what lies behind each side
    files/<number>              linked files, whose uuids and roles are in the manifest

The same card template gives the same bytes. No name in a bundle is ever used as a path.
"""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from cardwright.errors import Invalid

FORMAT = "cardwright-card-template"
VERSION = 1

MANIFEST = "manifest.json"
CARD_TEMPLATE = "card_template.json"
CARD_TEMPLATE_TYPE = "card_template_type.json"

MEDIA_TYPE = "application/zip"

MEBIBYTE = 1024 * 1024
LARGEST_BUNDLE = 100 * MEBIBYTE
"""Bytes that all parts together may have, and so about the most that the zip file may have."""
LARGEST_FILE = 20 * MEBIBYTE
LARGEST_JSON = 4 * MEBIBYTE
MOST_PARTS = 500


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A part of the bundle: exactly one of a JSON, a background image, and a linked file."""

    path: str
    byte_size: int
    sha256: str
    side: Literal["front", "back"] | None = None
    """The side that it is the background image of."""
    uuid: str | None = None
    file_role: str | None = None


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in the bundle, and how it is to be understood."""

    format: str
    version: int
    parts: list[Part]


class BundledTemplate(Struct, frozen=True, kw_only=True):
    """The card template, as a create request has it."""

    uuid: str
    name: str
    template_type_code: str
    card_type: str
    double_sided: bool
    orientation_front: str
    orientation_back: str
    editable_by: str
    template_objects: msgspec.Raw


class BundledType(Struct, frozen=True, kw_only=True):
    """The type, as a create request has it."""

    code: str
    name: str
    page_size: str
    width_mm: float
    height_mm: float
    orientation_default: str
    non_printable_zones: msgspec.Raw


def encode(value: Any) -> bytes:
    """Return a JSON part, for people to read but for what is kept token for token."""
    return msgspec.json.encode(value)


def refused(problem: str) -> Invalid:
    """Return the refusal of a bundle."""
    return Invalid.field("file", problem)
