"""The database: engines, transactions, and what every table has in common.

SQLite is used as one writer and several readers. Every write takes a lock within the process and
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Connection,
    Double,
    Engine,
    LargeBinary,
    MetaData,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session

from cardwright.errors import Unavailable

LONGEST_WAIT_SECONDS = 10.0
_LOCK_POLL_SECONDS = 0.002


class Base(DeclarativeBase):
    """The base of every table. Times are microseconds since 1970 (see `times.py`)."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: Text,
        int: BigInteger,
        bool: Boolean,
        float: Double,
        bytes: LargeBinary,
    }


# STRICT makes SQLite refuse a value of the wrong type; AUTOINCREMENT never gives an id twice.
TABLE_OPTIONS = {"sqlite_strict": True, "sqlite_autoincrement": True}


class Database:
    """Rows behind two doors: `reading()` and `writing()`. Safe to share between threads."""

    def __init__(self, url: str, *, readers: int = 4) -> None:
        """Open the database at `url` (`sqlite:////absolute/path`), which may be empty.

        Raises ValueError with a sentence when the URL is not one this version can use.
        """
        scheme, _, path = url.partition(":///")
        if scheme != "sqlite" or not Path(path).is_absolute():
            raise ValueError("must be sqlite:////absolute/path/to/file.db in this version")
        self.path, location = Path(path), URL.create("sqlite", database=path)
        self._write_lock = threading.Lock()
        # SQLite gives its other files the mode of this one.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        # Kept open for as long as the database is: a lock belongs to an open file.
        self._lock_file = self.path.with_name(self.path.name + ".lock").open("w")
        self._readers = create_engine(location, pool_size=readers, max_overflow=readers)
        self._writer = create_engine(location, pool_size=1, max_overflow=0)
        _prepare(self._readers, begin="BEGIN", pragmas=("query_only=ON",))
        _prepare(self._writer, begin="BEGIN IMMEDIATE", pragmas=("journal_mode=WAL",))
        with self._alone(), self._writer.connect():
            pass  # The first connection turns the file to WAL mode, which readers then find.

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one unchanging state of the database, and cannot write."""
        with _faults_as_unavailable(), Session(self._readers) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session in the one write transaction there is; commits unless it raises.

        When the block has ended without an exception, the change is on the disk.
        """
        with (
            _faults_as_unavailable(),
            self._alone(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Give a bare connection in a write transaction, for changes of the schema."""
        with self._alone(), self._writer.connect() as connection:
            # Rebuilding a table drops it, which must not cascade to the rows that refer to it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.rollback()
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.rollback()

    def check(self) -> None:
        """Raise Unavailable when the database does not answer."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections; the last of them folds the write-ahead log into the file."""
        with self._alone():
            self._readers.dispose()
            self._writer.dispose()
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


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _prepare(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    """Make `engine` send `begin` itself, because the driver would begin late and DEFERRED."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=5000",
            "foreign_keys=ON",
            "synchronous=FULL",
            "trusted_schema=OFF",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


@contextmanager
def _faults_as_unavailable() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        raise Unavailable from fault


@compiles(BigInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _integer_on_sqlite(*_: Any, **__: Any) -> str:
    return "INTEGER"


@compiles(Double, "sqlite")
def _real_on_sqlite(*_: Any, **__: Any) -> str:
    return "REAL"
