"""Alembic, set up for the database of this package."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from cardwright.database import Database


def run_steps(database: Database) -> None:
    """Run the steps that the database lacks, in one transaction."""
    with database.migrating() as connection:
        run_steps_on(connection, "head")


def run_steps_on(connection: Connection, version: str) -> None:
    """Run the steps up to that one in the transaction of `connection`, which may migrate."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def alembic_config() -> Config:
    """Return where Alembic finds the steps; a connection is still to be added."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
