"""What a database does for a question: the statements that it is asked, and how it finds the rows.

Statements are those that the code of the service really sends, taken from the driver.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Session

from cardwright.migrations.tables import metadata

_SEARCH = re.compile(r"USING (?:COVERING )?INDEX (\S+) \(")
_SCAN = re.compile(r"SCAN (\w+?)(?:_\d+)?\b")
_EXPLAINED = re.compile(r"\s*(?:WITH|SELECT|UPDATE|DELETE)\b", re.IGNORECASE)
_DELETED_FROM = re.compile(r'\s*DELETE FROM (?:ONLY )?"?(\w+)', re.IGNORECASE)


@dataclass
class Plans:
    """How the statements of one question were answered."""

    sought: set[str] = field(default_factory=set)
    """Indexes and unique constraints in which something was looked up."""
    scanned: set[str] = field(default_factory=set)
    """Tables of which every row was looked at."""
    told: list[str] = field(default_factory=list)
    """All of it, to be read by a person."""


def plans_of(session: Session, ask: Callable[[Session], object]) -> Plans:
    """Return how the statements that `ask` runs in the transaction of `session` are answered."""
    driver = session.connection().connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return _sqlite_plans(driver, lambda: ask(session))
    assert isinstance(driver, psycopg.Connection)
    return _postgresql_plans(driver, lambda: ask(session))


def _sqlite_plans(driver: sqlite3.Connection, ask: Callable[[], object]) -> Plans:
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    try:
        ask()
    finally:
        driver.set_trace_callback(None)
    plans, constraints = Plans(), dict(_constraints(driver))
    for statement in filter(_EXPLAINED.match, asked):
        plans.told.append(statement)
        for *_, step in driver.execute(f"EXPLAIN QUERY PLAN {statement}"):
            plans.told.append(f"  {step}")
            if found := _SEARCH.search(step):
                plans.sought.add(constraints.get(found[1], found[1]))
            elif (found := _SCAN.match(step)) and found[1] in metadata.tables:
                plans.scanned.add(found[1])
    return plans


def _constraints(driver: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Give what SQLite calls the index of each unique constraint, and what the models call it."""
    for table in metadata.tables.values():
        names = {
            tuple(column.name for column in constraint.columns): str(constraint.name)
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        }
        for _, index, _, origin, _ in driver.execute(f"PRAGMA index_list({table.name})").fetchall():
            columns = tuple(row[2] for row in driver.execute(f"PRAGMA index_info({index})"))
            if origin == "u":
                yield index, names[columns]


def _postgresql_plans(driver: psycopg.Connection[Any], ask: Callable[[], object]) -> Plans:
    asked: list[tuple[Any, Any]] = []

    class Recorded(psycopg.Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            asked.append((query, params))
            return super().execute(query, params, **options)

    usual, driver.cursor_factory = driver.cursor_factory, Recorded
    try:
        ask()
    finally:
        driver.cursor_factory = usual
    plans = Plans()
    # A small table is read in whole; what is asked here is what becomes of large ones.
    driver.execute("SET LOCAL enable_seqscan = off")
    for statement, values in asked:
        if _EXPLAINED.match(str(statement)):
            _explain(driver, f"EXPLAIN (FORMAT JSON) {statement}", values, plans)
        if deleted := _DELETED_FROM.match(str(statement)):
            # It asks who refers to a row without telling so; SQLite tells.
            for key in _keys_to(deleted[1]):
                _explain(driver, _check_of(key), [_any_value(key)], plans)
    return plans


def _keys_to(table: str) -> Iterator[ForeignKey]:
    for other in metadata.tables.values():
        yield from (key for key in other.foreign_keys if key.column.table.name == table)


def _check_of(key: ForeignKey) -> sql.Composed:
    return sql.SQL(
        "EXPLAIN (FORMAT JSON) SELECT 1 FROM ONLY {} x WHERE {} = %s FOR KEY SHARE OF x"
    ).format(sql.Identifier(key.parent.table.name), sql.Identifier(key.parent.name))


def _any_value(key: ForeignKey) -> object:
    return "a" if key.parent.type.python_type is str else 1


def _explain(driver: psycopg.Connection[Any], statement: Any, values: Any, plans: Plans) -> None:
    plans.told.append(str(statement))
    # The text is that of statements of the service itself.
    found = driver.execute(statement, values).fetchone()
    assert found is not None
    _read(found[0][0]["Plan"], plans, "  ")


def _read(node: dict[str, Any], plans: Plans, indent: str) -> None:
    index, table = node.get("Index Name"), node.get("Relation Name")
    condition = node.get("Index Cond")
    plans.told.append(f"{indent}{node['Node Type']} {table or ''} {index or ''} {condition or ''}")
    if index is not None and condition is not None:
        plans.sought.add(index)
    if node["Node Type"] == "Seq Scan":
        plans.scanned.add(str(table))
    for below in node.get("Plans", ()):
        _read(below, plans, indent + "  ")
