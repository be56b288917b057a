"""Read the starters: a JSON file each, whose pictures are drawn when they are asked for."""

import uuid
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from cardwright.layout.card import Orientation
from cardwright.layout.objects.box import Side
from cardwright.starters import artwork
from cardwright.starters.artwork import Artwork

KEYS = ("staff", "visitor", "student", "contractor", "library", "event")
"""In the order in which they are offered."""

_FILES = Path(__file__).parent / "files"


class StarterFile(Struct, frozen=True, kw_only=True):
    """A linked file of a starter."""

    uuid: str
    file_role: str
    artwork: Artwork

    @property
    def name(self) -> str:
        """What it is called as a file."""
        return f"{self.artwork}.png"

    def content(self) -> bytes:
        """Return its bytes: a PNG, the same ones in the same release."""
        return artwork.draw(self.artwork)


class Starter(Struct, frozen=True, kw_only=True):
    """What a new card template can begin as; the members are called as the API calls them."""

    key: str
    name: str
    description: str
    """A sentence for people who choose."""
    template_type_code: str
    """One of the types that every account has."""
    orientation_front: Orientation
    orientation_back: Orientation
    double_sided: bool
    template_objects: str
    """A JSON array of objects of the layout profile."""
    files: tuple[StarterFile, ...]
    background_images: Mapping[Side, Artwork]

    def background_image(self, side: Side) -> bytes:
        """Return the background image of one of the sides in `background_images`, a PNG."""
        return artwork.draw(self.background_images[side])

    def with_new_uuids(self) -> "Starter":
        """Return it for a new card template: a file's UUID is unique within an account."""
        text, files = self.template_objects, []
        for file in self.files:
            new = str(uuid.uuid4())
            text = text.replace(file.uuid, new)
            files.append(msgspec.structs.replace(file, uuid=new))
        return msgspec.structs.replace(self, template_objects=text, files=tuple(files))


@cache
def all() -> tuple[Starter, ...]:
    """Return the starters in the order in which they are offered."""
    return tuple(map(_read, KEYS))


class _Written(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A starter as its file holds it; the name of the file is its key."""

    name: str
    description: str
    template_type_code: str
    orientation_front: Orientation
    orientation_back: Orientation
    double_sided: bool
    template_objects: msgspec.Raw
    files: tuple[StarterFile, ...] = ()
    background_images: dict[Side, Artwork] = {}


def _read(key: str) -> Starter:
    written = msgspec.json.decode((_FILES / f"{key}.json").read_bytes(), type=_Written)
    members = msgspec.structs.asdict(written)
    text = bytes(written.template_objects).decode()
    return Starter(key=key, **members | {"template_objects": text})
