"""Rows enough in every table that an index pays, made of nothing but the columns of the models."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, Table, func, insert, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.database import Database
from cardwright.migrations.tables import metadata

ACCOUNTS = 200
USERS = 1000
TEMPLATES = 4000
MANY = 2000
FIRST_TYPE = 100
_BATCH = 500

Values = dict[str, Any]


def fill(database: Database) -> None:
    """Fill the empty tables of a database."""
    # In the order in which they refer to one another; a batch fits into a transaction of seconds.
    for table in metadata.sorted_tables:
        rows = list(_ROWS[table.name]())
        for first in range(0, len(rows), _BATCH):
            batch = [
                _row(table.name, first + place + 1, values)
                for place, values in enumerate(rows[first : first + _BATCH])
            ]
            with database.writing() as session:
                session.execute(insert(table), batch)
    if not database.is_quick:
        with database.writing() as session:
            for table in metadata.sorted_tables:
                _count_on(session, table)


def hash_of(number: int) -> bytes:
    """Return the hash that stands in the row of that number."""
    return hashlib.sha256(str(number).encode()).digest()


def _count_on(session: Session, table: Table) -> None:
    """Let the next id be one that no row has."""
    if isinstance(table.c.id.type, BigInteger):
        sequence = func.pg_get_serial_sequence(table.name, "id")
        session.execute(
            select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery()))
        )


def _row(table: str, number: int, values: Values) -> Values:
    columns = metadata.tables[table].columns
    made = {one.name: _value(one, number) for one in columns if not one.nullable}
    return made | values


def _value(column: Column[Any], number: int) -> object:
    kind = column.type.python_type
    if kind is bytes:
        return hash_of(number)
    return f"{column.name} {number}" if kind is str else kind(kind is not bool and number)


def _accounts() -> Iterator[Values]:
    yield from ({} for _ in range(ACCOUNTS))


def _users() -> Iterator[Values]:
    for number in range(USERS):
        yield {"account_id": number % ACCOUNTS + 1}


def _types() -> Iterator[Values]:
    for number in range(MANY):
        account_id = number % ACCOUNTS + 1
        yield {"id": FIRST_TYPE + number, "account_id": account_id, "orientation_default": "L"}


def _templates() -> Iterator[Values]:
    for number in range(1, TEMPLATES + 1):
        yield {
            "account_id": number % ACCOUNTS + 1,
            "template_type_id": FIRST_TYPE + number % MANY,
            "template_objects": "[]",
            "owner_id": number % USERS + 1,
            "default_template": number <= ACCOUNTS,
            "deleted_at": 1 if number % 5 == 0 else None,
        }


def _blobs() -> Iterator[Values]:
    for number in range(2 * TEMPLATES):
        is_trashed = number % 400 == 0
        yield {"account_id": number % ACCOUNTS + 1, "trashed_at": number if is_trashed else None}


def _linked_files() -> Iterator[Values]:
    for number in range(1, TEMPLATES + 1):
        yield {
            "account_id": number % ACCOUNTS + 1,
            "card_template_id": number,
            "blob_id": f"id {number}",
        }


def _backgrounds() -> Iterator[Values]:
    for number in range(1, TEMPLATES + 1):
        yield {"card_template_id": number, "side": "front", "blob_id": f"id {number}"}


def _of_users(**more: Any) -> Iterator[Values]:
    """Rows of users, one in a hundred of them over."""
    far = times.now() * 2
    for number in range(MANY):
        expires_at = 1 if number % 100 == 0 else far
        yield {"user_id": number % USERS + 1, "expires_at": expires_at, **more}


def _sign_ins() -> Iterator[Values]:
    yield from _of_users(last_seen_at=times.now())


def _applications() -> Iterator[Values]:
    for number in range(MANY):
        yield {"account_id": number % ACCOUNTS + 1}


def _of_applications() -> Iterator[Values]:
    for number, values in enumerate(_of_users()):
        yield {"application_id": number % MANY + 1, **values}


def _grants() -> Iterator[Values]:
    for number in range(MANY):
        revoked_at = 1 if number % 100 == 0 else None
        yield {
            "application_id": number + 1,
            "user_id": number % USERS + 1,
            "revoked_at": revoked_at,
        }


def _codes() -> Iterator[Values]:
    for number, values in enumerate(_of_applications()):
        yield {"grant_id": number + 1, **values}


def _access_tokens() -> Iterator[Values]:
    for number, values in enumerate(_of_users()):
        yield {"grant_id": number + 1 if number % 2 else None, **values}


def _refresh_tokens() -> Iterator[Values]:
    now = times.now()
    for number in range(MANY):
        yield {"grant_id": number + 1, "used_at": 1 if number % 100 == 0 else now}


def _failures() -> Iterator[Values]:
    for values in _of_users():
        yield {"ends_at": values["expires_at"]}


def _events() -> Iterator[Values]:
    for number in range(MANY):
        yield {"account_id": number % ACCOUNTS + 1, "event": f"kind{number % 100}.done"}


def _of_accounts() -> Iterator[Values]:
    for number in range(MANY):
        yield {"account_id": number % ACCOUNTS + 1}


def _pulled() -> Iterator[Values]:
    for number in range(1, MANY + 1):
        yield {"pull_source_id": number % ACCOUNTS + 1, "card_template_id": number}


_ROWS = {
    "account": _accounts,
    "user_": _users,
    "card_template_type": _types,
    "card_template": _templates,
    "blob": _blobs,
    "linked_file": _linked_files,
    "background_image": _backgrounds,
    "sign_in": _sign_ins,
    "password_link": _of_users,
    "failure_count": _failures,
    "application": _applications,
    "authorization_request": _of_applications,
    "grant_": _grants,
    "authorization_code": _codes,
    "refresh_token": _refresh_tokens,
    "access_token": _access_tokens,
    "audit_event": _events,
    "swatch": _of_accounts,
    "pull_source": _of_accounts,
    "pulled_template": _pulled,
}
