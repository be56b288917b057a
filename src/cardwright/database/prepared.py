"""Queries of the hot reads: written with SQLAlchemy, compiled once, run on the driver's cursor.

The objects that SQLAlchemy makes for a statement and its rows cost more than the query itself. For
the few reads that most requests consist of, only its SQL is used.
"""

import sqlite3
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session


class PreparedQuery:
    """A SELECT whose bound parameters are given by name when it runs."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        compiled = statement.compile(dialect=sqlite.dialect(paramstyle="named"))
        self.sql = str(compiled)
        self.constants = {k: v for k, v in compiled.params.items() if v is not None}
        """The values that stand in the statement itself."""


class PreparedByIds:
    """A SELECT of the rows with one of some ids, prepared for a few numbers of ids.

    `build` makes the statement for the bound parameters of that many ids.
    """

    def __init__(
        self, build: Callable[[list[BindParameter[int]]], Select[*tuple[Any, ...]]]
    ) -> None:
        self._build = build
        self._prepared: dict[int, PreparedQuery] = {}

    def sized(self, count: int) -> tuple[PreparedQuery, int]:
        """Return the query for `count` ids, and how many parameters it has."""
        size = next((size for size in _SIZES if size >= count), count)
        if size not in self._prepared:
            names = [_id_name(place) for place in range(size)]
            self._prepared[size] = PreparedQuery(self._build([bindparam(n) for n in names]))
        return self._prepared[size], size


# What is left of a size is filled with an id that no row has.
_SIZES = (1, 10, 50, 200)
_NO_ID = -1


def _id_name(place: int) -> str:
    return f"id_{place}"


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

    def by_ids(self, query: PreparedByIds, ids: Collection[int]) -> list[tuple[Any, ...]]:
        """Return the rows of `query` for these ids, which are few hundreds at most."""
        if not ids:
            return []
        prepared, size = query.sized(len(ids))
        filled = [*ids, *[_NO_ID] * (size - len(ids))]
        return self.all(prepared, **{_id_name(place): one for place, one in enumerate(filled)})

    def first(self, query: PreparedQuery, **parameters: object) -> tuple[Any, ...] | None:
        """Return the first row, or None when there is none."""
        row: tuple[Any, ...] | None = self._connection.execute(
            query.sql, query.constants | parameters
        ).fetchone()
        return row
