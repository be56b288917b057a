"""The command `cardwright`, one file per group of commands."""

import importlib
import sys

import click

from cardwright import __version__
from cardwright.errors import CardwrightError
from cardwright.settings import SettingsError

COMMANDS = {
    "init": "cardwright.cli.serving:init",
    "serve": "cardwright.cli.serving:serve",
    "settings": "cardwright.cli.serving:show_settings",
    "account": "cardwright.cli.accounts:account",
    "user": "cardwright.cli.accounts:user",
    "token": "cardwright.cli.tokens:token",
    "app": "cardwright.cli.applications:app",
    "audit": "cardwright.cli.audit:audit",
    "template-type": "cardwright.cli.types:template_type",
    "template": "cardwright.cli.templates:template",
    "storage": "cardwright.cli.storage:storage",
    "backup": "cardwright.cli.copies:backup",
    "restore": "cardwright.cli.copies:restore",
    "transfer": "cardwright.cli.copies:transfer",
    "pull": "cardwright.cli.pull:pull",
    "render": "cardwright.cli.rendering:render",
    "preflight": "cardwright.cli.rendering:preflight",
    "demo": "cardwright.cli.demo:demo",
    "notices": "cardwright.cli.notices:notices",
}


class CommandGroup(click.Group):
    """Imports a command when it is asked for: most need little of what the service needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, if there is one."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cardwright")
def cardwright() -> None:
    """A self-hosted ID-card template service.

    Commands may be used while the service runs. `cardwright settings` shows what can be set.
    """


def main() -> None:
    """Run the command line; a refusal is one sentence on standard error, and exit status 1."""
    try:
        cardwright(prog_name="cardwright")
    except (CardwrightError, SettingsError) as refusal:
        click.echo(f"cardwright: {refusal}", err=True)
        sys.exit(1)
