"""The command `cardwright`, one file per group of commands."""

import sys

import click

from cardwright import __version__
from cardwright.cli.accounts import account, user
from cardwright.cli.demo import demo
from cardwright.cli.serving import init, serve, show_settings
from cardwright.cli.tokens import token
from cardwright.cli.types import template_type
from cardwright.errors import CardwrightError
from cardwright.settings import SettingsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardwright")
def cardwright() -> None:
    """A self-hosted ID-card template service.

    Commands may be used while the service runs. `cardwright settings` shows what can be set.
    """


for command in (init, serve, show_settings, account, user, token, template_type, demo):
    cardwright.add_command(command)


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error, and exit status 1."""
    try:
        cardwright()
    except (CardwrightError, SettingsError) as refusal:
        click.echo(f"cardwright: {refusal}", err=True)
        sys.exit(1)
