"""Gather what a card template is drawn from: its layout, its type, and where its files lie."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select

from cardwright import __version__, times
from cardwright.accounts.models import Account
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import NotFound
from cardwright.files.actions import storage_key
from cardwright.files.models import BackgroundImage, LinkedFile
from cardwright.layout.card import Card, Zone
from cardwright.oauth.caller import Caller
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.storage import LocalCopies


class Proof(Struct, frozen=True, kw_only=True):
    """A card template as the drawing engine takes it."""

    template: Template
    built_in: Mapping[str, str]
    """The built-in fields: what day it is for the account, and how the template is called."""
    keys: Mapping[str, str]
    """The storage keys of the linked files, by uuid in lower case."""
    background_keys: tuple[str, ...]

    def keys_of_files(self) -> list[str]:
        """Return the storage keys of all files, whether they are drawn or not."""
        return [*self.background_keys, *self.keys.values()]

    def needed(self, values: Iterable[str] = ()) -> set[str]:
        """Return the storage keys of what is drawn: backgrounds, and files that are referred to.

        `values` are those of the records. A file too many does no harm, so the text of the layout
        is not parsed: what may be written with escapes is taken to be referred to.
        """
        text = self.template.template_objects.lower()
        named = {value.lower() for value in values}
        has_escapes = "\\u" in text
        return set(self.background_keys).union(
            key for uuid, key in self.keys.items() if has_escapes or uuid in text or uuid in named
        )

    def content_tag(self, *asked: object) -> str:
        """Return a word that is another one when a preview, asked for like that, looks different.

        What is drawn the same by the same release has the same bytes, so it need not be drawn for
        its tag to be known.
        """
        text = self.template.template_objects
        has_escapes = "\\u" in text
        told = [v for name, v in self.built_in.items() if has_escapes or name in text]
        parts = (__version__, self.template.fingerprint(), told, asked)
        return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()[:32]


class PreviewVersion(Struct, frozen=True):
    """All that the previews of a card template depend on; equal ones look the same."""

    card_template_id: int
    updated_at: int
    type_updated_at: int
    today: str


def preview_version(rows: Rows, caller: Caller, card_template_id: int) -> PreviewVersion:
    """Return the version of a card template's previews. Raises NotFound."""
    row = rows.first(_VERSION, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    updated_at, type_updated_at, time_zone = row
    return PreviewVersion(card_template_id, updated_at, type_updated_at, today(time_zone))


def template_objects(rows: Rows, caller: Caller, card_template_id: int) -> str:
    """Return the text of a card template's `template_objects`. Raises NotFound."""
    row = rows.first(_OBJECTS, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    text: str = row[0]
    return text


def gather(rows: Rows, caller: Caller, card_template_id: int, copies: LocalCopies) -> Proof:
    """Return a card template with the places of its files; no byte of them is read.

    Raises NotFound.
    """
    row = rows.first(_TEMPLATE, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    name, objects, time_zone, *geometry = row
    hashid = caller.account_hashid

    def located(blob_id: str) -> Resource:
        return Resource(key=blob_id, path=str(copies.path(storage_key(hashid, blob_id))))

    backgrounds = rows.all(_BACKGROUNDS, card_template_id=card_template_id)
    linked = rows.all(_LINKED_FILES, card_template_id=card_template_id)
    return Proof(
        template=Template(
            template_objects=objects,
            card=_card(geometry),
            backgrounds={side: located(blob_id) for side, blob_id in backgrounds},
            files={uuid_key: located(blob_id) for uuid_key, blob_id in linked},
        ),
        built_in={"today": today(time_zone), "template_name": name, "card_index": "1"},
        keys={uuid_key: storage_key(hashid, blob_id) for uuid_key, blob_id in linked},
        background_keys=tuple(storage_key(hashid, blob_id) for _, blob_id in backgrounds),
    )


def today(time_zone: str) -> str:
    """Return today's ISO date in an IANA time zone."""
    moment = datetime.fromtimestamp(times.now() / times.MICROSECONDS, UTC)
    return moment.astimezone(ZoneInfo(time_zone)).date().isoformat()


def _card(geometry: list[Any]) -> Card:
    width_mm, height_mm, zones, front, back, double_sided = geometry
    return Card(
        width_mm=width_mm,
        height_mm=height_mm,
        orientation_front=front,
        orientation_back=back,
        double_sided=bool(double_sided),
        non_printable_zones=msgspec.json.decode(zones, type=tuple[Zone, ...]),
    )


_IN_ACCOUNT = (
    CardTemplate.id == bindparam("id"),
    CardTemplate.account_id == bindparam("account_id"),
)
_OBJECTS = PreparedQuery(select(CardTemplate.template_objects).where(*_IN_ACCOUNT))
_VERSION = PreparedQuery(
    select(CardTemplate.updated_at, CardTemplateType.updated_at, Account.time_zone)
    .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
    .join(Account, Account.id == CardTemplate.account_id)
    .where(*_IN_ACCOUNT)
)
_TEMPLATE = PreparedQuery(
    select(
        CardTemplate.name,
        CardTemplate.template_objects,
        Account.time_zone,
        CardTemplateType.width_mm,
        CardTemplateType.height_mm,
        CardTemplateType.non_printable_zones,
        CardTemplate.orientation_front,
        CardTemplate.orientation_back,
        CardTemplate.double_sided,
    )
    .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
    .join(Account, Account.id == CardTemplate.account_id)
    .where(*_IN_ACCOUNT)
)
_BACKGROUNDS = PreparedQuery(
    select(BackgroundImage.side, BackgroundImage.blob_id).where(
        BackgroundImage.card_template_id == bindparam("card_template_id")
    )
)
_LINKED_FILES = PreparedQuery(
    select(LinkedFile.uuid_key, LinkedFile.blob_id)
    .where(LinkedFile.card_template_id == bindparam("card_template_id"))
    .order_by(LinkedFile.id)
)
