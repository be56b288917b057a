"""What the server tells, as typed structs.

Only what the contract marks as required has to be there. Members that are not known yet are kept in
`extra`, so a newer server loses nothing on the way through an older client.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct, field

from cardwright.client.errors import UnusableAnswer

T = TypeVar("T", bound="Answer")
Item = TypeVar("Item")


class Answer(Struct, frozen=True, kw_only=True):
    """The base of what is answered."""

    extra: dict[str, Any] = field(name="", default_factory=dict)
    """All members that have no field here, decoded."""


class LinkedFile(Answer, frozen=True, kw_only=True):
    """A file that a card template uses (contract 2c)."""

    uuid: str
    file_role: str = ""
    url: str | None = None
    """Where its bytes are, for `Client.download`; None where none were uploaded yet."""
    content_type: str | None = None
    entity_type: str | None = None
    entity_uuid: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class CardTemplate(Answer, frozen=True, kw_only=True):
    """The design of a card (contract 2a)."""

    id: int
    uuid: str
    name: str
    template_type_code: str
    card_type: str | None = None
    double_sided: bool | None = None
    orientation_front: str | None = None
    orientation_back: str | None = None
    default_template: bool | None = None
    background_image_front_url: str | None = None
    background_image_back_url: str | None = None
    template_objects: Raw = Raw(b"[]")
    """The JSON text, token for token as the server sent it; it can be sent back like that."""
    owner_id: int | None = None
    editable_by: str | None = None
    deleted_at: str | None = None
    deleted_by_id: int | None = None
    linked_files: Sequence[LinkedFile] = ()
    created_at: str | None = None
    updated_at: str | None = None

    def objects(self) -> list[dict[str, Any]]:
        """Return `template_objects`, decoded."""
        return msgspec.json.decode(self.template_objects, type=list[dict[str, Any]])


class CardTemplateType(Answer, frozen=True, kw_only=True):
    """What sort of card a template is for (contract 2d). Lengths are in millimetres."""

    code: str
    name: str
    page_size: str | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    orientation_default: str | None = None
    preview_image_url: str | None = None
    non_printable_zones: Sequence[dict[str, Any]] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class AccountUser(Answer, frozen=True, kw_only=True):
    """The user to whom the token belongs."""

    id: int
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None


class Account(Answer, frozen=True, kw_only=True):
    """The account that the token is for (contract 2f)."""

    id: str | int
    name: str
    time_zone: str | None = None
    user: AccountUser | None = None


class Page(Struct, Generic[Item], frozen=True):
    """A part of a list."""

    items: Sequence[Item]
    total: int | None
    """How many there are on all pages, where the server says so."""


def read_one(model: type[T], text: bytes) -> T:
    """Return the JSON object as `model`. Raises UnusableAnswer."""
    return _checked(model, lambda: _read(model, text))


def read_all(model: type[T], text: bytes) -> list[T]:
    """Return the JSON array of objects as `model` each. Raises UnusableAnswer."""
    return _checked(model, lambda: [_read(model, one) for one in _ITEMS.decode(text)])


def _checked(model: type[T], read: Callable[[], Item]) -> Item:
    try:
        return read()
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise UnusableAnswer(
            f"The server's answer is no {model.__name__}, as the API describes one: {fault}"
        ) from None


def _read(model: type[T], text: bytes | Raw) -> T:
    found = msgspec.json.decode(text, type=model)
    members = _MEMBERS.decode(text)
    changes: dict[str, Any] = {
        "extra": {
            name: msgspec.json.decode(raw)
            for name, raw in members.items()
            if name not in model.__struct_encode_fields__
        }
    }
    # What is nested has members of its own that may not be known.
    if model is CardTemplate and "linked_files" in members:
        files = _ITEMS.decode(members["linked_files"])
        changes["linked_files"] = [_read(LinkedFile, one) for one in files]
    return msgspec.structs.replace(found, **changes)


_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
_ITEMS = msgspec.json.Decoder(list[Raw])
