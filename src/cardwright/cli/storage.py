"""`cardwright storage`."""

import sys

import click

from cardwright.cli import opening
from cardwright.cli.progress import progress
from cardwright.database import Database
from cardwright.files.collecting import Collector, keys_without_row
from cardwright.files.verification import find_damaged
from cardwright.migrations import tables  # noqa: F401 - the collector asks every table
from cardwright.storage import Storage


@click.group()
def storage() -> None:
    """Check the stored files, and remove those that nothing needs."""


@storage.command()
def verify() -> None:
    """Compare every file with what the database tells of it: is it there, whole, unchanged?

    Reads all bytes, and may run while the service does. Prints a line for each file that is
    damaged, and then the exit status is 1. Files that the database does not tell of are counted:
    they do no harm, and `cardwright storage collect` removes them.
    """
    loaded = opening.load_settings()
    place = opening.storage_of(loaded)
    damaged = 0
    with opening.opened(loaded) as database:
        with progress() as told:
            for blob, damage in find_damaged(database, place, told.counting("Files read")):
                click.echo(f"{blob.key} {damage}")
                damaged += 1
        orphans, others = _count_orphans(database, place)
    click.echo(f"{damaged or 'No'} damaged, {orphans} without a row, {others} of something else.")
    if damaged:
        sys.exit(1)


@storage.command()
@click.option(
    "--grace",
    type=click.FloatRange(0),
    metavar="HOURS",
    help="Only what has been of no use for so long. Default: CARDWRIGHT_TRASH_HOURS.",
)
def collect(grace: float | None) -> None:
    """Remove the bytes of deleted and replaced files, and those that the database does not tell of.

    The service does this by itself. A backup that is under way needs a grace that is longer than
    it takes. What the database does not tell of is left alone for an hour at least, because it may
    be an upload.
    """
    loaded = opening.load_settings()
    place = opening.storage_of(loaded)
    hours = loaded.trash_hours if grace is None else grace
    with opening.opened(loaded) as database:
        collector = Collector(database, place, hours * 3600)
        trash, orphans = sum(collector.collect_trash()), sum(collector.collect_orphans())
    click.echo(f"Removed {trash} deleted or replaced, and {orphans} without a row.")


def _count_orphans(database: Database, place: Storage) -> tuple[int, int]:
    """Return how many keys have no row, and how many can be no file of this database."""
    orphans = others = 0
    for alone, foreign in keys_without_row(database, place):
        orphans, others = orphans + len(alone), others + len(foreign)
    return orphans, others
