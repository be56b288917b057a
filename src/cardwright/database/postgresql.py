"""PostgreSQL: many writers, on as many machines as one likes.

A snapshot is a transaction of isolation REPEATABLE READ, which sees one state of all tables. A
write is READ COMMITTED: what must not change under it, it locks (the row of its account, see
`accounts/clock.py`), and what must be unique has a unique index. A server that does not answer is
noticed within seconds, and a connection that it has dropped is replaced where it shows: at the
beginning of the next transaction.

Nobody waits for a silent server for longer than `ANSWER_SECONDS`: by then all that a transaction
asks has to be answered, and waiting for a thread and a connection counts, too.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import errors as refusals
from psycopg.abc import PQGen
from sqlalchemy import Connection, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from cardwright import tallies
from cardwright.database.engine import Collision, Database, Snapshot
from cardwright.database.prepared import Rows
from cardwright.database.waiting import asked_at
from cardwright.errors import NotFound, StorageFull, Unavailable

CONNECTIONS = 8
"""As many as there are threads that read or write."""

CONNECT_SECONDS = 2
"""The least that libpq knows."""

ANSWER_SECONDS = 2.5

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITE = "BEGIN"
_LIMITS = {
    # What nobody waits for any more is not worth the server's time.
    "statement_timeout": "3s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "10s",
}
_MIGRATION_LOCK = 0x63617264  # Any number will do that nobody else uses: "card" in ASCII.


class PostgresqlDatabase(Database):
    """A database of a PostgreSQL server, 14 or newer."""

    is_quick = False

    def __init__(self, url: str) -> None:
        """Open the database at `url` (`postgresql://user:password@host:port/name`).

        Raises ValueError with a sentence when the URL is not one.
        """
        try:
            location = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError:
            raise ValueError("must be postgresql://user:password@host:port/name") from None
        options = " ".join(f"-c {name}={value}" for name, value in _LIMITS.items())
        self._engine = create_engine(
            location,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=ANSWER_SECONDS,
            pool_use_lifo=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": options,
                # Transactions are begun by hand, with the words above.
                "autocommit": True,
                # The kernel gives up on a server that has gone without a word.
                "keepalives_idle": 5,
                "keepalives_interval": 1,
                "keepalives_count": 3,
                "tcp_user_timeout": 5000,
            },
            pool_reset_on_return=None,
            hide_parameters=True,
        )
        event.listen(self._engine, "do_connect", _connect)
        self._is_silent = False

    @property
    def busy(self) -> int:
        pool = self._engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        with self._transaction(_READ) as connection:
            snapshot = Snapshot(connection)
            try:
                yield snapshot
            finally:
                snapshot.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with (
            self._transaction(_WRITE) as connection,
            Rows(connection).session(connection) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def exporting(self) -> Iterator[Connection]:
        with self._transaction(_READ) as connection:
            _lift_limits(connection)
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self._transaction(_WRITE) as connection:
            _lift_limits(connection)
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        """Give a connection in a transaction, which is committed unless the block raises."""
        with _faults_told():
            connection, driver = self._begun(begin)
            try:
                yield connection
                if connection.in_transaction():
                    connection.commit()
                driver.commit()
            except BaseException:
                with suppress(psycopg.Error, DBAPIError):
                    connection.rollback()
                    driver.rollback()
                raise
            finally:
                self._is_silent = self._is_silent or driver.is_silent
                _give_back(connection, driver)

    def _begun(self, begin: str) -> tuple[Connection, "_Driver"]:
        """Return a connection on which a transaction has begun.

        One that has been waiting in the pool may have died there, and then all others have, too.
        """
        deadline = asked_at() + ANSWER_SECONDS
        connection, driver = self._taken(deadline)
        try:
            driver.execute(begin)
        except psycopg.OperationalError:
            self._is_silent = driver.is_silent
            _give_back(connection, driver)
            self._engine.dispose()
            connection, driver = self._taken(deadline)
            try:
                driver.execute(begin)
            except psycopg.OperationalError:
                _give_back(connection, driver)
                raise
        self._is_silent = False
        return connection, driver

    def _taken(self, deadline: float) -> tuple[Connection, "_Driver"]:
        """Return a connection. Raises Unavailable where there is no time left for that.

        A new one takes as long as libpq waits at least, if the server still is as silent as it was.
        """
        is_spare = self._engine.pool.checkedin() > 0  # type: ignore[attr-defined]
        needed = CONNECT_SECONDS if self._is_silent and not is_spare else 0
        if deadline - time.monotonic() < needed:
            raise Unavailable
        try:
            connection = self._engine.connect()
        except OperationalError:
            self._is_silent = True
            raise
        driver = _driver(connection)
        driver.deadline = deadline
        return connection, driver


def _give_back(connection: Connection, driver: "_Driver") -> None:
    if driver.closed or driver.broken:
        connection.invalidate()
    connection.close()


Result = TypeVar("Result")


class _Driver(psycopg.Connection[Any]):
    """The driver's connection, which gives up on a server that is silent."""

    deadline = math.inf
    """When the server has to have answered, by `time.monotonic`."""
    is_silent = False
    """Whether it had not."""

    def wait(
        self,
        gen: PQGen[Result],
        interval: float = 0.1,
        timeout: float | None = None,
    ) -> Result:
        left = self.deadline - time.monotonic()
        if timeout is None and left < math.inf:
            timeout = max(left, 0.0)
        try:
            return super().wait(gen, interval, timeout)
        except refusals._WaitTimeout:
            # What the server may still say would be taken for the next answer.
            self.is_silent = True
            self.pgconn.finish()
            raise


def _connect(_dialect: object, _record: object, arguments: Any, options: Any) -> _Driver:
    return _Driver.connect(*arguments, **options)


def _lift_limits(connection: Connection) -> None:
    """Let the transaction of `connection` take as long as it takes."""
    _driver(connection).deadline = math.inf
    for name in _LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def _driver(connection: Connection) -> _Driver:
    """Return the driver's own connection below SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, _Driver)  # noqa: S101 - the only driver there is
    return driver


@contextmanager
def _faults_told() -> Iterator[None]:
    """Turn what the driver raises into what `Database` promises."""
    try:
        yield
    except Unavailable:
        tallies.add(tallies.DATABASE_ERRORS)
        raise
    except PoolTimeout as fault:
        tallies.add(tallies.DATABASE_ERRORS)
        raise Unavailable("The database is busy: try again shortly") from fault
    except (psycopg.Error, DBAPIError) as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        if isinstance(cause, psycopg.DataError):
            # A text of a request that no column can hold, because it has a NUL: no row has it.
            raise NotFound from fault
        if isinstance(cause, _COLLISIONS):
            raise Collision from fault
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            tallies.add(tallies.DATABASE_ERRORS)
        if isinstance(cause, refusals.LockNotAvailable):
            raise Unavailable("The database is busy: try again shortly") from fault
        if isinstance(cause, refusals.DiskFull):
            raise StorageFull from fault
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            raise Unavailable from fault
        raise


_COLLISIONS = (
    psycopg.IntegrityError,
    refusals.SerializationFailure,
    refusals.DeadlockDetected,
)
