"""PostgreSQL: many writers, on as many machines as one likes.

A snapshot is a transaction of isolation REPEATABLE READ, which sees one state of all tables. A
write is READ COMMITTED: what must not change under it, it locks (the row of its account, see
`accounts/clock.py`), and what must be unique has a unique index. A server that does not answer is
noticed within seconds, and a connection that it has dropped is replaced where it shows: at the
beginning of the next transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import errors as refusals
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from cardwright.database.engine import Collision, Database, Snapshot
from cardwright.errors import NotFound, Unavailable

CONNECTIONS = 8
"""As many as there are threads that read or write."""

CONNECT_SECONDS = 2
WAIT_SECONDS = 2.5
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITE = "BEGIN"
_LIMITS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
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
            pool_timeout=WAIT_SECONDS,
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
            Session(connection, expire_on_commit=False) as session,
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
                if driver.closed or driver.broken:
                    connection.invalidate()
                connection.close()

    def _begun(self, begin: str) -> tuple[Connection, psycopg.Connection]:
        """Return a connection on which a transaction has begun.

        One that has been waiting in the pool may have died there, and then all others have, too.
        """
        connection = self._engine.connect()
        driver = _driver(connection)
        try:
            driver.execute(begin)
        except psycopg.OperationalError:
            connection.invalidate()
            connection.close()
            self._engine.dispose()
            connection = self._engine.connect()
            driver = _driver(connection)
            driver.execute(begin)
        return connection, driver


def _lift_limits(connection: Connection) -> None:
    """Let the transaction of `connection` take as long as it takes."""
    for name in _LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def _driver(connection: Connection) -> psycopg.Connection:
    """Return the driver's own connection below SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the only driver there is
    return driver


@contextmanager
def _faults_told() -> Iterator[None]:
    """Turn what the driver raises into what `Database` promises."""
    try:
        yield
    except PoolTimeout as fault:
        raise Unavailable("The database is busy: try again shortly") from fault
    except (psycopg.Error, DBAPIError) as fault:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        if isinstance(cause, psycopg.DataError):
            # A text of a request that no column can hold, because it has a NUL: no row has it.
            raise NotFound from fault
        if isinstance(cause, _COLLISIONS):
            raise Collision from fault
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            raise Unavailable from fault
        raise


_COLLISIONS = (
    psycopg.IntegrityError,
    refusals.SerializationFailure,
    refusals.DeadlockDetected,
    refusals.LockNotAvailable,
)
