"""From every earlier schema to the newest, on either kind of database, with rows in it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cardwright import migrations
from cardwright.database import Database, open_database
from cardwright.migrations.steps import run_steps_on
from cardwright.migrations.tables import metadata
from tests import scaled
from tests.service import command_line

TOGETHER = 3
VERSIONS = sorted(path.name[:4] for path in migrations.VERSIONS.glob("[0-9]*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "postgresql":
        return scaled.new_database()
    return f"sqlite:///{tmp_path / 'cardwright.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


ROWS: dict[str, list[dict[str, Any]]] = {
    "account": [
        {"id": 1, "hashid": "abc", "name": "Acme", "time_zone": "UTC", "clock": 7, "created_at": 1},
        {"id": 9, "hashid": "xyz", "name": "Zeta", "time_zone": "UTC", "clock": 0, "created_at": 1},
    ],
    "user_": [
        {
            "id": 1,
            "account_id": 1,
            "email": "Ada@example.com",
            "email_key": "ada@example.com",
            "first_name": "Ada",
            "last_name": "Byron",
            "is_admin": True,
            "is_disabled": False,
            "created_at": 1,
        }
    ],
    "access_token": [
        {
            "id": 4,
            "token_hash": b"\x00" * 32,
            "user_id": 1,
            "scope": "private.account.card_template",
            "created_at": 1,
            "expires_at": 2**40,
            "revoked_at": None,
        }
    ],
    "card_template": [
        {
            "id": 3,
            "account_id": 1,
            "uuid": "6F9619FF-8B86-D011-B42D-00CF4FC964FF",
            "uuid_key": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
            "name": "Visitor",
            "template_type_id": 1,
            "card_type": "standard",
            "double_sided": False,
            "orientation_front": "L",
            "orientation_back": "L",
            "default_template": True,
            "template_objects": '[{"x":1E2}]',
            "owner_id": 1,
            "editable_by": "owner_only",
            "deleted_at": None,
            "deleted_by_id": None,
            "create_hash": b"\x01" * 32,
            "created_at": 1,
            "updated_at": 7,
        }
    ],
    "blob": [
        {
            "id": letter * 32,
            "account_id": 1,
            "content_type": "text/plain",
            "byte_size": 5,
            "sha256": "0" * 64,
            "created_at": 1,
            "trashed_at": trashed_at,
        }
        for letter, trashed_at in (("a", None), ("b", 5))
    ],
    "linked_file": [
        {
            "id": 2,
            "account_id": 1,
            "card_template_id": 3,
            "uuid": "f",
            "uuid_key": "f",
            "file_role": "logo",
            "blob_id": "a" * 32,
            "created_at": 1,
            "updated_at": 1,
        }
    ],
}
"""What the first schema can hold, and every later one, too."""


def fill(database: Database) -> None:
    with database.migrating() as connection:
        for name, rows in ROWS.items():
            types = {one.name: one.type for one in metadata.tables[name].columns}
            columns = (sa.column(column, types[column]) for column in rows[0])
            connection.execute(sa.insert(sa.table(name, *columns)), rows)


def rows_of(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the tables of `ROWS`, as far as the first schema had columns for them."""
    with database.reading() as session:
        return {
            name: [
                dict(row)
                for row in session.execute(
                    sa.select(*(metadata.tables[name].c[column] for column in rows[0])).order_by(
                        metadata.tables[name].c.id
                    )
                ).mappings()
            ]
            for name, rows in ROWS.items()
        }


def made_at(database: Database, version: str) -> None:
    with database.migrating() as connection:
        run_steps_on(connection, version)
    fill(database)


@pytest.mark.parametrize("version", VERSIONS)
def test_rows_survive_the_way_from_every_version(database: Database, version: str) -> None:
    made_at(database, version)

    migrations.upgrade(database)

    assert migrations.is_current(database)
    assert rows_of(database) == ROWS
    assert differences(database) == []
    with database.reading() as session:
        counted = "SELECT card_template_count, file_count, file_bytes FROM account WHERE id = 1"
        expected = (1, 1, 5) if version == "0001" else (0, 0, 0)
        assert tuple(session.execute(sa.text(counted)).one()) == expected


@pytest.mark.parametrize("version", [None, VERSIONS[0]])
def test_one_process_migrates_while_others_wait(
    url: str, database: Database, tmp_path: Path, version: str | None
) -> None:
    if version:
        made_at(database, version)
    environment = command_line(tmp_path / "data", database_url=url)
    together = [
        subprocess.Popen(
            [sys.executable, "-m", "cardwright", "init"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(TOGETHER)
    ]

    told = [process.communicate(timeout=120) for process in together]

    assert [process.returncode for process in together] == [0] * TOGETHER, told
    assert migrations.is_current(database)
    assert differences(database) == []
    assert not version or rows_of(database) == ROWS


def differences(database: Database) -> list[Any]:
    """Return what Alembic would still change."""
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_the_migrations_make_what_the_models_say_on_postgresql() -> None:
    migrated, from_models = (open_database(scaled.new_database()) for _ in range(2))
    migrations.upgrade(migrated)
    with from_models.migrating() as connection:
        metadata.create_all(connection)

    told = schema_of(migrated)

    assert told == schema_of(from_models)
    assert {row[0] for row in told["columns"]} == set(metadata.tables)
    migrated.close()
    from_models.close()


def schema_of(database: Database) -> dict[str, set[tuple[Any, ...]]]:
    """Return all that PostgreSQL knows of columns, indexes and constraints."""
    queries = {
        "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM information_schema.columns "
        "WHERE table_schema = 'public' AND table_name != 'alembic_version'",
        "indexes": "SELECT tablename, indexdef FROM pg_indexes "
        "WHERE schemaname = 'public' AND tablename != 'alembic_version'",
        "constraints": "SELECT CAST(conrelid::regclass AS text), conname, "
        "pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
        "AND conrelid IS DISTINCT FROM to_regclass('alembic_version')",
    }
    with database.reading() as session:
        return {
            what: {tuple(row) for row in session.execute(sa.text(query.replace("::", r"\:\:")))}
            for what, query in queries.items()
        }
