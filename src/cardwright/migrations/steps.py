"""Alembic, set up for the database of this package."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from cardwright.database import Database


def run_steps(database: Database) -> None:
    """Run the steps that the database lacks, in one transaction."""
    with database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def alembic_config() -> Config:
    """Return where Alembic finds the steps; a connection is still to be added."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
