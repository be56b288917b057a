"""Queries of the hot reads: written with SQLAlchemy, compiled once, run on the driver's cursor.

The objects that SQLAlchemy makes for a statement and its rows cost more than the query itself. For
the few reads that most requests consist of, only its SQL is used.
"""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session


class PreparedQuery:
    """A SELECT whose bound parameters are given by name when it runs."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
        self.sql = str(compiled)
        self.constants = {k: v for k, v in compiled.params.items() if v is not None}
        """The values that stand in the statement itself."""


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """Return the driver's own connection below SQLAlchemy's."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - the only driver there is
    return driver


class Rows:
    """Runs prepared queries in the transaction of one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def of(cls, session: Session) -> "Rows":
        """Return the rows that `session` sees, with its own flushed changes."""
        return cls(driver_connection(session.connection()))

    def all(self, query: PreparedQuery, **parameters: object) -> list[tuple[Any, ...]]:
        """Return all rows, as plain tuples in the order of the columns."""
        return self._connection.execute(query.sql, query.constants | parameters).fetchall()

    def first(self, query: PreparedQuery, **parameters: object) -> tuple[Any, ...] | None:
        """Return the first row, or None when there is none."""
        row: tuple[Any, ...] | None = self._connection.execute(
            query.sql, query.constants | parameters
        ).fetchone()
        return row
