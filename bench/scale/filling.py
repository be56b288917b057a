"""Fills a database in bulk: with executemany on SQLite, with COPY on PostgreSQL."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.content import SCOPE, TYPE_CODE
from bench.filling import FilledAccount
from bench.scale.content import FILE_ROLES, Owner, Size, Table, stamp, tables
from cardwright import migrations
from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account
from cardwright.card_templates.models import CardTemplateType
from cardwright.database import open_database
from cardwright.oauth.actions import tokens as oauth

_BATCH = 5000
_CACHE_KIB = 1024 * 1024


def fill(url: str, size: Size) -> list[FilledAccount]:
    """Make the tables in the empty database at `url` and fill them."""
    database = open_database(url)
    try:
        migrations.upgrade(database)
        with database.reading() as session:
            of_code = select(CardTemplateType.id).where(CardTemplateType.code == TYPE_CODE)
            type_id = session.scalars(of_code).one()
        filled, owners = [], []
        for number in range(size.accounts):
            # A transaction for each, because none may take longer than seconds.
            with database.writing() as session:
                account, owner = _fill_account(session, size, number)
            filled.append(account)
            owners.append(owner)
    finally:
        database.close()
    if url.startswith("sqlite"):
        _fill_sqlite(Path(url.removeprefix("sqlite:///")), size, owners, type_id)
    else:
        _fill_postgresql(url, size, owners, type_id)
    return filled


def _fill_account(session: Session, size: Size, number: int) -> tuple[FilledAccount, Owner]:
    account = accounts.create_account(session, f"Account {number + 1}")
    user = accounts.create_user(
        session, account, f"admin{number + 1}@example.com", "Ada Byron", is_admin=True
    )
    token, _ = oauth.create_token(session, user, SCOPE)
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(
            clock=stamp(size.template_id(number, size.each - 1)),
            card_template_count=size.each,
            file_count=size.each * len(FILE_ROLES),
            file_bytes=size.each * len(FILE_ROLES) * 1000,
        )
    )
    return FilledAccount(account.id, token), Owner(account.id, user.id)


def _fill_sqlite(path: Path, size: Size, owners: Sequence[Owner], type_id: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        # The indexes are made on the way, out of order: they have to fit into the cache. If this
        # fails, the file is thrown away, so nothing needs to be written twice.
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        for batch in tables(size, owners, type_id, _BATCH):
            for table in batch:
                names, places = ", ".join(table.columns), ", ".join("?" * len(table.columns))
                insert = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608
                connection.executemany(insert, table.rows)
        connection.commit()
        connection.execute("PRAGMA journal_mode=WAL")


def _fill_postgresql(url: str, size: Size, owners: Sequence[Owner], type_id: int) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.transaction():
            for batch in tables(size, owners, type_id, _BATCH):
                for table in batch:
                    _copy(connection, table)
            for name in ("card_template", "linked_file"):
                connection.execute(
                    sql.SQL(
                        "SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}"
                    ).format(sql.Literal(name), sql.Identifier(name))
                )
        # The server's own housekeeping would do so within minutes.
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _copy(connection: psycopg.Connection[tuple[object, ...]], table: Table) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in table.rows:
            copy.write_row(row)
