"""Do what a job asks for, in this process: the worker's work, and that of the command line."""

from collections.abc import Sequence
from typing import assert_never

from cardwright.errors import Invalid
from cardwright.layout.fields import samples, with_built_in
from cardwright.layout.findings import Finding
from cardwright.layout.objects.box import Side
from cardwright.layout.units import MM_PER_INCH
from cardwright.rendering.compile import CompiledTemplate, CompiledTemplates
from cardwright.rendering.frame import LARGEST_BLEED_MM, LEAST_DPI, MOST_DPI, Frame
from cardwright.rendering.items import Item, items_of
from cardwright.rendering.jobs import (
    Drawing,
    Findings,
    Fragment,
    Fragments,
    FragmentsJob,
    Job,
    NotPrintable,
    Outcome,
    PreflightJob,
    PreviewJob,
    PrintJob,
    RenderJob,
    Values,
)
from cardwright.rendering.preflight import findings_of_records, findings_of_side
from cardwright.rendering.printing import BLEED_MM, sheet_of
from cardwright.rendering.surfaces.bitmap import draw_bitmap
from cardwright.rendering.surfaces.pdf import PdfDocument
from cardwright.rendering.surfaces.plane_k import draw_black_plane
from cardwright.rendering.surfaces.png import encode_black, encode_rgb
from cardwright.rendering.surfaces.svg import draw_fragment, draw_svg
from cardwright.rendering.template import Record

LEAST_WIDTH_PX, MOST_WIDTH_PX = 64, 2048

MEDIA_TYPES = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}

Sides = list[tuple[Side, list[Item]]]


def run(job: Job, templates: CompiledTemplates) -> Outcome:
    """Return what the job asks for. Raises Invalid for what cannot be drawn."""
    compiled = templates.get(job.template)
    match job:
        case RenderJob():
            return render(compiled, job)
        case PreviewJob():
            return _preview(compiled, job)
        case PreflightJob():
            return _preflight(compiled, job)
        case PrintJob():
            return _printed(compiled, job)
        case FragmentsJob():
            return _fragments(compiled, job)
        case _:
            assert_never(job)


def render(compiled: CompiledTemplate, job: RenderJob) -> Drawing:
    """Draw one card. Raises Invalid, and where the job is strict NotPrintable."""
    _check(job)
    record = Record(values=with_built_in(job.values, job.built_in), pictures=job.pictures)
    sides = _sides(compiled, job, record)
    findings: list[Finding] = []
    for side, items in sides:
        findings += findings_of_side(compiled, side, items, job.dpi, reads_barcodes=job.strict)
    if job.strict and any(finding.is_error for finding in findings):
        raise NotPrintable(findings)
    content = _drawn(compiled, job, sides)
    return Drawing(content=content, media_type=MEDIA_TYPES[job.format], findings=findings)


def sample_record(compiled: CompiledTemplate, built_in: Values) -> Record:
    """Return a record made of the names of the fields."""
    values = with_built_in(samples(compiled.layout), built_in)
    return Record(values=values, is_sample=True)


def _check(job: RenderJob) -> None:
    errors: dict[str, list[str]] = {}
    if not LEAST_DPI <= job.dpi <= MOST_DPI:
        errors["dpi"] = [f"must be between {LEAST_DPI:g} and {MOST_DPI:g}"]
    if not 0 <= job.bleed_mm <= LARGEST_BLEED_MM:
        errors["bleed_mm"] = [f"must be between 0 and {LARGEST_BLEED_MM:g}"]
    if job.side == "both" and job.format != "pdf":
        errors["side"] = [f"must be front or back, because a {job.format.upper()} has one side"]
    if job.plane == "k" and job.format != "png":
        errors["plane"] = ["k is a PNG: ask for the format png"]
    if errors:
        raise Invalid(errors)


def _sides(compiled: CompiledTemplate, job: RenderJob, record: Record) -> Sides:
    sides: Sequence[Side] = compiled.card.sides if job.side == "both" else (job.side,)
    return [(side, items_of(compiled, side, record)) for side in sides]


def _drawn(compiled: CompiledTemplate, job: RenderJob, sides: Sides) -> bytes:
    if job.format == "pdf":
        with PdfDocument() as document:
            for side, items in sides:
                frame = Frame(*compiled.card.size(side), job.bleed_mm, is_vector=True)
                document.add_page(compiled, side, items, frame)
            return document.finish()
    ((side, items),) = sides
    width, height = compiled.card.size(side)
    if job.format == "svg":
        frame = Frame(width, height, job.bleed_mm, is_vector=True)
        return draw_svg(compiled, side, items, frame)
    frame = Frame(width, height, job.bleed_mm, job.dpi)
    if job.plane == "k":
        return encode_black(draw_black_plane(compiled, side, items, frame), job.dpi)
    return encode_rgb(draw_bitmap(compiled, side, items, frame), job.dpi)


def _preview(compiled: CompiledTemplate, job: PreviewJob) -> Drawing:
    if not LEAST_WIDTH_PX <= job.width_px <= MOST_WIDTH_PX:
        message = f"must be between {LEAST_WIDTH_PX} and {MOST_WIDTH_PX}"
        raise Invalid.field("width", message)
    width, height = compiled.card.size(job.side)
    frame = Frame(width, height, dpi=job.width_px * MM_PER_INCH / width)
    frame.check_pixels("width")
    items = items_of(compiled, job.side, sample_record(compiled, job.built_in))
    content = encode_rgb(draw_bitmap(compiled, job.side, items, frame), frame.dpi)
    return Drawing(content=content, media_type=MEDIA_TYPES["png"], findings=[])


def _preflight(compiled: CompiledTemplate, job: PreflightJob) -> Findings:
    if not LEAST_DPI <= job.dpi <= MOST_DPI:
        raise Invalid.field("dpi", f"must be between {LEAST_DPI:g} and {MOST_DPI:g}")
    sides = compiled.card.sides
    if job.records is not None:
        records = [
            Record(
                values=with_built_in(values, {**job.built_in, "card_index": str(number)}),
                pictures=job.pictures,
            )
            for number, values in enumerate(job.records, start=job.first_record + 1)
        ]
        found = findings_of_records(compiled, sides, records, job.dpi, first=job.first_record)
        return Findings(findings=found)
    record = sample_record(compiled, job.built_in)
    if job.values is not None:
        record = Record(values=with_built_in(job.values, job.built_in), pictures=job.pictures)
    findings = [one for one in compiled.layout.findings if one.side not in sides]
    for side in sides:
        items = items_of(compiled, side, record)
        findings += findings_of_side(compiled, side, items, job.dpi, reads_barcodes=True)
    return Findings(findings=findings)


def _printed(compiled: CompiledTemplate, job: PrintJob) -> Drawing:
    record = Record(values=with_built_in(job.values, job.built_in))
    with PdfDocument() as document:
        for side in compiled.card.sides:
            sheet = sheet_of(compiled.card, side, job.page, job.flip)
            bleed_mm = BLEED_MM if sheet.has_marks else 0.0
            frame = Frame(*compiled.card.size(side), bleed_mm, is_vector=True)
            document.add_page(compiled, side, items_of(compiled, side, record), frame, sheet)
        content = document.finish()
    return Drawing(content=content, media_type=MEDIA_TYPES["pdf"], findings=[])


def _fragments(compiled: CompiledTemplate, job: FragmentsJob) -> Fragments:
    record = sample_record(compiled, job.built_in)
    if job.values is not None:
        record = Record(values=with_built_in(job.values, job.built_in))
    frame = Frame(*compiled.card.size(job.side), is_vector=True)
    fragments = [
        Fragment(
            index=item.placed.index,
            object=item.placed.label,
            svg=draw_fragment(item, frame, f"o{item.placed.index}"),
        )
        for item in items_of(compiled, job.side, record)
    ]
    return Fragments(fragments=fragments)
