"""What each kind of database says in words of its own: the ids it gave, and broken references."""

import sqlalchemy as sa
from sqlalchemy import Connection

from cardwright.installation.manifest import DumpedTable


def last_id(connection: Connection, table: DumpedTable) -> int | None:
    """Return the highest id that the database ever gave to a row of the table.

    That row may be gone. None where it gives no ids, and where it has given none.
    """
    if connection.dialect.name == "sqlite":
        found = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        last: int | None = connection.execute(found, {"table": table.name}).scalar()
        return last or None
    sequence = _sequence(connection, table)
    if sequence is None:
        return None
    value, is_called = connection.execute(
        sa.text(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - its own name
    ).one()
    return value if is_called else None


def go_on_after(connection: Connection, table: DumpedTable) -> None:
    """Let ids go on after the highest one that was ever given (see `DumpedTable.last_id`)."""
    if table.last_id is None:
        return
    values = {"table": table.name, "last": table.last_id}
    if connection.dialect.name == "sqlite":
        change = sa.text("UPDATE sqlite_sequence SET seq = max(seq, :last) WHERE name = :table")
        if not connection.execute(change, values).rowcount:
            connection.execute(
                sa.text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), values
            )
    else:
        connection.execute(
            sa.text("SELECT setval(CAST(:sequence AS regclass), :last)"),
            {"sequence": _sequence(connection, table), "last": table.last_id},
        )


def has_broken_references(connection: Connection) -> bool:
    """Say whether a row refers to one that is not there.

    PostgreSQL would have refused such a row. SQLite does not look while a schema is being changed.
    """
    if connection.dialect.name == "sqlite":
        return connection.execute(sa.text("PRAGMA foreign_key_check")).first() is not None
    return False


def _sequence(connection: Connection, table: DumpedTable) -> str | None:
    """Return the name of the sequence of the ids of a table, quoted for SQL."""
    if table.columns.get("id") != "integer":
        return None
    found = sa.text("SELECT pg_get_serial_sequence(:table, 'id')")
    sequence: str | None = connection.execute(found, {"table": table.name}).scalar()
    return sequence
