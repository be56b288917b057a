"""What new card templates are made of: nothing, a starter, or another card template."""

import re
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.card_templates.actions import stored
from cardwright.card_templates.models import CardTemplate
from cardwright.card_templates.schemas import LONGEST_NAME, CardTemplateInput
from cardwright.database import Rows
from cardwright.designer.gallery.parts import NewPart
from cardwright.errors import NotFound
from cardwright.files.actions import storage_key
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.layout.objects.box import Side
from cardwright.oauth.caller import Caller
from cardwright.starters import Starter, StarterFile
from cardwright.storage import Storage
from cardwright.web.input import read_input
from cardwright.web.json_text import parse_object

_WRAPPER = "card_template"


class Plan(Struct, frozen=True, kw_only=True):
    """A card template to be: what the API would be sent, and its files."""

    body: bytes
    parts: list[NewPart]
    source_version: int | None = None
    """The version of the card template that it is a copy of."""

    def read(self) -> CardTemplateInput:
        """Return the input that makes it. Raises Invalid with all that is wrong."""
        sent = parse_object(self.body, _WRAPPER, nested="template_objects")
        return read_input(CardTemplateInput, sent)


def plan_blank(name: str, type_code: str, orientation: str, *, double_sided: bool) -> Plan:
    """Return the plan of an empty card."""
    return Plan(
        body=_body(
            name=name,
            template_type_code=type_code,
            orientation_front=orientation,
            orientation_back=orientation,
            double_sided=double_sided,
        ),
        parts=[],
    )


def plan_starter(name: str, starter: Starter) -> Plan:
    """Return the plan of a card that begins as a starter."""
    fresh = starter.with_new_uuids()
    parts = [
        NewPart(content_type=_PNG, pieces=partial(_drawn, fresh, side), side=side)
        for side in fresh.background_images
    ]
    parts += [
        NewPart(
            content_type=_PNG,
            pieces=partial(_content, file),
            uuid=file.uuid,
            file_role=file.file_role,
        )
        for file in fresh.files
    ]
    return Plan(
        body=_body(
            name=name,
            template_type_code=fresh.template_type_code,
            orientation_front=fresh.orientation_front,
            orientation_back=fresh.orientation_back,
            double_sided=fresh.double_sided,
            template_objects=msgspec.Raw(fresh.template_objects.encode()),
        ),
        parts=parts,
    )


def plan_copy(session: Session, caller: Caller, card_template_id: int, storage: Storage) -> Plan:
    """Return the plan of a copy, with files of its own. Raises NotFound.

    A file's UUID is unique within an account, so the copies have new ones, and its objects name
    these.
    """
    source = session.scalar(
        select(CardTemplate).where(
            CardTemplate.id == card_template_id, CardTemplate.account_id == caller.account_id
        )
    )
    if source is None:
        raise NotFound
    parts, uuids = _copied_parts(session, caller, card_template_id, storage)
    text = with_uuids(source.template_objects, uuids)
    return Plan(
        body=_body(
            name=source.name,
            template_type_id=source.template_type_id,
            card_type=source.card_type,
            double_sided=bool(source.double_sided),
            orientation_front=source.orientation_front,
            orientation_back=source.orientation_back,
            editable_by=source.editable_by,
            template_objects=msgspec.Raw(text.encode()),
        ),
        parts=parts,
        source_version=source.updated_at,
    )


def free_name(rows: Rows, caller: Caller, name: str, first: str, numbered: str) -> str:
    """Return the name of a copy: with `first` after it, or the `numbered` one that is free."""
    candidate, number = _ending_in(name, first), 1
    while stored.is_name_taken(rows, caller, candidate):
        number += 1
        candidate = _ending_in(name, numbered.format(number=number))
    return candidate


def with_uuids(template_objects: str, uuids: Mapping[str, str]) -> str:
    """Return the text of the objects with other UUIDs in its strings, and else token for token.

    `uuids` are the new ones by the old ones in lower case.
    """
    if not uuids:
        return template_objects
    pattern = re.compile("|".join(map(re.escape, uuids)), re.IGNORECASE)

    def replaced(text: str) -> str:
        return pattern.sub(lambda found: uuids[found[0].lower()], text)

    def in_string(found: re.Match[str]) -> str:
        token = found[0]
        if "\\" not in token:
            return replaced(token)
        # JSON may write any letter as an escape, those of a UUID as well.
        plain = msgspec.json.decode(token, type=str)
        changed = replaced(plain)
        return token if changed == plain else msgspec.json.encode(changed).decode()

    return _STRING.sub(in_string, template_objects)


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_PNG = "image/png"


def _drawn(starter: Starter, side: Side) -> list[bytes]:
    return [starter.background_image(side) or b""]


def _content(file: StarterFile) -> list[bytes]:
    return [file.content()]


def _body(**members: Any) -> bytes:
    return msgspec.json.encode({_WRAPPER: {"uuid": str(uuid.uuid4()), **members}})


def _ending_in(name: str, ending: str) -> str:
    return f"{name[: LONGEST_NAME - len(ending) - 1].rstrip()} {ending}"


def _copied_parts(
    session: Session, caller: Caller, card_template_id: int, storage: Storage
) -> tuple[list[NewPart], dict[str, str]]:
    """Return the files of a card template as new parts, and the new UUIDs of its linked files."""
    bytes_of = (Blob.id, Blob.content_type, Blob.byte_size, Blob.sha256)
    backgrounds = session.execute(
        select(*bytes_of, BackgroundImage.side)
        .join(BackgroundImage, BackgroundImage.blob_id == Blob.id)
        .where(BackgroundImage.card_template_id == card_template_id)
    )
    linked = session.execute(
        select(*bytes_of, LinkedFile.uuid_key, LinkedFile.file_role)
        .join(LinkedFile, LinkedFile.blob_id == Blob.id)
        .where(LinkedFile.card_template_id == card_template_id)
        .order_by(LinkedFile.id)
    )
    parts: list[NewPart] = []
    uuids: dict[str, str] = {}

    def part(blob: Sequence[Any], **more: Any) -> NewPart:
        blob_id, content_type, size, digest = blob
        pieces = partial(storage.read, storage_key(caller.account_hashid, blob_id), 0, size)
        return NewPart(content_type=content_type, pieces=pieces, sha256=digest, **more)

    for *blob, side in backgrounds:
        parts.append(part(blob, side=side))
    for *blob, uuid_key, file_role in linked:
        uuids[uuid_key] = str(uuid.uuid4())
        parts.append(part(blob, uuid=uuids[uuid_key], file_role=file_role))
    return parts, uuids
