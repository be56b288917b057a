"""What can be done with stored bytes, linked files and background images."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cardwright.accounts.models import Account
from cardwright.errors import NotFound
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.ids import uuid_key


@dataclass
class KeptBlob:
    """Bytes that are safe in the storage, and that no row refers to yet."""

    content_type: str
    byte_size: int
    sha256: str
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    is_used: bool = False
    """Whether a row was written for it; its transaction may still be rolled back."""

    def is_same_as(self, blob: Blob) -> bool:
        """Say whether these are the bytes of `blob`."""
        return (self.sha256, self.byte_size) == (blob.sha256, blob.byte_size)


def storage_key(account_hashid: str, blob_id: str) -> str:
    """Return the key of a blob in the storage."""
    return f"{account_hashid}/{blob_id}"


def find_blob(session: Session, account_hashid: str, blob_id: str) -> Blob:
    """Return a blob that something refers to. Raises NotFound."""
    blob = session.scalar(
        select(Blob)
        .join(Account, Account.id == Blob.account_id)
        .where(Blob.id == blob_id, Blob.trashed_at.is_(None), Account.hashid == account_hashid)
    )
    if blob is None:
        raise NotFound
    return blob


def find_background(
    session: Session, card_template_id: int, side: str
) -> tuple[BackgroundImage, Blob] | None:
    """Return the background image of one side, with its blob."""
    row = session.execute(
        select(BackgroundImage, Blob)
        .join(Blob, Blob.id == BackgroundImage.blob_id)
        .where(BackgroundImage.card_template_id == card_template_id, BackgroundImage.side == side)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def put_background(
    session: Session, account_id: int, card_template_id: int, side: str, kept: KeptBlob, at: int
) -> None:
    """Make `kept` the background image of one side; the previous one goes to the trash."""
    _use(session, account_id, kept, at)
    found = find_background(session, card_template_id, side)
    if found is None:
        session.add(
            BackgroundImage(
                card_template_id=card_template_id,
                side=side,
                blob_id=kept.id,
                created_at=at,
                updated_at=at,
            )
        )
    else:
        background, previous = found
        background.blob_id, background.updated_at = kept.id, at
        previous.trashed_at = at
    session.flush()


def delete_background(session: Session, background: BackgroundImage, blob: Blob, at: int) -> None:
    """Delete a background image; its bytes go to the trash."""
    session.delete(background)
    blob.trashed_at = at
    session.flush()


def find_linked_file(
    session: Session, account_id: int, uuid: str
) -> tuple[LinkedFile, Blob] | None:
    """Return the linked file of the account with that UUID in either case, with its blob."""
    row = session.execute(
        select(LinkedFile, Blob)
        .join(Blob, Blob.id == LinkedFile.blob_id)
        .where(LinkedFile.account_id == account_id, LinkedFile.uuid_key == uuid_key(uuid))
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def create_linked_file(
    session: Session,
    account_id: int,
    card_template_id: int,
    uuid: str,
    file_role: str,
    kept: KeptBlob,
    at: int,
) -> None:
    """Add a linked file to a card template."""
    _use(session, account_id, kept, at)
    session.add(
        LinkedFile(
            account_id=account_id,
            card_template_id=card_template_id,
            uuid=uuid,
            uuid_key=uuid_key(uuid),
            file_role=file_role,
            blob_id=kept.id,
            created_at=at,
            updated_at=at,
        )
    )
    session.flush()


def replace_linked_file(
    session: Session,
    linked_file: LinkedFile,
    blob: Blob,
    file_role: str,
    kept: KeptBlob,
    at: int,
) -> None:
    """Give a linked file another role, and other bytes where `kept` holds others."""
    if not kept.is_same_as(blob):
        _use(session, linked_file.account_id, kept, at)
        linked_file.blob_id = kept.id
        blob.trashed_at = at
    linked_file.file_role, linked_file.updated_at = file_role, at
    session.flush()


def delete_linked_file(session: Session, linked_file: LinkedFile, blob: Blob, at: int) -> None:
    """Delete a linked file; its bytes go to the trash."""
    session.delete(linked_file)
    blob.trashed_at = at
    session.flush()


def delete_all(session: Session, card_template_id: int, at: int) -> None:
    """Delete every linked file and background image of a card template."""
    for table in (LinkedFile, BackgroundImage):
        of_template = table.card_template_id == card_template_id
        session.execute(
            update(Blob)
            .where(Blob.id.in_(select(table.blob_id).where(of_template)))
            .values(trashed_at=at)
        )
        session.execute(delete(table).where(of_template))


def _use(session: Session, account_id: int, kept: KeptBlob, at: int) -> None:
    session.add(
        Blob(
            id=kept.id,
            account_id=account_id,
            content_type=kept.content_type,
            byte_size=kept.byte_size,
            sha256=kept.sha256,
            created_at=at,
        )
    )
    session.flush()
    kept.is_used = True
