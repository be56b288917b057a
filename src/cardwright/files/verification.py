"""Whether every blob that is in use has the bytes that its row tells of."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cardwright.accounts.models import Account
from cardwright.database import Database
from cardwright.files.actions import storage_key
from cardwright.files.models import Blob
from cardwright.storage import Storage

BATCH = 100

Progress = Callable[[int, int], None]
"""Is told how many blobs of how many have been looked at."""


@dataclass(frozen=True)
class ExpectedBlob:
    """What a row tells of its bytes."""

    id: str
    key: str
    byte_size: int
    sha256: str


def find_damaged(
    database: Database, storage: Storage, told: Progress
) -> Iterator[tuple[ExpectedBlob, str]]:
    """Give every blob in use whose bytes are not what its row tells, and a sentence about them.

    Reads all bytes. May run beside writers: a blob that is deleted meanwhile is not damaged.
    """
    looked_at, last = 0, ""
    with database.reading() as session:
        in_use = select(func.count()).select_from(Blob).where(Blob.trashed_at.is_(None))
        total = session.scalar(in_use) or 0
    while True:
        with database.reading() as session:
            batch = _expected(session, last)
        if not batch:
            return
        for blob in batch:
            damage = damage_of(storage, blob)
            if damage and _is_in_use(database, blob):
                yield blob, damage
        looked_at, last = looked_at + len(batch), batch[-1].id
        told(looked_at, max(total, looked_at))


def damage_of(storage: Storage, blob: ExpectedBlob) -> str | None:
    """Return what is wrong with the bytes of a blob, in words, or None when nothing is."""
    try:
        size = storage.size(blob.key)
        if size != blob.byte_size:
            return f"has {size} bytes, and should have {blob.byte_size}"
        digest = hashlib.sha256()
        for piece in storage.read(blob.key, 0, size):
            digest.update(piece)
    except FileNotFoundError:
        return "is missing"
    if digest.hexdigest() != blob.sha256:
        return (
            f"has other bytes: their SHA-256 is {digest.hexdigest()}, and should be {blob.sha256}"
        )
    return None


def _expected(session: Session, after: str) -> list[ExpectedBlob]:
    query = (
        select(Blob.id, Account.hashid, Blob.byte_size, Blob.sha256)
        .join(Account, Account.id == Blob.account_id)
        .where(Blob.trashed_at.is_(None), Blob.id > after)
        .order_by(Blob.id)
        .limit(BATCH)
    )
    return [
        ExpectedBlob(blob_id, storage_key(hashid, blob_id), byte_size, sha256)
        for blob_id, hashid, byte_size, sha256 in session.execute(query)
    ]


def _is_in_use(database: Database, blob: ExpectedBlob) -> bool:
    with database.reading() as session:
        in_use = select(Blob.id).where(Blob.id == blob.id, Blob.trashed_at.is_(None))
        return session.scalar(in_use) is not None
