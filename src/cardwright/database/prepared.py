"""Statements of the hot paths: written with SQLAlchemy, compiled once, run on the driver's cursor.

The objects that SQLAlchemy makes for a statement and its rows cost more than the statement itself.
For what most requests consist of, only its SQL is used.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    bindparam,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

Change = (
    Insert
    | Update
    | Delete
    | ReturningInsert[*tuple[Any, ...]]
    | ReturningUpdate[*tuple[Any, ...]]
    | ReturningDelete[*tuple[Any, ...]]
)


class _Prepared:
    """A statement in the SQL of each database, made when that database first runs it."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Change, sets: Iterable[str]) -> None:
        self._statement, self._sets = statement, list(sets) or None
        self._compiled: dict[str, tuple[str, dict[str, Any]]] = {}

    def sql(self, dialect: str) -> tuple[str, dict[str, Any]]:
        """Return its SQL, and the values that stand in the statement itself."""
        found = self._compiled.get(dialect)
        if found is None:
            compiled = self._statement.compile(dialect=_DIALECTS[dialect], column_keys=self._sets)
            binds = compiled.binds
            constants = {k: v for k, v in compiled.params.items() if not binds[k].required}
            found = self._compiled[dialect] = str(compiled), constants
        return found


class PreparedQuery(_Prepared):
    """A SELECT whose bound parameters are given by name when it runs."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        super().__init__(statement, ())


class PreparedChange(_Prepared):
    """An INSERT, UPDATE or DELETE whose bound parameters are given by name when it runs.

    `sets` names the columns that it sets from parameters of their names; parameters of its
    condition need other names.
    """

    def __init__(self, statement: Change, sets: Iterable[str] = ()) -> None:
        super().__init__(statement, sets)


_DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect(),  # type: ignore[no-untyped-call]
}


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

_ROWS = "rows"


def _id_name(place: int) -> str:
    return f"id_{place}"


class Rows:
    """Runs prepared statements in the transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._dialect = connection.dialect.name
        self._driver: Any = connection.connection.driver_connection
        self.is_alone = self._dialect == "sqlite"
        """Whether there is one write transaction at a time, so that no row need be locked."""

    @classmethod
    def of(cls, session: Session) -> "Rows":
        """Return the rows that `session` sees, with its own flushed changes."""
        known: Rows | None = session.info.get(_ROWS)
        return known or cls(session.connection())

    def session(self, connection: Connection) -> Session:
        """Return a session on the connection of these rows, which `of` then finds in no time."""
        return Session(connection, expire_on_commit=False, info={_ROWS: self})

    def all(
        self, statement: PreparedQuery | PreparedChange, **parameters: object
    ) -> list[tuple[Any, ...]]:
        """Return all rows, as plain tuples in the order of the columns."""
        rows: list[tuple[Any, ...]] = self._run(statement, parameters).fetchall()
        return rows

    def by_ids(self, query: PreparedByIds, ids: Collection[int]) -> list[tuple[Any, ...]]:
        """Return the rows of `query` for these ids, which are few hundreds at most."""
        if not ids:
            return []
        prepared, size = query.sized(len(ids))
        filled = [*ids, *[_NO_ID] * (size - len(ids))]
        return self.all(prepared, **{_id_name(place): one for place, one in enumerate(filled)})

    def first(self, query: PreparedQuery, **parameters: object) -> tuple[Any, ...] | None:
        """Return the first row, or None when there is none."""
        row: tuple[Any, ...] | None = self._run(query, parameters).fetchone()
        return row

    def change(self, change: PreparedChange, **parameters: object) -> int:
        """Run `change`, and return how many rows it concerned."""
        concerned: int = self._run(change, parameters).rowcount
        return concerned

    def returned(self, change: PreparedChange, **parameters: object) -> tuple[Any, ...]:
        """Run `change`, which concerns one row, and return what it is to return of it."""
        (row,) = self.all(change, **parameters)
        return row

    def _run(self, statement: _Prepared, parameters: dict[str, object]) -> Any:
        """Return the cursor; the drivers of both databases have this method (and PEP 249's)."""
        sql, constants = statement.sql(self._dialect)
        return self._driver.execute(sql, constants | parameters)
