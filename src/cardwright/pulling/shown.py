"""A card template as the source shows it, checked as if a client had sent it here."""

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from cardwright import times
from cardwright.card_templates.file_roles import checked_role
from cardwright.card_templates.schemas import OWNER_ONLY, CardTemplateInput
from cardwright.client import CardTemplate, LinkedFile, UnusableAnswer
from cardwright.errors import Invalid
from cardwright.ids import is_uuid, uuid_key
from cardwright.web.input import read_input
from cardwright.web.json_text import parse_object

_ORIENTATIONS = frozenset({"P", "L"})
_PLAIN = ("uuid", "name", "template_type_code", "card_type", "double_sided", "default_template")


class ShownFile(Struct, frozen=True, kw_only=True):
    """A file of the card template, and where its bytes are."""

    key: str
    """Names it among the files of its card template: the end of its path in the API."""
    url: str
    side: str | None = None
    """Of a background image."""
    uuid: str = ""
    file_role: str = ""
    changed_at: str = ""
    """When it changed last, of a linked file."""


class ShownTemplate(Struct, frozen=True, kw_only=True):
    """All that is taken of a card template, except for the bytes."""

    id: int
    uuid_key: str
    updated_at: int
    digest: bytes
    """SHA-256 of all that the source shows of it, except for what signs its URLs."""
    created_at: int | None
    fields: CardTemplateInput
    files: list[ShownFile]


def updated_at(shown: CardTemplate) -> int:
    """Return when it changed, by the clock of the source. Raises UnusableAnswer."""
    try:
        return times.parse_time(shown.updated_at or "")
    except ValueError:
        raise UnusableAnswer(
            f"The source does not tell when card template {shown.id} has changed"
        ) from None


def digest_of(shown: CardTemplate) -> bytes:
    """Return the SHA-256 of all that the source shows of it, except for what signs its URLs."""
    parts: list[Any] = []
    for name in CardTemplate.__struct_fields__:
        value = getattr(shown, name)
        if name == "linked_files":
            value = [(f.uuid, f.file_role, f.updated_at, _without_query(f.url)) for f in value]
        elif name.startswith("background_image_"):
            value = _without_query(value)
        if name != "extra":
            parts.append(value)
    return hashlib.sha256(msgspec.json.encode(parts)).digest()


def read(shown: CardTemplate) -> ShownTemplate:
    """Return what is taken of it.

    Raises Invalid for what no client could send here, with the fields, and UnusableAnswer.
    """
    fields = _fields(shown)
    if not fields.uuid or not fields.name:
        raise Invalid.field("name", "can't be blank")
    return ShownTemplate(
        id=shown.id,
        uuid_key=uuid_key(fields.uuid),
        updated_at=updated_at(shown),
        digest=digest_of(shown),
        created_at=_optional_time(shown.created_at),
        fields=fields,
        files=[*_backgrounds(shown), *(_linked_file(one) for one in shown.linked_files if one.url)],
    )


def _fields(shown: CardTemplate) -> CardTemplateInput:
    """Return the members as a create request would have them; what is null is left out."""
    members: dict[str, Any] = {name: getattr(shown, name) for name in _PLAIN}
    for side in ("orientation_front", "orientation_back"):
        members[side] = getattr(shown, side) if getattr(shown, side) in _ORIENTATIONS else None
    members = {name: value for name, value in members.items() if value is not None}
    # No other value is named by the contract (3.5), and any other one is the permissive one.
    if shown.editable_by == OWNER_ONLY:
        members["editable_by"] = OWNER_ONLY
    if shown.deleted_at is not None:
        members |= {"deleted_at": shown.deleted_at, "default_template": False}
    members["template_objects"] = shown.template_objects
    text = msgspec.json.encode({"card_template": members})
    return read_input(
        CardTemplateInput, parse_object(text, "card_template", nested="template_objects")
    )


def _backgrounds(shown: CardTemplate) -> list[ShownFile]:
    urls = {
        "front": shown.background_image_front_url,
        "back": shown.background_image_back_url,
    }
    return [
        ShownFile(key=background_key(side), url=url, side=side) for side, url in urls.items() if url
    ]


def _linked_file(shown: LinkedFile) -> ShownFile:
    if not is_uuid(shown.uuid):
        raise Invalid.field("linked_files", f"has a file whose uuid {shown.uuid!r} is none")
    return ShownFile(
        key=linked_file_key(shown.uuid),
        url=shown.url or "",
        uuid=shown.uuid,
        file_role=checked_role(shown.file_role),
        changed_at=shown.updated_at or "",
    )


def background_key(side: str) -> str:
    """Return what names a background image among the files of its card template."""
    return f"background_image/{side}"


def linked_file_key(uuid: str) -> str:
    """Return what names a linked file among the files of its card template."""
    return f"files/{uuid_key(uuid)}"


def _optional_time(text: str | None) -> int | None:
    try:
        return times.parse_time(text or "")
    except ValueError:
        return None


def _without_query(url: str | None) -> str | None:
    return None if url is None else url.partition("?")[0]
