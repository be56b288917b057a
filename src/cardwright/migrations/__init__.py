"""The schema of the database, and the steps from each version of it to the next (Alembic)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from cardwright.database import Database


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; does nothing when it is there already."""
    if is_current(database):
        return
    with database.migrating() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """Say whether the schema is the one that this version of the code works with."""
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found == ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    """Return where Alembic finds the migrations; a connection is still to be added."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
