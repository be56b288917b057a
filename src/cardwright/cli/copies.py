"""`cardwright backup`, `cardwright restore` and `cardwright transfer`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from cardwright import settings
from cardwright.cli import opening
from cardwright.cli.progress import progress
from cardwright.database import open_database
from cardwright.installation import Installation, Outcome, back_up
from cardwright.installation import restore as restore_copy
from cardwright.installation import transfer as transfer_copy
from cardwright.settings import Settings, SettingsError
from cardwright.storage import open_storage

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
def backup(folder: Path) -> None:
    """Copy all rows and files to DIR, a new or empty folder, while the service may run.

    The copy is of one moment. It must take less than CARDWRIGHT_TRASH_HOURS. It holds hashes of
    passwords and tokens, and every file: keep it as you keep the service. The secret key is not in
    it.
    """
    loaded = opening.load_settings()
    with _opened(loaded, loaded.database_url, loaded.storage_url) as source, progress() as bars:
        outcome = back_up(source, folder, bars.told)
    _tell("Backed up", outcome)


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
def restore(folder: Path) -> None:
    """Copy the backup in DIR to the database and the storage of the settings, which must be empty.

    The backup may be of either kind of database and storage, and of this version of cardwright or
    an earlier one. Every row and every file is compared with the backup.
    """
    loaded = opening.load_settings()
    with _opened(loaded, loaded.database_url, loaded.storage_url) as target, progress() as bars:
        outcome = restore_copy(folder, target, bars.told)
    _tell("Restored", outcome)


@click.command()
@click.option("--from-database", metavar="URL", help="Default: that of the settings.")
@click.option("--from-storage", metavar="URL", help="Default: that of the settings.")
@click.option("--to-database", metavar="URL", required=True, help="An empty one.")
@click.option("--to-storage", metavar="URL", required=True, help="An empty one.")
def transfer(
    from_database: str | None, from_storage: str | None, to_database: str, to_storage: str
) -> None:
    """Copy an installation to another database and another storage, both empty.

    Between SQLite and PostgreSQL, between a folder and an object store, or to new ones of the same
    kind. Every row and every file is compared with its source. End the service first: what is
    written meanwhile is not in the copy.
    """
    loaded = opening.load_settings()
    from_database, from_storage = (
        from_database or loaded.database_url,
        from_storage or loaded.storage_url,
    )
    if from_database == to_database or from_storage == to_storage:
        raise SettingsError("Source and target are the same: name another database and storage")
    with (
        _opened(loaded, from_database, from_storage) as source,
        _opened(loaded, to_database, to_storage) as target,
        progress() as bars,
    ):
        outcome = transfer_copy(source, target, bars.told)
    _tell("Copied", outcome)


@contextmanager
def _opened(loaded: Settings, database_url: str, storage_url: str) -> Iterator[Installation]:
    spooled = partial(open_storage, spool=loaded.data_dir / "incoming")
    storage = settings.usable("storage_url", spooled, storage_url)
    database = settings.usable("database_url", open_database, database_url)
    try:
        yield Installation(database, storage)
    finally:
        database.close()


def _tell(what: str, outcome: Outcome) -> None:
    """Print what was copied; damaged files are named, and make the exit status 1."""
    click.echo(
        f"{what}: {outcome.row_count} rows and {outcome.file_count} files of "
        f"{outcome.file_bytes} bytes, all compared."
    )
    for key, damage in outcome.damaged.items():
        click.echo(f"Not copied: {key} {damage}", err=True)
    if outcome.damaged:
        sys.exit(1)
