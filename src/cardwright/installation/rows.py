"""Rows, from either kind of database into files, and from files into either kind."""

import base64
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from cardwright.files.collecting import is_trash
from cardwright.files.models import Blob
from cardwright.installation import counters
from cardwright.installation.manifest import (
    ROWS,
    CopyRefused,
    DumpedTable,
    Kind,
    Told,
    compressed,
    lines_of,
    rows_path,
    sha256_of,
)
from cardwright.migrations.tables import metadata

BATCH = 1000
_TYPES: dict[Kind, sa.types.TypeEngine[Any]] = {
    "boolean": sa.Boolean(),
    "integer": sa.BigInteger(),
    "number": sa.Double(),
    "text": sa.Text(),
    "bytes": sa.LargeBinary(),
}


def dump(connection: Connection, folder: Path, told: Told) -> list[DumpedTable]:
    """Write all rows that `connection` sees into files, and return what was written.

    What is in the trash is left out: nothing refers to it.
    """
    tables = [_described(table) for table in metadata.sorted_tables]
    known = {table.name for table in tables} | {"alembic_version"}
    if unknown := set(sa.inspect(connection).get_table_names()) - known:
        raise CopyRefused(
            f"The database has tables that are not of cardwright ({', '.join(sorted(unknown))}): "
            "they would be left out, so move them elsewhere first"
        )
    (folder / ROWS).mkdir(mode=0o700)
    total = sum(_count(connection, table) for table in tables)
    dumped: list[DumpedTable] = []
    for table in tables:
        source, condition = metadata.tables[table.name], None
        if source is Blob.__table__:
            condition = ~is_trash()
        dumped.append(
            _write(folder, table, connection, _selected(connection, table, source, condition))
        )
        told("Rows", sum(one.row_count for one in dumped), total)
    return dumped


def load(connection: Connection, folder: Path, tables: Sequence[DumpedTable], told: Told) -> None:
    """Put the rows of files into tables that are empty, and see that they are the same there.

    Raises CopyRefused where they are not.
    """
    total, done = sum(table.row_count for table in tables), 0
    for table in tables:
        lines, target = lines_of(folder, table), _as_table(table)
        while batch := [_decoded(line, table) for line in islice(lines, BATCH)]:
            connection.execute(sa.insert(target), batch)
            done += len(batch)
            told("Rows", done, total)
        counters.go_on_after(connection, table)
    if counters.has_broken_references(connection):
        raise CopyRefused("The rows refer to others that are not there: use another backup")
    for table in tables:
        found = _digest(_selected(connection, table, _as_table(table)))
        if found != (table.row_count, table.digest):
            raise CopyRefused(
                f"The rows of {table.name} are not the same after they were written: "
                f"{table.row_count} were to be written, and {found[0]} are there"
            )


def is_empty(connection: Connection) -> bool:
    """Say whether the database has no rows but those with which it was made."""
    there = set(sa.inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name not in there:
            continue
        query = sa.select(sa.literal(1)).select_from(table).limit(1)
        if table.name == "card_template_type":
            query = query.where(table.c.account_id.is_not(None))
        if connection.execute(query).first() is not None:
            return False
    return True


def remove_first_rows(connection: Connection) -> None:
    """Delete the rows with which a database is made: the built-in types, which a copy has, too."""
    connection.execute(sa.delete(sa.table("card_template_type")))


def _described(table: sa.Table) -> DumpedTable:
    # Plain strings: SQLAlchemy's are of a class of its own.
    columns = {str(column.name): _kind(column) for column in table.columns}
    key = [str(column.name) for column in table.primary_key]
    return DumpedTable(str(table.name), columns, key)


def _kind(column: sa.Column[Any]) -> Kind:
    for kind, known in _TYPES.items():
        if isinstance(column.type, type(known)):
            return kind
    raise TypeError(f"A copy cannot hold {column}, which is {column.type!r}")


def _as_table(table: DumpedTable) -> sa.TableClause:
    """Return the table as it was when it was dumped, which the models may not have any more."""
    columns = (sa.column(name, _TYPES[kind]) for name, kind in table.columns.items())
    return sa.table(table.name, *columns)


def _count(connection: Connection, table: DumpedTable) -> int:
    query = sa.select(sa.func.count()).select_from(_as_table(table))
    return connection.execute(query).scalar_one()


def _write(
    folder: Path, table: DumpedTable, connection: Connection, lines: Iterable[bytes]
) -> DumpedTable:
    path = rows_path(folder, table)
    with path.open("xb") as raw:
        with compressed(raw, "wb") as file:
            count, digest = _digest(_written(lines, file))
        raw.flush()
        os.fsync(raw.fileno())
    return msgspec.structs.replace(
        table,
        row_count=count,
        digest=digest,
        file_sha256=sha256_of(path),
        last_id=counters.last_id(connection, table),
    )


def _written(lines: Iterable[bytes], file: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        file.write(line + b"\n")
        yield line


def _selected(
    connection: Connection,
    table: DumpedTable,
    source: sa.FromClause,
    condition: ColumnElement[bool] | None = None,
) -> Iterator[bytes]:
    """Give all rows as JSON, read a batch at a time in the order of the primary key."""
    key = sa.tuple_(*(source.c[name] for name in table.key))
    places = [list(table.columns).index(name) for name in table.key]
    query = (
        sa.select(*(source.c[name] for name in table.columns))
        .order_by(*(source.c[name] for name in table.key))
        .limit(BATCH)
    )
    if condition is not None:
        query = query.where(condition)
    batch = connection.execute(query).all()
    while batch:
        yield from (msgspec.json.encode(tuple(row)) for row in batch)
        last = tuple(batch[-1][place] for place in places)
        batch = connection.execute(query.where(key > last)).all()


def _decoded(line: bytes, table: DumpedTable) -> dict[str, Any]:
    values = zip(table.columns.items(), msgspec.json.decode(line), strict=True)
    return {
        name: base64.b64decode(value) if kind == "bytes" and value is not None else value
        for (name, kind), value in values
    }


def _digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """Return how many rows there are, and the sum of their hashes (see `DumpedTable.digest`)."""
    count = total = 0
    for line in lines:
        count, total = count + 1, total + int.from_bytes(hashlib.sha256(line).digest())
    return count, f"{total % 2**256:064x}"
