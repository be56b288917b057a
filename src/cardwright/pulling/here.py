"""A card template as it is here: its files, and a hash by which a change of it is known."""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select

from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.database import PreparedQuery, Rows
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.pulling.shown import background_key, linked_file_key

# Who owns it, and which one is the default, is the business of the account: no change of the card.
COMPARED = (
    "name",
    "template_type_id",
    "card_type",
    "double_sided",
    "orientation_front",
    "orientation_back",
    "template_objects",
    "editable_by",
    "deleted_at",
)


class HereFile(Struct, frozen=True):
    """A file of a card template of this installation."""

    sha256: str
    uuid: str = ""
    file_role: str = ""


def files_of(rows: Rows, card_template_id: int) -> dict[str, HereFile]:
    """Return the files of a card template by their keys (see `shown.ShownFile`)."""
    found = {
        background_key(side): HereFile(sha256)
        for side, sha256 in rows.all(_BACKGROUNDS, card_template_id=card_template_id)
    }
    for uuid, file_role, sha256 in rows.all(_LINKED_FILES, card_template_id=card_template_id):
        found[linked_file_key(uuid)] = HereFile(sha256, uuid, file_role)
    return found


def digest_of(values: Mapping[str, object], files: Mapping[str, HereFile]) -> bytes:
    """Return the SHA-256 of the columns that are compared, and of the files."""
    parts = [values[name] for name in COMPARED]
    return hashlib.sha256(msgspec.json.encode([parts, list(_told(files))])).digest()


def digest_of_stored(rows: Rows, card_template: StoredTemplate) -> bytes:
    """Return `digest_of` a card template as it is stored."""
    values = {name: getattr(card_template, name) for name in COMPARED}
    values["double_sided"] = bool(card_template.double_sided)
    return digest_of(values, files_of(rows, card_template.id))


def _told(files: Mapping[str, HereFile]) -> Iterable[tuple[str, str, str]]:
    return ((key, one.file_role, one.sha256) for key, one in sorted(files.items()))


_BACKGROUNDS = PreparedQuery(
    select(BackgroundImage.side, Blob.sha256)
    .join(Blob, Blob.id == BackgroundImage.blob_id)
    .where(BackgroundImage.card_template_id == bindparam("card_template_id"))
)
_LINKED_FILES = PreparedQuery(
    select(LinkedFile.uuid, LinkedFile.file_role, Blob.sha256)
    .join(Blob, Blob.id == LinkedFile.blob_id)
    .where(LinkedFile.card_template_id == bindparam("card_template_id"))
)
