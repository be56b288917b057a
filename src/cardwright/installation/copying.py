"""Backing up, restoring and moving an installation, which are the same copy to other places.

Rows are read first, in one state of the database, and then the files that they tell of, which the
collector leaves alone for longer than that takes. On the way back the files come first and the rows
last, in one transaction: a copy that is cut off leaves a database without rows, and can be made
again.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from cardwright import __version__, migrations, times
from cardwright.database import Database
from cardwright.installation import rows
from cardwright.installation.files import copy_files
from cardwright.installation.manifest import (
    FILES,
    FORMAT,
    CopyRefused,
    Manifest,
    Told,
    blobs_of,
    read_manifest,
    write_manifest,
)
from cardwright.migrations.steps import run_steps_on
from cardwright.storage import Storage, open_storage


@dataclass(frozen=True)
class Installation:
    """A database, and the storage of the files that its rows tell of."""

    database: Database
    storage: Storage


@dataclass(frozen=True)
class Outcome:
    """What was copied; `damaged` says what is wrong with files that were not, by their keys."""

    row_count: int
    file_count: int
    file_bytes: int
    damaged: dict[str, str]


def back_up(source: Installation, folder: Path, told: Told) -> Outcome:
    """Copy an installation, which may be in use, to a folder that is empty or not there yet.

    Raises CopyRefused where the folder is neither, or the database is of another version.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CopyRefused(f"{folder} is not empty: name a folder that is, or that is not there yet")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = _dump(source.database, folder, told)
    manifest = _copy_files(manifest, folder, source.storage, _copies_in(folder), told)
    write_manifest(folder, manifest)
    return _outcome(manifest)


def restore(folder: Path, target: Installation, told: Told) -> Outcome:
    """Copy a backup to an installation without rows, and compare what is there with it.

    Raises CopyRefused where the backup is damaged, or the installation not empty.
    """
    manifest = read_manifest(folder)
    _refuse_other_than_empty(target, folder, manifest)
    manifest = _copy_files(manifest, folder, _copies_in(folder), target.storage, told)
    _fill(target.database, folder, manifest, told)
    return _outcome(manifest)


def transfer(source: Installation, target: Installation, told: Told) -> Outcome:
    """Copy an installation to one without rows, on any other kind of database and storage.

    Raises CopyRefused as `back_up` and `restore` do.
    """
    with tempfile.TemporaryDirectory(prefix="cardwright-") as name:
        folder = Path(name)
        manifest = _dump(source.database, folder, told)
        _refuse_other_than_empty(target, folder, manifest)
        manifest = _copy_files(manifest, folder, source.storage, target.storage, told)
        _fill(target.database, folder, manifest, told)
        return _outcome(manifest)


def _copies_in(folder: Path) -> Storage:
    return open_storage((folder / FILES).absolute().as_uri(), folder)


def _dump(database: Database, folder: Path, told: Told) -> Manifest:
    """Write the rows of one state of the database."""
    with database.exporting() as connection:
        version = migrations.version_of(connection)
        if version != migrations.newest_version():
            raise CopyRefused(
                f"The database is of version {version}, and this cardwright works with "
                f"{migrations.newest_version()}: copy it with the cardwright that it belongs to, "
                "or run `cardwright init` first"
            )
        made_at = times.format_time(times.now())
        tables = rows.dump(connection, folder, told)
    return Manifest(FORMAT, __version__, made_at, version, tables)


def _copy_files(
    manifest: Manifest, folder: Path, source: Storage, target: Storage, told: Told
) -> Manifest:
    """Copy the files that the rows tell of, and return the manifest with what was copied."""
    total = manifest.table("blob").row_count
    copied = copy_files(blobs_of(folder, manifest), total, source, target, told)
    return msgspec.structs.replace(
        manifest, file_count=copied.count, file_bytes=copied.byte_size, damaged=copied.damaged
    )


def _fill(database: Database, folder: Path, manifest: Manifest, told: Told) -> None:
    """Put the rows into a database without rows, in one transaction, and bring it up to date."""
    with database.migrating() as connection:
        _refuse_rows(connection, manifest)
        if migrations.version_of(connection) is None:
            run_steps_on(connection, manifest.schema)
        rows.remove_first_rows(connection)
        rows.load(connection, folder, manifest.tables, told)
        run_steps_on(connection, "head")


def _refuse_other_than_empty(target: Installation, folder: Path, manifest: Manifest) -> None:
    """Raise CopyRefused unless there is room for the copy, and nothing but it."""
    with target.database.exporting() as connection:
        _refuse_rows(connection, manifest)
    # A copy that was cut off has left files, which are those that are to come.
    expected = {blob.key for blob in blobs_of(folder, manifest)}
    for key in target.storage.keys():  # noqa: SIM118 - no dictionary
        if key not in expected:
            raise CopyRefused(
                f"The storage is not empty: it has {key}. Name one that is: nothing was changed"
            )


def _refuse_rows(connection: Connection, manifest: Manifest) -> None:
    if manifest.schema > migrations.newest_version():
        raise CopyRefused(
            f"The backup was made by a newer cardwright, {manifest.made_by}: use that one"
        )
    if not rows.is_empty(connection):
        raise CopyRefused(
            "The database is not empty: name one that is, or move this one away. Nothing was "
            "changed"
        )
    version = migrations.version_of(connection)
    if version not in (None, manifest.schema):
        raise CopyRefused(
            f"The database has tables of version {version}, and the backup is of version "
            f"{manifest.schema}: name a database without tables"
        )


def _outcome(manifest: Manifest) -> Outcome:
    row_count = sum(table.row_count for table in manifest.tables)
    return Outcome(row_count, manifest.file_count, manifest.file_bytes, manifest.damaged)
