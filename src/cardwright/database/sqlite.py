"""SQLite: one file, and nothing to set up.

It is used as one writer and several readers. Every write takes a lock within the process and
then a lock on a file beside the database, so that no two connections ever write or checkpoint at
the same time: neither a second process (the command line beside a server) nor the last connection
that closes. That keeps waiting writers from starving one another, and it keeps clear of the
WAL-reset fault of SQLite 3.7.0 to 3.51.2 (https://sqlite.org/wal.html), which needs exactly such a
meeting.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from cardwright import tallies
from cardwright.database.engine import Database, Snapshot
from cardwright.database.prepared import Rows
from cardwright.errors import StorageFull, Unavailable

LONGEST_WAIT_SECONDS = 10.0
_LOCK_POLL_SECONDS = 0.002


class SqliteDatabase(Database):
    """A file on a local disk."""

    is_quick = True

    def __init__(self, url: str) -> None:
        """Open the database at `url` (`sqlite:////absolute/path`), which may be empty.

        Raises ValueError with a sentence when the URL is not one.
        """
        _, _, path = url.partition(":///")
        if not Path(path).is_absolute():
            raise ValueError("must be sqlite:////absolute/path/to/file.db")
        self.path, location = Path(path), URL.create("sqlite", database=path)
        self._write_lock = threading.Lock()
        # SQLite gives its other files the mode of this one.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        # Kept open for as long as the database is: a lock belongs to an open file.
        lock_path = self.path.with_name(self.path.name + ".lock")
        self._lock_file = os.fdopen(os.open(lock_path, os.O_CREAT | os.O_RDWR, 0o600), "w")
        self._readers = create_engine(location, poolclass=NullPool, hide_parameters=True)
        self._idle_readers: deque[Connection] = deque()
        self._made_readers, self._counting = 0, threading.Lock()
        # What is in the rows is nobody's business in a log of faults.
        self._writers = create_engine(location, poolclass=NullPool, hide_parameters=True)
        _prepare(self._readers, "query_only=ON")
        _prepare(self._writers, "journal_mode=WAL")
        try:
            # The first connection turns the file to WAL mode, which readers then find.
            with self._alone():
                self._writer = self._writers.connect()
        except (DatabaseError, sqlite3.DatabaseError) as fault:
            raise ValueError(f"{path} cannot be used as a database: {fault}") from None

    @property
    def busy(self) -> int:
        return self._made_readers - len(self._idle_readers) + self._write_lock.locked()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        with _faults_as_unavailable():
            try:
                connection = self._idle_readers.pop()
            except IndexError:
                connection = self._readers.connect()
                with self._counting:
                    self._made_readers += 1
            snapshot = Snapshot(connection)
            try:
                _driver(connection).execute("BEGIN")
                yield snapshot
            finally:
                snapshot.close()
                _driver(connection).rollback()
                self._idle_readers.append(connection)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with _faults_as_unavailable(), self._alone():
            driver = _driver(self._writer)
            # Most writes are prepared statements alone, for which it never opens its connection.
            session = Rows(self._writer).session(self._writer)
            try:
                driver.execute("BEGIN IMMEDIATE")
                yield session
                if session.in_transaction():
                    session.commit()
                    session.close()
                driver.commit()
            except BaseException:
                try:
                    # Not closed alone: the connection would keep a transaction whose commit failed.
                    session.rollback()
                    session.close()
                finally:
                    # After Ctrl-C in a statement SQLAlchemy has closed the driver's connection.
                    with suppress(sqlite3.ProgrammingError):
                        driver.rollback()
                raise

    @contextmanager
    def exporting(self) -> Iterator[Connection]:
        with self.snapshot() as snapshot:
            yield snapshot.session.connection()

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self._alone(), self._writers.connect() as connection:
            # Rebuilding a table drops it, which must not cascade to the rows that refer to it.
            driver = _driver(connection)
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                driver.execute("BEGIN IMMEDIATE")
                with connection.begin():
                    yield connection
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    def close(self) -> None:
        # The last connection folds the write-ahead log into the file.
        with self._alone():
            while self._idle_readers:
                self._idle_readers.pop().close()
            self._writer.close()
        self._lock_file.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold both locks. Raises Unavailable after `LONGEST_WAIT_SECONDS`."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        if not self._write_lock.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise Unavailable("The database is busy: try again shortly")
        try:
            while not _try_lock(self._lock_file.fileno()):
                if time.monotonic() > deadline:
                    raise Unavailable("Another process keeps the database busy: try again shortly")
                time.sleep(_LOCK_POLL_SECONDS)
            try:
                yield
            finally:
                fcntl.flock(self._lock_file, fcntl.LOCK_UN)
        finally:
            self._write_lock.release()


def _driver(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection below SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver there is
    return driver


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare(engine: Engine, pragma: str) -> None:
    """Set up the connections of `engine`, and keep the driver from beginning transactions."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for setting in (
            "busy_timeout=5000",
            "foreign_keys=ON",
            "synchronous=FULL",
            "trusted_schema=OFF",
            pragma,
        ):
            connection.execute(f"PRAGMA {setting}")


@contextmanager
def _faults_as_unavailable() -> Iterator[None]:
    try:
        yield
    except Unavailable:
        tallies.add(tallies.DATABASE_ERRORS)
        raise
    except (OperationalError, sqlite3.OperationalError) as fault:
        tallies.add(tallies.DATABASE_ERRORS)
        cause = fault.orig if isinstance(fault, OperationalError) else fault
        if getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise StorageFull from fault
        raise Unavailable from fault
