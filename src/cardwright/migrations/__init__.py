"""The schema of the database, and the steps from each version of it to the next (Alembic)."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from cardwright.database import Database
from cardwright.settings import SettingsError

VERSIONS = Path(__file__).parent / "versions"


def upgrade(database: Database) -> None:
    """Bring the schema to the newest version; does nothing when it is there already."""
    found = _found_version(database)
    if found == newest_version():
        return
    if found is not None and found > newest_version():
        raise SettingsError(
            f"the database is of version {found}, made by a newer cardwright; this one knows "
            f"versions up to {newest_version()}: use the newer one"
        )
    # Imported here because Alembic costs a tenth of a second and 10 MB, and most starts of the
    # service or of a command have nothing to migrate.
    from cardwright.migrations.steps import run_steps

    run_steps(database)


def is_current(database: Database) -> bool:
    """Say whether the schema is the one that this version of the code works with."""
    return _found_version(database) == newest_version()


def _found_version(database: Database) -> str | None:
    with database.reading() as session:
        return version_of(session.connection())


def version_of(connection: Connection) -> str | None:
    """Return the number of the last step that the database has, or None when it has no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def newest_version() -> str:
    """Return the number of the last step, with which its file's name begins."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
