"""Take a card template out as a bundle, and add one that came as a bundle."""

import re
import uuid
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cardwright.accounts import clock
from cardwright.accounts.usage import Quotas
from cardwright.audit import actions as audit_log
from cardwright.card_templates.actions import contents, stored, types, writing
from cardwright.card_templates.bundle.files import BundleFiles
from cardwright.card_templates.bundle.format import (
    CARD_TEMPLATE,
    CARD_TEMPLATE_TYPE,
    BundledTemplate,
    BundledType,
    Part,
    refused,
)
from cardwright.card_templates.bundle.reading import ReadBundle
from cardwright.card_templates.bundle.writing import Bundle, StoredPart, check_size
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.schemas import LONGEST_NAME, CardTemplateInput
from cardwright.card_templates.type_schemas import CardTemplateTypeInput
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import CardwrightError, Invalid, NotFound
from cardwright.files import actions as files
from cardwright.files.actions import storage_key
from cardwright.files.content import extension
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.oauth.caller import Caller
from cardwright.web.input import read_input
from cardwright.web.json_text import JsonObject, parse_object

_LONGEST_CODE = 64


def export(rows: Rows, caller: Caller, card_template_id: int) -> Bundle:
    """Return a card template with the places of its files.

    Raises NotFound, and Invalid where it is more than a bundle may hold.
    """
    row = rows.first(_TEMPLATE, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    cut = len(_TEMPLATE_COLUMNS)
    template = dict(zip(_TEMPLATE_COLUMNS, row[:cut], strict=True))
    card_type = dict(zip(_TYPE_COLUMNS, row[cut:], strict=True))
    template |= {
        "template_type_code": card_type["code"],
        "double_sided": bool(template["double_sided"]),
        "template_objects": msgspec.Raw(template["template_objects"]),
    }
    card_type["non_printable_zones"] = msgspec.Raw(card_type["non_printable_zones"])
    bundle = Bundle(
        card_template=BundledTemplate(**template),
        card_template_type=BundledType(**card_type),
        stored=[
            StoredPart(part=part, key=storage_key(caller.account_hashid, blob_id))
            for part, blob_id in _parts(rows, card_template_id)
        ],
    )
    check_size(bundle)
    return bundle


def add(
    session: Session,
    caller: Caller,
    bundle: ReadBundle,
    brought: BundleFiles,
    quotas: Quotas,
    *,
    keeps_uuid: bool,
) -> int:
    """Add the card template of a bundle whose files are kept, and return its id.

    Its name gets a number where it is taken, and its linked files get new uuids where theirs are.
    Raises Forbidden, and Invalid: for `file` where the bundle holds what no request could, for
    `uuid` where it `keeps_uuid` that is taken, and for `quota`.
    """
    rows = Rows.of(session)
    caller.require_admin()
    clock.lock(rows, caller.account_id)
    sent = read_template(bundle)
    if not keeps_uuid:
        sent.uuid = str(uuid.uuid4())
    sent.name = _free_name(rows, caller, sent.name)
    sent.template_type_code = _type_code(session, caller, read_type(bundle))
    uuids = {
        one.part.uuid: _free_uuid(rows, caller, one.part.uuid)
        for one, _ in brought.kept
        if one.part.uuid is not None
    }
    sent.template_objects = _with_uuids(sent.template_objects, uuids)
    card_template_id, is_new = writing.create(rows, caller, sent, quotas)
    if not is_new:
        raise Invalid.field("uuid", writing.TAKEN)
    for one, blob in brought.kept:
        if one.part.side is not None:
            contents.put_background(
                rows, caller, card_template_id, one.part.side, blob, _any_version, quotas
            )
        elif one.part.uuid is not None:
            file_uuid, role = uuids[one.part.uuid], (one.part.file_role or "").strip()
            contents.put_linked_file(
                rows, caller, card_template_id, file_uuid, role, blob, _any_version, quotas
            )
    audit_log.record(
        session,
        event="card_template.imported",
        account_id=caller.account_id,
        actor_id=caller.user_id,
        subject=f"card template {card_template_id}",
        address=caller.address,
        details={"name": sent.name, "files": len(brought.kept)},
    )
    return card_template_id


def read_template(bundle: ReadBundle) -> CardTemplateInput:
    """Return what the bundle says of the card template: as a request may, and no more.

    Raises Invalid for `file`.
    """
    try:
        sent = parse_object(bundle.card_template, "card_template", nested="template_objects")
        known = {name: value for name, value in sent.values.items() if name in _MEMBERS}
        read = read_input(CardTemplateInput, JsonObject(known, sent.texts))
    except CardwrightError as fault:
        raise refused(f"has a {CARD_TEMPLATE} that cannot be used: {fault}") from None
    if not read.uuid or not read.name:
        raise refused(f"has a {CARD_TEMPLATE} without uuid or name")
    return read


def read_type(bundle: ReadBundle) -> CardTemplateTypeInput:
    """Return what the bundle says of its type, likewise."""
    try:
        sent = parse_object(
            bundle.card_template_type, "card_template_type", nested="non_printable_zones"
        )
        return read_input(CardTemplateTypeInput, sent)
    except CardwrightError as fault:
        raise refused(f"has a {CARD_TEMPLATE_TYPE} that cannot be used: {fault}") from None


def _parts(rows: Rows, card_template_id: int) -> Iterable[tuple[Part, str]]:
    for side, blob_id, size, digest in rows.all(_BACKGROUNDS, card_template_id=card_template_id):
        path = f"background_image/{side}"
        yield Part(path=path, byte_size=size, sha256=digest, side=side), blob_id
    linked = rows.all(_LINKED_FILES, card_template_id=card_template_id)
    for number, (file_uuid, role, blob_id, size, digest, content_type) in enumerate(linked, 1):
        path = f"files/{number}.{extension(content_type)}"
        part = Part(path=path, byte_size=size, sha256=digest, uuid=file_uuid, file_role=role)
        yield part, blob_id


def _any_version(_: int) -> None:
    """Expect nothing: the card template is new."""


def _free_name(rows: Rows, caller: Caller, name: str) -> str:
    """Return the name, with the first number that makes it unique where it is taken."""
    candidate, number = name, 2
    while stored.is_name_taken(rows, caller, candidate):
        suffix = f" ({number})"
        candidate, number = name[: LONGEST_NAME - len(suffix)] + suffix, number + 1
    return candidate


def _type_code(session: Session, caller: Caller, wanted: CardTemplateTypeInput) -> str:
    """Return the code of a type of just that geometry, which is added where there is none.

    A type that has the code and another geometry would draw another card: then the code gets a
    number.
    """
    code, number = wanted.code, 2
    while True:
        try:
            found = types.find_type(session, caller, code)
        except NotFound:
            new = wanted.model_copy(update={"code": code})
            return types.create_type(session, caller, new).code
        if _has_geometry(found, wanted):
            return code
        suffix = f"_{number}"
        code, number = wanted.code[: _LONGEST_CODE - len(suffix)] + suffix, number + 1


def _has_geometry(found: CardTemplateType, wanted: CardTemplateTypeInput) -> bool:
    return (
        found.width_mm == wanted.width_mm
        and found.height_mm == wanted.height_mm
        and msgspec.json.decode(found.non_printable_zones)
        == msgspec.json.decode(wanted.zones_text())
    )


def _free_uuid(rows: Rows, caller: Caller, file_uuid: str) -> str:
    """Return the uuid of a linked file, or a new one where the account has a file of that."""
    if files.find_linked_file(rows, caller.account_id, file_uuid) is None:
        return file_uuid
    return str(uuid.uuid4())


def _with_uuids(template_objects: str, uuids: Mapping[str, str]) -> str:
    """Return the text of the objects with those uuids that have changed, and else as it was.

    All at once, so that none is changed twice.
    """
    changed = {old.lower(): new for old, new in uuids.items() if old != new}
    if not changed:
        return template_objects
    pattern = "|".join(map(re.escape, changed))
    return re.sub(
        pattern, lambda found: changed[found[0].lower()], template_objects, flags=re.IGNORECASE
    )


_PLAIN_COLUMNS = (
    "uuid",
    "name",
    "card_type",
    "orientation_front",
    "orientation_back",
    "editable_by",
)
_TEMPLATE_COLUMNS = (*_PLAIN_COLUMNS, "double_sided", "template_objects")
_TYPE_COLUMNS = tuple(BundledType.__struct_fields__)
_MEMBERS = frozenset(_TEMPLATE_COLUMNS)

_TEMPLATE = PreparedQuery(
    select(
        *(getattr(CardTemplate, name) for name in _TEMPLATE_COLUMNS),
        *(getattr(CardTemplateType, name) for name in _TYPE_COLUMNS),
    )
    .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
    .where(CardTemplate.id == bindparam("id"), CardTemplate.account_id == bindparam("account_id"))
)
_BACKGROUNDS = PreparedQuery(
    select(BackgroundImage.side, BackgroundImage.blob_id, Blob.byte_size, Blob.sha256)
    .join(Blob, Blob.id == BackgroundImage.blob_id)
    .where(BackgroundImage.card_template_id == bindparam("card_template_id"))
    .order_by(BackgroundImage.side)
)
_LINKED_FILES = PreparedQuery(
    select(
        LinkedFile.uuid,
        LinkedFile.file_role,
        LinkedFile.blob_id,
        Blob.byte_size,
        Blob.sha256,
        Blob.content_type,
    )
    .join(Blob, Blob.id == LinkedFile.blob_id)
    .where(LinkedFile.card_template_id == bindparam("card_template_id"))
    .order_by(LinkedFile.id)
)
