"""What commands have in common: settings, an up-to-date database, and JSON on standard output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import click
from sqlalchemy.orm import Session

from cardwright import migrations, settings
from cardwright.database import Database, open_database
from cardwright.settings import Settings
from cardwright.storage import Storage, open_storage


def load_settings() -> Settings:
    """Return the settings of the environment. Raises SettingsError."""
    return settings.load()


def storage_of(loaded: Settings) -> Storage:
    """Return the place of the files. Raises SettingsError."""
    spooled = partial(open_storage, spool=loaded.data_dir / "incoming")
    return settings.usable("storage_url", spooled, loaded.storage_url)


@contextmanager
def opened(loaded: Settings) -> Iterator[Database]:
    """Give the database, made or brought up to date first. Raises SettingsError."""
    database = settings.usable("database_url", open_database, loaded.database_url)
    try:
        migrations.upgrade(database)
        yield database
    finally:
        database.close()


@contextmanager
def writing() -> Iterator[Session]:
    """Give a session in a write transaction, which commits unless the block raises."""
    with opened(load_settings()) as database, database.writing() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that sees one state of the database."""
    with opened(load_settings()) as database, database.reading() as session:
        yield session


def print_json(value: Any) -> None:
    """Print `value` as JSON, and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
