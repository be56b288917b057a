"""The collector: removes bytes that nothing needs any more, in small batches.

**Trash** is the bytes of deleted and replaced files. Their row was marked in the transaction that
took the last reference away, and no mark is ever taken back. After the grace period, which leaves
time for a backup that is under way, the bytes are removed, and the row last: a crash in between
leaves a marked row, which the next round finds again.

**Orphans** are bytes without a row: what a crash between bytes and row has left. An upload looks
the same for a moment, so nothing younger than an hour is an orphan, and no row is written for
bytes that were kept more than `LONGEST_WAY_SECONDS` ago. The difference is what the clocks of the
storage and of the nodes may disagree by. Only what lies in the folder of an account of this
database and has the name of a blob is ever removed.
"""

import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import Account
from cardwright.database import Base, Database
from cardwright.files.actions import storage_key
from cardwright.files.models import Blob
from cardwright.storage import Storage

BATCH = 50
KEYS_AT_A_TIME = 500
YOUNGEST_ORPHAN_SECONDS = 3600
SWEEP_EVERY_SECONDS = 24 * 3600
_KEY = re.compile(r"([A-Za-z0-9_-]+)/([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True)
class Collector:
    """Removes what has been of no use for `grace_seconds`. The tables of all models are known."""

    database: Database
    storage: Storage
    grace_seconds: float

    def collect_trash(self) -> Iterator[int]:
        """Remove the trash; each step is a batch, and gives how many files it removed."""
        before = times.now() - int(self.grace_seconds * times.MICROSECONDS)
        while doomed := self.database.write(lambda session: _trash(session, before)):
            for _, key in doomed:
                self.storage.remove(key)
            ids = [blob_id for blob_id, _ in doomed]
            self.database.write(lambda session, ids=ids: _forget(session, ids, before))  # type: ignore[misc]
            yield len(doomed)

    def collect_orphans(self) -> Iterator[int]:
        """Remove the orphans; each step looks at some keys, and gives how many it removed."""
        grace = max(self.grace_seconds, YOUNGEST_ORPHAN_SECONDS)
        for keys, _ in keys_without_row(self.database, self.storage):
            yield self._remove_orphans([key for key in keys if self._age(key) > grace])

    def _age(self, key: str) -> float:
        try:
            return time.time() - self.storage.kept_at(key)
        except FileNotFoundError:
            return -1  # It was an upload that was refused, and is gone.

    def _remove_orphans(self, keys: Sequence[str]) -> int:
        # Asked again now that they are known to be old: behind the lock no write is under way.
        orphans = self.database.write(lambda session: without_row(session, keys)) if keys else ()
        for key in orphans:
            self.storage.remove(key)
        return len(orphans)


class Rounds:
    """What housekeeping does with a collector: trash in every round, orphans once a day."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        # Nodes that start together should not list the whole storage together.
        self._last_sweep = time.monotonic() - random.uniform(0, SWEEP_EVERY_SECONDS)  # noqa: S311

    def begin(self) -> Iterator[int]:
        """Begin a round, which ends where the steps end."""
        yield from self._collector.collect_trash()
        if time.monotonic() - self._last_sweep > SWEEP_EVERY_SECONDS:
            self._last_sweep = time.monotonic()
            yield from self._collector.collect_orphans()


def keys_without_row(
    database: Database, storage: Storage
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Give the keys that no row tells of, some at a time, and those that can be no blob here.

    The former may be uploads whose row is about to be written.
    """
    keys = storage.keys()
    while batch := list(islice(keys, KEYS_AT_A_TIME)):
        with database.reading() as session:
            hashids = _known_hashids(session, batch)
            ours = [key for key in batch if (found := _KEY.fullmatch(key)) and found[1] in hashids]
            alone = without_row(session, ours)
        yield alone, sorted(set(batch) - set(ours))


def without_row(session: Session, keys: Sequence[str]) -> Sequence[str]:
    """Return those of some keys of blobs that no row tells of."""
    ids = [key.rpartition("/")[2] for key in keys]
    of_account = select(Account.hashid, Blob.id).join(Blob, Blob.account_id == Account.id)
    found = session.execute(of_account.where(Blob.id.in_(ids))).all()
    return sorted(set(keys) - {storage_key(hashid, blob_id) for hashid, blob_id in found})


def _known_hashids(session: Session, keys: Sequence[str]) -> set[str]:
    hashids = {key.partition("/")[0] for key in keys}
    return set(session.scalars(select(Account.hashid).where(Account.hashid.in_(hashids))))


def _trash(session: Session, before: int) -> list[tuple[str, str]]:
    """Return ids and keys of some blobs that were marked before that time, oldest first."""
    query = (
        select(Blob.id, Account.hashid)
        .join(Account, Account.id == Blob.account_id)
        .where(Blob.trashed_at <= before, is_trash())
        .order_by(Blob.trashed_at)
        .limit(BATCH)
    )
    return [(blob_id, storage_key(hashid, blob_id)) for blob_id, hashid in session.execute(query)]


def _forget(session: Session, ids: Sequence[str], before: int) -> None:
    """Delete the rows of blobs whose bytes are gone."""
    gone = delete(Blob).where(Blob.id.in_(ids), Blob.trashed_at <= before, is_trash())
    session.execute(gone, execution_options={"synchronize_session": False})


def is_trash() -> ColumnElement[bool]:
    """Say whether a blob is marked, and no row of any table refers to it."""
    blob = Blob.__table__
    columns = (
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table is blob for key in column.foreign_keys)
    )
    is_referred_to = or_(*(exists().where(column == Blob.id) for column in columns))
    return Blob.trashed_at.is_not(None) & ~is_referred_to
