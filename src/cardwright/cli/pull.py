"""`cardwright pull`: an account of another server, copied and followed."""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cardwright.accounts import actions as accounts
from cardwright.accounts.usage import quotas_of
from cardwright.cli import opening
from cardwright.cli.callers import caller_for, owner_in
from cardwright.cli.progress import progress
from cardwright.client import Client, ClientError, Refused, TokenFile
from cardwright.client.retrying import is_worth_waiting
from cardwright.errors import Unavailable
from cardwright.files.inspection import Inspection
from cardwright.pulling.outcome import Outcome
from cardwright.pulling.rounds import Pull
from cardwright.pulling.target import Target
from cardwright.settings import Settings

LONGEST_PAUSE_SECONDS = 600.0


@click.command()
@click.option("--from", "url", metavar="URL", required=True, help="Address of the other server.")
@click.option(
    "--token-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Holds an access token of the other server.",
)
@click.option("--account", "account_name", required=True, help="Name of the account here.")
@click.option(
    "--owner", help="E-mail address or id of the admin who owns them.  [default: the first admin]"
)
@click.option("--overwrite", is_flag=True, help="Take also what was changed or deleted here.")
@click.option(
    "--delete-missing",
    is_flag=True,
    help="Soft-delete here what was deleted for good there. Asks for the whole list.",
)
@click.option("--watch", is_flag=True, help="Follow the other server until Ctrl-C.")
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(0.1, 86400),
    default=30,
    show_default=True,
    help="Pause between two looks, with --watch.",
)
def pull(
    url: str,
    token_file: Path,
    account_name: str,
    owner: str | None,
    interval: float,
    *,
    overwrite: bool,
    delete_missing: bool,
    watch: bool,
) -> None:
    """Copy card templates, their types and files from any server that speaks this API.

    Soft-deleted card templates come, too, and all UUIDs stay. Run again, it takes what has changed
    since; cut off at any moment, it goes on where it was. Nothing is written to the other server.

    What was changed here since it was taken is kept, and named. The token needs the scopes
    private.account.card_template.readonly and private.card_template_type.readonly.
    """
    # Every request would be logged there with its query, which grants what it points at.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    loaded = opening.load_settings()
    with (
        _opened_target(loaded, account_name, owner) as target,
        Client(url, TokenFile(token_file, url)) as source,
        progress() as bars,
        _ended_between_templates() as ending,
    ):

        def told(what: str, done: int, total: int) -> None:
            bars.told(what, done, total)
            if ending.is_set():
                raise KeyboardInterrupt

        run = Pull(source, target, told, overwrites=overwrite)
        said: set[str] = set()
        if watch:
            _watch(run, interval, said, ending, deletes_missing=delete_missing)
        else:
            _look(run, deletes_missing=delete_missing)
        come_from_there = run.count()
    _tell(run.outcome, said, come_from_there, source.url, account_name)


def _look(run: Pull, *, deletes_missing: bool) -> None:
    try:
        run.round()
        if deletes_missing:
            run.delete_missing()
    except Refused as refusal:
        if refusal.status in (401, 403):
            raise ClientError(
                f"{refusal}. Is the token in the file still good, and has it the scopes "
                "private.account.card_template.readonly and private.card_template_type.readonly?"
            ) from None
        raise


@contextmanager
def _ended_between_templates() -> Iterator[threading.Event]:
    """Have the first Ctrl-C set the event that is returned, and the second end all at once.

    An exception that may arise anywhere would also arise, and get lost, where others clean up.
    """
    ending = threading.Event()

    def ask(*_: object) -> None:
        ending.set()
        signal.signal(signal.SIGINT, before)
        # Not by way of a buffer, in which the signal may have met another line.
        os.write(sys.stderr.fileno(), _ENDING)

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield ending
    finally:
        signal.signal(signal.SIGINT, before)


_ENDING = b"Ending after the card template at hand. Ctrl-C again ends at once.\n"


def _watch(
    run: Pull,
    interval: float,
    said: set[str],
    ending: threading.Event,
    *,
    deletes_missing: bool,
) -> None:
    """Look again and again until Ctrl-C; while either side is away, less and less often."""
    pause = interval
    click.echo("Following until Ctrl-C.", err=True)
    try:
        while True:
            before = run.outcome.moves()
            try:
                _look(run, deletes_missing=deletes_missing)
                pause = interval
            except (ClientError, Unavailable) as fault:
                if isinstance(fault, ClientError) and not is_worth_waiting(fault):
                    raise
                pause = min(pause * 2, max(interval, LONGEST_PAUSE_SECONDS))
                click.echo(f"{fault}. Next attempt in {pause:g} s.", err=True)
            if run.outcome.moves() != before:
                click.echo(_counted(run.outcome))
            _say(run.outcome, said)
            if ending.wait(pause):
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)


@contextmanager
def _opened_target(loaded: Settings, account_name: str, owner: str | None) -> Iterator[Target]:
    storage = opening.storage_of(loaded)
    inspection = Inspection()
    with opening.opened(loaded) as database, asyncio.Runner() as runner:
        with database.reading() as session:
            account = accounts.find_account(session, account_name)
            caller = caller_for(account, owner_in(session, account, owner))

        def inspect(path: Path, content_type: str) -> None:
            runner.run(inspection.check(path, content_type))

        try:
            yield Target(database, storage, caller, quotas_of(loaded), inspect)
        finally:
            runner.run(inspection.close())


def _counted(outcome: Outcome) -> str:
    return (
        f"{_many(outcome.added, 'card template')} added, {outcome.changed} changed, "
        f"{outcome.deleted} deleted; {_many(outcome.types, 'type')}; "
        f"{_many(outcome.files, 'file')} of {_many(outcome.file_bytes, 'byte')}."
    )


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _say(outcome: Outcome, said: set[str]) -> None:
    """Print what is not as it is there, each sentence once."""
    for what, sentences in (("Not as there", outcome.notes), ("Not taken", outcome.problems)):
        for sentence in sentences:
            if sentence not in said:
                said.add(sentence)
                click.echo(f"{what}: {sentence}", err=True)


def _tell(
    outcome: Outcome, said: set[str], come_from_there: int, url: str, account_name: str
) -> None:
    """Print what was done; what could not be taken makes the exit status 1."""
    click.echo(f"Pulled: {_counted(outcome)}")
    click.echo(f"{account_name} has {_many(come_from_there, 'card template')} from {url}.")
    _say(outcome, said)
    if outcome.problems:
        click.echo("Pull again to try these once more.", err=True)
        sys.exit(1)
