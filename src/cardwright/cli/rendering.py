"""`cardwright render` and `cardwright preflight`: cards from files, without server or database."""

import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import click
from msgspec import UNSET

from cardwright.cli.bundle_files import is_bundle, load_bundle
from cardwright.cli.progress import progress
from cardwright.cli.records import Row, load_rows
from cardwright.cli.template_files import FileError, load_template
from cardwright.layout.fields import image_fields
from cardwright.layout.findings import Finding, Severity
from cardwright.layout.objects.box import Side
from cardwright.layout.parse import parse_layout
from cardwright.rendering.engine import require_engine
from cardwright.rendering.template import Template

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _of_template(command: Callable[..., None]) -> Callable[..., None]:
    """Add what both commands take."""
    for decorate in (
        click.option("--height", "height_mm", type=click.FloatRange(1, 2000), help="As --width."),
        click.option(
            "--width",
            "width_mm",
            type=click.FloatRange(1, 2000),
            help="Width of the card in mm, where its type is not built in.",
        ),
        click.option(
            "--files",
            "folder",
            type=_FOLDER,
            help="Folder of pictures and fonts: linked files named by their uuid, "
            "background_front, background_back, and what cells of the CSV file name. Of a bundle "
            "only the last.  [default: the folder of TEMPLATE]",
        ),
        click.argument("template", metavar="TEMPLATE", type=_FILE),
    ):
        command = decorate(command)
    return command


@click.command()
@_of_template
@click.option(
    "--data",
    type=_FILE,
    required=True,
    help="CSV file in UTF-8: names of fields in its first line, then a line for each card.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to fill."
)
@click.option("--format", type=click.Choice(["pdf", "png"]), default="pdf", show_default=True)
@click.option(
    "--side", type=click.Choice(["front", "back", "both"]), default="front", show_default=True
)
@click.option("--dpi", type=click.FloatRange(72, 1200), default=300, show_default=True)
@click.option(
    "--bleed",
    "bleed_mm",
    type=click.FloatRange(0, 20),
    default=0,
    help="Bleed around cards, in mm.",
)
@click.option("--one-per-card", is_flag=True, help="A PDF for each card, instead of one for all.")
def render(
    template: Path,
    data: Path,
    folder: Path | None,
    out: Path,
    width_mm: float | None,
    height_mm: float | None,
    format: Literal["pdf", "png"],
    side: Literal["front", "back", "both"],
    dpi: float,
    bleed_mm: float,
    *,
    one_per_card: bool,
) -> None:
    """Draw cards from files, without a server and without a database.

    TEMPLATE is a card template: a JSON file as the API answers it, an array of template objects, or
    a bundle (.zip), which brings its pictures, fonts and type, and is checked as an import checks
    it.

    PDF: one file of all cards in the order of the CSV file, a page for each side, or with
    --one-per-card a file for each. PNG: a file for each side of each card, numbered in that order.

    What is wrong with the cards is told in sentences on standard error; they are drawn all the
    same. The exit status is 1 where there were errors, and 0 where there were at most warnings.
    """
    require_engine()
    # Only now, because it imports the engine.
    from cardwright.cli.drawing import Batch, draw_pdf, draw_pdfs, draw_pngs

    loaded, built_in, rows = _loaded(template, data, folder, width_mm, height_mm)
    sides: tuple[Side, ...] = loaded.card.sides if side == "both" else (side,)
    batch = Batch.of(loaded, rows, built_in, sides, dpi, bleed_mm)
    draw = draw_pngs if format == "png" else draw_pdfs if one_per_card else draw_pdf
    report = _Report(len(rows))
    _make(out)
    with progress() as bars:
        for done, number in enumerate(draw(batch, out, template.stem), start=1):
            report.add(batch.findings(number), rows)
            bars.told("Cards", done, len(rows))
    report.print(to_stderr=True)
    click.echo(f"{_number(len(rows), 'card')} {'is' if len(rows) == 1 else 'are'} in {out}.")
    sys.exit(report.status)


@click.command()
@_of_template
@click.option("--data", type=_FILE, help="CSV file of the records, as for render; else samples.")
@click.option("--dpi", type=click.FloatRange(72, 1200), default=300, show_default=True)
def preflight(
    template: Path,
    data: Path | None,
    folder: Path | None,
    width_mm: float | None,
    height_mm: float | None,
    dpi: float,
) -> None:
    """Say what is wrong with a card template, and with the cards of a CSV file.

    TEMPLATE is a card template: a JSON file as the API answers it, an array of template objects, or
    a bundle (.zip). Both sides are looked through, and barcodes are read back from the finished
    card.

    The exit status is 1 where there are errors, and 0 where there are at most warnings.
    """
    require_engine()
    # Only now, because they import the engine.
    from cardwright.cli.drawing import Batch, findings_with_samples

    loaded, built_in, rows = _loaded(template, data, folder, width_mm, height_mm)
    report = _Report(len(rows) if data else 0)
    if data is None:
        report.add(findings_with_samples(loaded, built_in, dpi), rows)
    else:
        batch = Batch.of(loaded, rows, built_in, loaded.card.sides, dpi)
        with progress() as bars:
            for number in range(len(rows)):
                report.add(batch.findings(number), rows)
                bars.told("Cards", number + 1, len(rows))
    report.print(to_stderr=False)
    sys.exit(report.status)


class _Report:
    """What was found, each once, in plain sentences."""

    def __init__(self, cards: int) -> None:
        self._cards = cards
        self._sentences: dict[str, Severity] = {}

    def add(self, findings: Iterable[Finding], rows: Sequence[Row]) -> None:
        """Note findings; what concerns all cards is found with each of them, and told once."""
        for one in findings:
            self._sentences.setdefault(_sentence(one, rows), one.severity)

    def print(self, *, to_stderr: bool) -> None:
        """Print the sentences, and how many there are."""
        for sentence in self._sentences:
            click.echo(sentence, err=to_stderr)
        told = f"{self._count(Severity.ERROR)}, {self._count(Severity.WARNING)}"
        cards = f" in {_number(self._cards, 'card')}" if self._cards else ""
        click.echo(
            f"{told}{cards}." if self._sentences else f"Nothing is wrong{cards}.", err=to_stderr
        )

    @property
    def status(self) -> int:
        """The exit status that tells of it."""
        return int(Severity.ERROR in self._sentences.values())

    def _count(self, severity: Severity) -> str:
        found = sum(one is severity for one in self._sentences.values())
        return _number(found, severity.value)


def _loaded(
    path: Path,
    data: Path | None,
    folder: Path | None,
    width_mm: float | None,
    height_mm: float | None,
) -> tuple[Template, dict[str, str], list[Row]]:
    """Return the template, the built-in fields, and the rows, of which there are none without data.

    What a bundle holds is on the disk until the command ends. Raises FileError, and Invalid for a
    layout that cannot be drawn.
    """
    folder = folder or path.parent
    if is_bundle(path):
        unpacked = click.get_current_context().with_resource(TemporaryDirectory())
        template, name = load_bundle(path, Path(unpacked), width_mm, height_mm)
    else:
        template, name = load_template(path, folder, width_mm, height_mm)
    layout = parse_layout(template.template_objects)
    rows = [] if data is None else load_rows(data, image_fields(layout), folder)
    if data is not None and not rows:
        raise FileError(f"{data} has no records: each line after the first is a card")
    today = datetime.now().astimezone().date().isoformat()
    return template, {"today": today, "template_name": name, "card_index": "1"}, rows


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise FileError(f"{folder}: {failure.strerror}") from None


def _sentence(one: Finding, rows: Sequence[Row]) -> str:
    where = "" if one.record is UNSET else f"line {rows[one.record].line}, "
    severity = one.severity.value.capitalize()
    return f"{severity}: {where}{one.object} on the {one.side}: {one.message}. {one.fix}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
