"""The guide to deploying, and the units for systemd, name what there is."""

import re
import shlex
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

import click
import pytest
import yaml

from cardwright.cli import cardwright
from cardwright.database.postgresql import CONNECTIONS
from cardwright.files import inspection
from cardwright.rendering import workers
from cardwright.settings import Settings, variable
from cardwright.storage.copies import MOST_BYTES
from tests.deploying.dockerfile import ROOT

GUIDE = (ROOT / "docs" / "guides" / "deploy.md").read_text()
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("cardwright*"))
FILES = [
    *(ROOT / name for name in ("Dockerfile", "compose.yaml", "docs/guides/deploy.md")),
    *sorted(DEPLOY.iterdir()),
]
MEBIBYTE = 1024**2
NOT_SETTINGS = {"CARDWRIGHT_VERSION"}
"""What compose.yaml names the image by."""


def blocks(text: str) -> Iterator[str]:
    """Give the lines of the blocks of code, without what stands after a `#`."""
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        yield from block.splitlines()


def commands(line: str) -> Iterator[list[str]]:
    """Give what the line tells the command line of cardwright."""
    if line.startswith(("alias ", "sudo useradd", "sudo install", "sudo systemctl")):
        return
    if found := re.search(r"(?:^|\bcompose run .*?\s|bin/)cardwright (?!\$)(.+)", line):
        yield shlex.split(found[1].split("'$(", 1)[0].split("$(")[0], comments=True)


GIVEN = [given for line in blocks(GUIDE) for given in commands(line)]


def understood(words: list[str]) -> click.Command:
    """Return the command that the words name. Raises click.UsageError as the command line does."""
    command: click.Command = cardwright
    with click.Context(cardwright, info_name="cardwright") as context:
        while isinstance(command, click.Group):
            found = command.get_command(context, words[0])
            if found is None:
                raise click.UsageError(f"{words[0]} is no command")
            command, words = found, words[1:]
        command.make_context(command.name, words, parent=context)
    return command


def test_the_guide_has_commands_of_many_kinds() -> None:
    names = {words[0] for words in GIVEN}

    assert {"account", "user", "backup", "restore", "storage", "serve"} <= names


@pytest.mark.parametrize("words", GIVEN, ids=" ".join)
def test_the_command_line_understands_what_the_guide_says(words: list[str]) -> None:
    assert understood(words)


def test_a_command_that_is_none_is_noticed() -> None:
    with pytest.raises(click.UsageError):
        understood(["back-up", "/somewhere"])
    with pytest.raises(click.UsageError):
        understood(["serve", "--worker-count", "2"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(r"\bCARDWRIGHT_[A-Z_]+", path.read_text()))

    assert named <= {variable(name) for name in Settings.model_fields} | NOT_SETTINGS


def test_every_file_of_the_checkout_that_is_named_is_there() -> None:
    named = set(re.findall(r"(?<![\w/])((?:deploy|requirements)/[\w.-]+)", GUIDE))

    assert len(named) > 5
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert {f"deploy/{path.name}" for path in DEPLOY.iterdir()} - named <= {"deploy/garage.toml"}


def test_the_services_that_are_named_are_those_of_compose() -> None:
    services = set(yaml.safe_load((ROOT / "compose.yaml").read_text())["services"])
    named = set(re.findall(r"\b(node-\d|database|store|proxy)\b", " ".join(blocks(GUIDE))))

    assert named <= services
    assert {"node-1", "node-2", "database"} <= named


def test_the_numbers_are_those_of_the_code() -> None:
    for number in (
        f"up to {CONNECTIONS} connections to PostgreSQL",
        f"take {workers.MEMORY // MEBIBYTE} MiB before it is refused",
        f"{inspection.MEMORY // MEBIBYTE} MiB: with",
        f"{MOST_BYTES // MEBIBYTE} MiB of copies",
    ):
        assert number in GUIDE.replace("\n  ", " "), number
    assert (workers.AT_A_TIME, inspection.AT_A_TIME) == (2, 2)


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / name)
    return parser


def test_the_units_start_commands_that_there_are() -> None:
    serve = unit("cardwright.service")["Service"]
    backup = unit("cardwright-backup.service")["Service"]
    timer = unit("cardwright-backup.timer")

    program, *words = shlex.split(serve["ExecStart"])
    assert program == "/opt/cardwright/bin/cardwright"
    assert understood(words).name == "serve"
    (script,) = re.findall(r"exec /opt/cardwright/bin/cardwright (\S+)", backup["ExecStart"])
    assert understood([script, "/somewhere"]).name == "backup"
    assert "OnCalendar" in timer["Timer"]
    for one in (serve, backup):
        assert one["User"] == "cardwright"
        assert one["Environment"] == f"CARDWRIGHT_DATA_DIR=/var/lib/{serve['StateDirectory']}"
        assert one["EnvironmentFile"] == "/etc/cardwright.env"


def test_the_unit_lets_the_service_finish_and_its_children_draw() -> None:
    serve = unit("cardwright.service")["Service"]
    drain: int = Settings.model_fields["drain_seconds"].default

    assert int(serve["TimeoutStopSec"]) > drain + 10
    assert serve["KillMode"] == "mixed"
