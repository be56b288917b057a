"""What every database offers: transactions to read in and to write in."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from cardwright.database.prepared import Rows
from cardwright.errors import Unavailable

T = TypeVar("T")

MOST_ATTEMPTS = 3


class Snapshot:
    """One unchanging state of the database, to be read by prepared queries or a session."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session: Session | None = None
        self.rows = Rows(connection)

    @property
    def session(self) -> Session:
        """A session in the same transaction, made when first asked for: most reads need none."""
        if self._session is None:
            self._session = Session(self._connection)
        return self._session

    def close(self) -> None:
        """End what was read with."""
        if self._session is not None:
            self._session.close()


class Collision(Exception):
    """Two write transactions wanted the same; the one that was too late may be run again."""


class Database(ABC):
    """Rows behind two doors: reading and writing. Safe to share between threads."""

    is_quick: bool
    """Whether a lookup of a row or two takes a fraction of a millisecond, whatever happens."""

    @property
    @abstractmethod
    def busy(self) -> int:
        """How many connections are in use."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """Give one unchanging state of the database, which cannot be written.

        Raises Unavailable when the database does not answer.
        """

    @abstractmethod
    def writing(self) -> AbstractContextManager[Session]:
        """Give a session in a write transaction; commits unless the block raises.

        When the block has ended without an exception, the change is on the disk. Raises
        Unavailable when the database does not answer, and Collision.
        """

    @abstractmethod
    def exporting(self) -> AbstractContextManager[Connection]:
        """Give a bare connection that sees one unchanging state, for as long as it takes."""

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Connection]:
        """Give a bare connection in a write transaction, for changes of the schema.

        Whoever else wants to migrate waits until it has ended.
        """

    @abstractmethod
    def close(self) -> None:
        """Close all connections."""

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one unchanging state of the database, and cannot write."""
        with self.snapshot() as snapshot:
            yield snapshot.session

    def write(self, change: Callable[[Session], T]) -> T:
        """Return what `change` returns, run in one write transaction that is committed by then.

        After a collision it runs again, and sees what the other transaction has written.
        """
        for _ in range(MOST_ATTEMPTS):
            try:
                with self.writing() as session:
                    return change(session)
            except Collision:
                continue
        raise Unavailable("Others write the same at the same time: try again shortly")

    def check(self) -> None:
        """Raise Unavailable when the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))
