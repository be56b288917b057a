"""Card template types, from the source into the account."""

import hashlib
import json
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from cardwright.card_templates.actions import types
from cardwright.card_templates.models import CardTemplateType
from cardwright.card_templates.type_schemas import CardTemplateTypeInput
from cardwright.client import CardTemplateType as ShownType
from cardwright.client import Client, Refused
from cardwright.errors import Invalid, NotFound
from cardwright.oauth.caller import Caller
from cardwright.pulling.models import PullSource
from cardwright.pulling.outcome import Outcome
from cardwright.pulling.target import Target
from cardwright.web.input import read_input
from cardwright.web.json_text import parse_object

_FIELDS = (
    "code",
    "name",
    "page_size",
    "width_mm",
    "height_mm",
    "orientation_default",
    "non_printable_zones",
)


def take_all(
    source: Client, target: Target, source_id: int, outcome: Outcome, *, overwrites: bool
) -> None:
    """Take all types of the source."""
    for shown in source.card_template_types():
        _take(shown, target, source_id, outcome, overwrites=overwrites)


def take_missing(
    source: Client, target: Target, source_id: int, code: str, outcome: Outcome
) -> None:
    """Take the type of that code where there is none here, and one at the source."""
    with target.database.reading() as session:
        try:
            types.find_type(session, target.caller, code)
        except NotFound:
            pass
        else:
            return
    try:
        shown = source.card_template_type(code)
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return
    _take(shown, target, source_id, outcome, overwrites=False)


def _take(
    shown: ShownType, target: Target, source_id: int, outcome: Outcome, *, overwrites: bool
) -> None:
    try:
        wanted = _read(shown)
        note, is_written = target.database.write(
            lambda session: _apply(session, target.caller, source_id, wanted, overwrites)
        )
    except Invalid as fault:
        outcome.say([], [f"The card template type {shown.code} was not taken: {fault}"])
        return
    outcome.types += is_written
    outcome.say([note] if note else [], [])


def _read(shown: ShownType) -> CardTemplateTypeInput:
    members: dict[str, Any] = {name: getattr(shown, name) for name in _FIELDS}
    members = {name: value for name, value in members.items() if value is not None}
    text = msgspec.json.encode({"card_template_type": members})
    return read_input(
        CardTemplateTypeInput,
        parse_object(text, "card_template_type", nested="non_printable_zones"),
    )


def _apply(
    session: Session,
    caller: Caller,
    source_id: int,
    wanted: CardTemplateTypeInput,
    overwrites: bool,
) -> tuple[str | None, bool]:
    """Write a type. Returns what there is to say, and whether anything was written."""
    try:
        found = types.find_type(session, caller, wanted.code)
    except NotFound:
        _note(session, source_id, types.create_type(session, caller, wanted))
        return None, True
    if found.account_id is None:
        note = f"The card template type {wanted.code} is built in here, and of another size there"
        return (note if _is_other_card(found, wanted) else None), False
    if _differs(found, wanted):
        source = session.get_one(PullSource, source_id)
        if not overwrites and json.loads(source.type_hashes).get(wanted.code) != _hash(found):
            return f"The card template type {wanted.code} was changed here, and is kept", False
        found = types.change_type(session, caller, wanted.code, wanted)
        _note(session, source_id, found)
        return None, True
    _note(session, source_id, found)
    return None, False


def _differs(found: CardTemplateType, wanted: CardTemplateTypeInput) -> bool:
    """Say whether anything that the source tells is otherwise here."""
    for name in wanted.model_fields_set:
        value = getattr(wanted, name)
        if name == "non_printable_zones":
            if _zones(found) != json.loads(wanted.zones_text()):
                return True
        elif getattr(found, name) != value:
            return True
    return False


def _is_other_card(found: CardTemplateType, wanted: CardTemplateTypeInput) -> bool:
    return (
        found.width_mm != wanted.width_mm
        or found.height_mm != wanted.height_mm
        or _zones(found) != json.loads(wanted.zones_text())
    )


def _zones(card_template_type: CardTemplateType) -> list[dict[str, object]]:
    zones: list[dict[str, object]] = json.loads(card_template_type.non_printable_zones)
    return zones


def _note(session: Session, source_id: int, card_template_type: CardTemplateType) -> None:
    source = session.get_one(PullSource, source_id)
    hashes = {**json.loads(source.type_hashes), card_template_type.code: _hash(card_template_type)}
    source.type_hashes = json.dumps(hashes)
    session.flush()


def _hash(card_template_type: CardTemplateType) -> str:
    values = [getattr(card_template_type, name) for name in _FIELDS]
    return hashlib.sha256(msgspec.json.encode(values)).hexdigest()
