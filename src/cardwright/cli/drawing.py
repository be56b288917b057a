"""Draw the cards of many people into files, in this process.

Imports the drawing engine: only for those who have called `require_engine`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from cardwright.cli.records import Row
from cardwright.cli.template_files import FileError
from cardwright.layout.fields import with_built_in
from cardwright.layout.findings import Finding
from cardwright.layout.objects.box import Side
from cardwright.rendering.compile import CompiledTemplate, CompiledTemplates
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import items_of
from cardwright.rendering.jobs import Findings, PreflightJob
from cardwright.rendering.preflight import findings_of_records
from cardwright.rendering.running import run
from cardwright.rendering.surfaces.bitmap import draw_bitmap
from cardwright.rendering.surfaces.pdf import PdfDocument
from cardwright.rendering.surfaces.png import encode_rgb
from cardwright.rendering.template import Record, Template


class Batch(Struct, frozen=True, kw_only=True):
    """What is to be drawn, for whom, and how."""

    compiled: CompiledTemplate
    rows: Sequence[Row]
    built_in: Mapping[str, str]
    sides: Sequence[Side]
    dpi: float
    bleed_mm: float = 0.0

    @classmethod
    def of(
        cls,
        template: Template,
        rows: Sequence[Row],
        built_in: Mapping[str, str],
        sides: Sequence[Side],
        dpi: float,
        bleed_mm: float = 0.0,
    ) -> "Batch":
        """Return the cards of a template. Raises Invalid where they would have too many pixels."""
        for side in sides:
            Frame(*template.card.size(side), bleed_mm, dpi).check_pixels()
        return cls(
            compiled=CompiledTemplates().get(template),
            rows=rows,
            built_in=built_in,
            sides=sides,
            dpi=dpi,
            bleed_mm=bleed_mm,
        )

    def record(self, number: int) -> Record:
        """Return the record of a row; `number` counts from 0."""
        row = self.rows[number]
        built_in = {**self.built_in, "card_index": str(number + 1)}
        return Record(values=with_built_in(row.values, built_in), pictures=row.pictures)

    def findings(self, number: int) -> list[Finding]:
        """Return what is wrong with the card of a row."""
        records = [self.record(number)]
        return findings_of_records(self.compiled, self.sides, records, self.dpi, first=number)


def draw_pngs(batch: Batch, out: Path, stem: str) -> Iterator[int]:
    """Write a PNG for each side of each card; yields the number of each row that is done."""
    for number in range(len(batch.rows)):
        record = batch.record(number)
        for side in batch.sides:
            items = items_of(batch.compiled, side, record)
            frame = Frame(*batch.compiled.card.size(side), batch.bleed_mm, batch.dpi)
            content = encode_rgb(draw_bitmap(batch.compiled, side, items, frame), batch.dpi)
            with _completed(out / f"{stem}-{_numbered(batch, number)}-{side}.png") as path:
                path.write_bytes(content)
        yield number


def draw_pdfs(batch: Batch, out: Path, stem: str) -> Iterator[int]:
    """Write a PDF for each card; yields the number of each row that is done."""
    for number in range(len(batch.rows)):
        name = f"{stem}-{_numbered(batch, number)}.pdf"
        with _completed(out / name) as path, PdfDocument(path) as document:
            _add_card(document, batch, number)
            document.finish()
        yield number


def draw_pdf(batch: Batch, out: Path, stem: str) -> Iterator[int]:
    """Write one PDF of all cards; yields the number of each row that is done."""
    with _completed(out / f"{stem}.pdf") as path, PdfDocument(path) as document:
        for number in range(len(batch.rows)):
            _add_card(document, batch, number)
            yield number
        document.finish()


def findings_with_samples(
    template: Template, built_in: Mapping[str, str], dpi: float
) -> list[Finding]:
    """Return what is wrong with a card of samples."""
    job = PreflightJob(template=template, built_in=built_in, dpi=dpi)
    outcome = run(job, CompiledTemplates())
    return outcome.findings if isinstance(outcome, Findings) else []


def _add_card(document: PdfDocument, batch: Batch, number: int) -> None:
    record = batch.record(number)
    for side in batch.sides:
        items = items_of(batch.compiled, side, record)
        frame = Frame(*batch.compiled.card.size(side), batch.bleed_mm, is_vector=True)
        document.add_page(batch.compiled, side, items, frame)


def _numbered(batch: Batch, number: int) -> str:
    digits = max(4, len(str(len(batch.rows))))
    return f"{number + 1:0{digits}}"


@contextmanager
def _completed(path: Path) -> Iterator[Path]:
    """Give a path to write to; what is written takes its name only when it is whole."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        # Skia tells of a file that cannot be written by a crash.
        partial.write_bytes(b"")
        yield partial
        partial.replace(path)
    except OSError as failure:
        raise FileError(f"{path}: {failure.strerror}") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
