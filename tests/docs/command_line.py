"""The text of docs/guides/command-line.md: `python -m tests.docs.command_line > ...` renews it."""

from collections.abc import Iterator

import click
from click.testing import CliRunner

from cardwright.cli import cardwright

INTRODUCTION = """# The command line

`cardwright` (or `python -m cardwright`) works on the data folder that the
[settings](settings.md) name, and may be used while the service runs. Where a command prints JSON,
standard output holds nothing else. A refusal is one sentence on standard error, and exit status 1;
a misspelt command is exit status 2.
"""


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give the words of `command` and of all below it."""
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if below := command.get_command(context, name):
                yield from commands(below, (*path, name))


def help_text(path: tuple[str, ...]) -> str:
    """Return what `--help` prints for the command of those words."""
    result = CliRunner().invoke(
        cardwright, [*path[1:], "--help"], prog_name=path[0], terminal_width=100
    )
    return result.output.strip()


def document() -> str:
    """Return the whole guide."""
    parts = [INTRODUCTION]
    for path in commands(cardwright, ("cardwright",)):
        parts.append(f"## {' '.join(path)}\n\n```\n{help_text(path)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    click.echo(document(), nl=False)
