"""What can be done with stored bytes, linked files and background images."""

import secrets
from dataclasses import dataclass, field

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from cardwright import times
from cardwright.accounts.models import Account
from cardwright.accounts.usage import Usage
from cardwright.database import PreparedChange, PreparedQuery, Rows
from cardwright.errors import NotFound, Unavailable
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.ids import uuid_key

LONGEST_WAY_SECONDS = 600
"""How long after its bytes the row of a blob may be written: later, they may be collected."""


@dataclass
class KeptBlob:
    """Bytes that are safe in the storage, and that no row refers to yet."""

    content_type: str
    byte_size: int
    sha256: str
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    kept_at: int = field(default_factory=times.now)
    """Before the bytes went to the storage; microseconds since 1970."""
    is_used: bool = False
    """Whether a row was written for it; its transaction may still be rolled back."""


class ServedBlob(Struct, frozen=True):
    """What is told of a blob to whoever reads it."""

    id: str
    content_type: str
    byte_size: int
    sha256: str


class StoredFile(Struct, frozen=True):
    """A background image or linked file as the database has it, with its bytes."""

    id: int
    card_template_id: int
    file_role: str
    """The side, of a background image."""
    blob_id: str
    byte_size: int
    sha256: str

    def holds(self, kept: KeptBlob) -> bool:
        """Say whether its bytes are those of `kept`."""
        return (self.sha256, self.byte_size) == (kept.sha256, kept.byte_size)


def storage_key(account_hashid: str, blob_id: str) -> str:
    """Return the key of a blob in the storage."""
    return f"{account_hashid}/{blob_id}"


def find_blob(rows: Rows, account_hashid: str, blob_id: str) -> ServedBlob:
    """Return a blob that something refers to. Raises NotFound."""
    row = rows.first(_BLOB, id=blob_id, hashid=account_hashid)
    if row is None:
        raise NotFound
    return ServedBlob(*row)


def find_background(rows: Rows, card_template_id: int, side: str) -> StoredFile | None:
    """Return the background image of one side."""
    row = rows.first(_BACKGROUND, card_template_id=card_template_id, side=side)
    return None if row is None else StoredFile(*row)


def put_background(
    rows: Rows,
    account_id: int,
    card_template_id: int,
    side: str,
    kept: KeptBlob,
    found: StoredFile | None,
    at: int,
) -> Usage:
    """Make `kept` the background image of one side, in place of `found`.

    Returns how much more is kept.
    """
    _use(rows, account_id, kept, at)
    if found is None:
        rows.change(
            _ADD_BACKGROUND,
            card_template_id=card_template_id,
            side=side,
            blob_id=kept.id,
            created_at=at,
            updated_at=at,
        )
        return Usage(files=1, file_bytes=kept.byte_size)
    rows.change(_CHANGE_BACKGROUND, of_id=found.id, blob_id=kept.id, updated_at=at)
    rows.change(_TRASH, of_id=found.blob_id, trashed_at=at)
    return Usage(file_bytes=kept.byte_size - found.byte_size)


def delete_background(rows: Rows, found: StoredFile, at: int) -> Usage:
    """Delete a background image; its bytes go to the trash. Returns how much more is kept."""
    rows.change(_REMOVE_BACKGROUND, of_id=found.id)
    rows.change(_TRASH, of_id=found.blob_id, trashed_at=at)
    return Usage(files=-1, file_bytes=-found.byte_size)


def find_linked_file(rows: Rows, account_id: int, uuid: str) -> StoredFile | None:
    """Return the linked file of the account with that UUID in either case."""
    row = rows.first(_LINKED_FILE, account_id=account_id, uuid_key=uuid_key(uuid))
    return None if row is None else StoredFile(*row)


def add_linked_file(
    rows: Rows,
    account_id: int,
    card_template_id: int,
    uuid: str,
    file_role: str,
    kept: KeptBlob,
    at: int,
) -> Usage:
    """Add a linked file to a card template. Returns how much more is kept."""
    _use(rows, account_id, kept, at)
    rows.change(
        _ADD_LINKED_FILE,
        account_id=account_id,
        card_template_id=card_template_id,
        uuid=uuid,
        uuid_key=uuid_key(uuid),
        file_role=file_role,
        blob_id=kept.id,
        created_at=at,
        updated_at=at,
    )
    return Usage(files=1, file_bytes=kept.byte_size)


def replace_linked_file(
    rows: Rows, account_id: int, found: StoredFile, file_role: str, kept: KeptBlob, at: int
) -> Usage:
    """Give a linked file another role, and other bytes where `kept` holds others.

    Returns how much more is kept.
    """
    blob_id = found.blob_id
    if not found.holds(kept):
        _use(rows, account_id, kept, at)
        blob_id = kept.id
    rows.change(
        _CHANGE_LINKED_FILE, of_id=found.id, file_role=file_role, blob_id=blob_id, updated_at=at
    )
    if blob_id == found.blob_id:
        return Usage()
    rows.change(_TRASH, of_id=found.blob_id, trashed_at=at)
    return Usage(file_bytes=kept.byte_size - found.byte_size)


def delete_linked_file(rows: Rows, found: StoredFile, at: int) -> Usage:
    """Delete a linked file; its bytes go to the trash. Returns how much more is kept."""
    rows.change(_REMOVE_LINKED_FILE, of_id=found.id)
    rows.change(_TRASH, of_id=found.blob_id, trashed_at=at)
    return Usage(files=-1, file_bytes=-found.byte_size)


def delete_all(rows: Rows, card_template_id: int, at: int) -> Usage:
    """Delete every linked file and background image of a card template.

    Returns how much more is kept, which is less than nothing.
    """
    (files, file_bytes) = rows.all(_USED, card_template_id=card_template_id)[0]
    rows.change(_TRASH_ALL, card_template_id=card_template_id, trashed_at=at)
    rows.change(_REMOVE_LINKED_FILES, card_template_id=card_template_id)
    rows.change(_REMOVE_BACKGROUNDS, card_template_id=card_template_id)
    return Usage(files=-files, file_bytes=-file_bytes)


def _use(rows: Rows, account_id: int, kept: KeptBlob, at: int) -> None:
    """Write the row of a blob. Raises Unavailable where its bytes have waited for too long."""
    if times.now() - kept.kept_at > LONGEST_WAY_SECONDS * times.MICROSECONDS:
        raise Unavailable("The file has waited for too long to be stored: send it again")
    rows.change(
        _ADD_BLOB,
        id=kept.id,
        account_id=account_id,
        content_type=kept.content_type,
        byte_size=kept.byte_size,
        sha256=kept.sha256,
        created_at=at,
    )
    kept.is_used = True


_BLOB = PreparedQuery(
    select(Blob.id, Blob.content_type, Blob.byte_size, Blob.sha256)
    .join(Account, Account.id == Blob.account_id)
    .where(
        Blob.id == bindparam("id"),
        Blob.trashed_at.is_(None),
        Account.hashid == bindparam("hashid"),
    )
)
_ADD_BLOB = PreparedChange(
    insert(Blob), sets=("id", "account_id", "content_type", "byte_size", "sha256", "created_at")
)
_TRASH = PreparedChange(update(Blob).where(Blob.id == bindparam("of_id")), sets=("trashed_at",))

_BACKGROUND = PreparedQuery(
    select(
        BackgroundImage.id,
        BackgroundImage.card_template_id,
        BackgroundImage.side,
        BackgroundImage.blob_id,
        Blob.byte_size,
        Blob.sha256,
    )
    .join(Blob, Blob.id == BackgroundImage.blob_id)
    .where(
        BackgroundImage.card_template_id == bindparam("card_template_id"),
        BackgroundImage.side == bindparam("side"),
    )
)
_ADD_BACKGROUND = PreparedChange(
    insert(BackgroundImage),
    sets=("card_template_id", "side", "blob_id", "created_at", "updated_at"),
)
_CHANGE_BACKGROUND = PreparedChange(
    update(BackgroundImage).where(BackgroundImage.id == bindparam("of_id")),
    sets=("blob_id", "updated_at"),
)
_REMOVE_BACKGROUND = PreparedChange(
    delete(BackgroundImage).where(BackgroundImage.id == bindparam("of_id"))
)

_LINKED_FILE = PreparedQuery(
    select(
        LinkedFile.id,
        LinkedFile.card_template_id,
        LinkedFile.file_role,
        LinkedFile.blob_id,
        Blob.byte_size,
        Blob.sha256,
    )
    .join(Blob, Blob.id == LinkedFile.blob_id)
    .where(
        LinkedFile.account_id == bindparam("account_id"),
        LinkedFile.uuid_key == bindparam("uuid_key"),
    )
)
_ADD_LINKED_FILE = PreparedChange(
    insert(LinkedFile),
    sets=[column.key for column in LinkedFile.__table__.columns if column.key != "id"],
)
_CHANGE_LINKED_FILE = PreparedChange(
    update(LinkedFile).where(LinkedFile.id == bindparam("of_id")),
    sets=("file_role", "blob_id", "updated_at"),
)
_REMOVE_LINKED_FILE = PreparedChange(delete(LinkedFile).where(LinkedFile.id == bindparam("of_id")))

_OF_LINKED_FILES = LinkedFile.card_template_id == bindparam("card_template_id")
_OF_BACKGROUNDS = BackgroundImage.card_template_id == bindparam("card_template_id")
_IS_OF_TEMPLATE = Blob.id.in_(
    select(LinkedFile.blob_id)
    .where(_OF_LINKED_FILES)
    .union_all(select(BackgroundImage.blob_id).where(_OF_BACKGROUNDS))
)
_USED = PreparedQuery(
    select(func.count(), func.coalesce(func.sum(Blob.byte_size), 0)).where(_IS_OF_TEMPLATE)
)
_TRASH_ALL = PreparedChange(update(Blob).where(_IS_OF_TEMPLATE), sets=("trashed_at",))
_REMOVE_LINKED_FILES = PreparedChange(delete(LinkedFile).where(_OF_LINKED_FILES))
_REMOVE_BACKGROUNDS = PreparedChange(delete(BackgroundImage).where(_OF_BACKGROUNDS))
