"""A card template from a JSON file, with the pictures and fonts that lie in a folder."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cardwright.errors import CardwrightError
from cardwright.ids import is_uuid
from cardwright.layout.card import Card, Zone
from cardwright.layout.objects.box import Side
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template

BUILT_IN_TYPES = {
    "ISO_CARD": (85.6, 54.0, "L"),
    "ISO_CARD_STANDARD": (85.6, 54.0, "L"),
    "CR79": (84.1, 52.1, "L"),
    "CR100": (98.5, 67.0, "L"),
    "EVENT_BADGE": (86.0, 124.0, "P"),
}
"""Width and height in mm and the orientation of the types that every installation has."""

DEFAULT_TYPE = "ISO_CARD"


class FileError(CardwrightError):
    """A file of the user cannot be used; the description names it, and says why."""


class TemplateFile(Struct, frozen=True, kw_only=True):
    """A card template as a file holds it: what the API shows, or less."""

    template_objects: msgspec.Raw
    name: str = ""
    template_type_code: str = DEFAULT_TYPE
    orientation_front: str | None = None
    orientation_back: str | None = None
    double_sided: bool = False
    non_printable_zones: tuple[Zone, ...] = ()


def load_template(
    path: Path, folder: Path, width_mm: float | None, height_mm: float | None
) -> tuple[Template, str]:
    """Return the card template in a file, and how it is called.

    `folder` holds its files; `width_mm` and `height_mm` are for types that are not built in.
    Raises FileError.
    """
    read = _read(path)
    card = _card(read, path, width_mm, height_mm)
    template = Template(
        template_objects=bytes(read.template_objects).decode(),
        card=card,
        backgrounds=dict(_backgrounds(folder)),
        files=dict(_linked_files(folder)),
    )
    return template, read.name or path.stem


def resource(path: Path) -> Resource:
    """Return a file to draw with. Raises FileError where it cannot be read."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as failure:
        raise FileError(f"{path}: {failure.strerror}") from None
    return Resource(key=f"sha256:{digest}", path=str(path))


def _read(path: Path) -> TemplateFile:
    try:
        content: Any = path.read_bytes()
        if content.lstrip()[:1] == b"[":
            return TemplateFile(template_objects=msgspec.Raw(content))
        members = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
        inner = members.get("card_template", content)
        return msgspec.json.decode(inner, type=TemplateFile)
    except OSError as failure:
        raise FileError(f"{path}: {failure.strerror}") from None
    except (msgspec.DecodeError, RecursionError, UnicodeError) as fault:
        raise FileError(
            f"{path} is no card template: {fault}. It must be what the API answers for one, its "
            "template_objects, or a bundle"
        ) from None


def _card(read: TemplateFile, path: Path, width_mm: float | None, height_mm: float | None) -> Card:
    known = BUILT_IN_TYPES.get(read.template_type_code)
    if known is None and (width_mm is None or height_mm is None):
        raise FileError(
            f"{path} is of the type {read.template_type_code}, whose size is not known here: "
            "give --width and --height in millimetres"
        )
    width, height, default = known or (0.0, 0.0, "L")
    try:
        return msgspec.convert(
            {
                "width_mm": width_mm or width,
                "height_mm": height_mm or height,
                "orientation_front": read.orientation_front or default,
                "orientation_back": read.orientation_back or default,
                "double_sided": read.double_sided,
                "non_printable_zones": msgspec.to_builtins(read.non_printable_zones),
            },
            type=Card,
        )
    except msgspec.ValidationError as fault:
        raise FileError(f"{path}: {fault}") from None


def _backgrounds(folder: Path) -> Iterator[tuple[Side, Resource]]:
    sides: tuple[Side, ...] = ("front", "back")
    for path in _files(folder):
        for side in sides:
            if path.stem.lower() == f"background_{side}":
                yield side, resource(path)


def _linked_files(folder: Path) -> Iterator[tuple[str, Resource]]:
    for path in _files(folder):
        if is_uuid(path.stem):
            yield path.stem, resource(path)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as failure:
        raise FileError(f"{folder}: {failure.strerror}") from None
