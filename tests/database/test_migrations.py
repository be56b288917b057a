"""The schema: from an empty file to what the models say, however often and by however many."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import cardwright.app  # noqa: F401 - imported for the tables of all models
from cardwright import migrations
from cardwright.database import Base, open_database
from tests.service import command_line, run_cardwright

TOGETHER = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cardwright.db"


def schema_of(path: Path) -> dict[str, Any]:
    """Return all that SQLite knows of the tables and indexes, without the spelling of the SQL."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND name != 'alembic_version'"
        ).fetchall()
        return {
            name: {
                "columns": database.execute(f"PRAGMA table_xinfo({name})").fetchall(),
                "foreign keys": sorted(
                    row[2:] for row in database.execute(f"PRAGMA foreign_key_list({name})")
                ),
                "indexes": indexes_of(database, name),
                "is strict": sql.upper().rstrip().endswith("STRICT"),
                "never gives an id twice": "AUTOINCREMENT" in sql.upper(),
            }
            for name, sql in tables
        }


def indexes_of(database: sqlite3.Connection, table: str) -> set[tuple[Any, ...]]:
    """Return name, uniqueness, columns and condition of every index; made-up names are left out."""
    found = set()
    for _, name, is_unique, origin, is_partial in database.execute(f"PRAGMA index_list({table})"):
        columns = tuple(row[2] for row in database.execute(f"PRAGMA index_info({name})"))
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        [sql] = database.execute(query, (name,)).fetchone()
        condition = sql.upper().partition(" WHERE ")[2] if is_partial else ""
        found.add((name if origin == "c" else "", is_unique, origin, columns, condition))
    return found


def upgraded(path: Path) -> None:
    database = open_database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.close()


def test_the_migrations_make_what_the_models_say(path: Path, tmp_path: Path) -> None:
    upgraded(path)
    from_models = open_database(f"sqlite:///{tmp_path / 'models.db'}")
    with from_models.migrating() as connection:
        Base.metadata.create_all(connection)
    from_models.close()

    migrated = schema_of(path)

    assert set(migrated) == set(Base.metadata.tables)
    assert migrated == schema_of(tmp_path / "models.db")
    assert all(table["is strict"] for table in migrated.values())


def test_alembic_finds_nothing_left_to_migrate(path: Path) -> None:
    upgraded(path)
    database = open_database(f"sqlite:///{path}")

    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    database.close()
    assert differences == []


def test_upgrading_twice_is_harmless(path: Path) -> None:
    upgraded(path)
    database = open_database(f"sqlite:///{path}")
    assert migrations.is_current(database)
    database.close()
    before = path.read_bytes()

    upgraded(path)

    assert path.read_bytes() == before


def test_init_again_keeps_what_is_there(data_dir: Path) -> None:
    run_cardwright(data_dir, "account", "create", "Acme")
    secret = (data_dir / "secret-key").read_text()

    again = run_cardwright(data_dir, "init")

    assert again.returncode == 0, again.stderr
    assert (data_dir / "secret-key").read_text() == secret
    assert "Acme" in run_cardwright(data_dir, "account", "list").stdout


def test_an_empty_folder_can_be_made_ready_by_several_at_once(
    data_dir: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "cardwright", "init"]
    environment = command_line(data_dir)
    together = [
        subprocess.Popen(
            command,
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(TOGETHER)
    ]

    told = [process.communicate(timeout=30) for process in together]

    assert [process.returncode for process in together] == [0] * TOGETHER, told
    assert all("Traceback" not in errors for _, errors in told)
    database = open_database(f"sqlite:///{data_dir / 'cardwright.db'}")
    assert migrations.is_current(database)
    database.close()
    assert sorted(path.name for path in data_dir.glob("secret-key*")) == ["secret-key"]
