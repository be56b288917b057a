"""What can be asked of the drawing engine, and its answers: plain data between processes."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from cardwright.errors import Invalid
from cardwright.layout.findings import Finding
from cardwright.layout.objects.box import Side
from cardwright.layout.units import PRINTER_DPI
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template

Values = Mapping[str, str]


class _OfTemplate(Struct, frozen=True, kw_only=True, tag=True):
    template: Template
    built_in: Values = field(default_factory=dict)
    """The built-in fields: `today`, `template_name`, `card_index`."""


class RenderJob(_OfTemplate, frozen=True, kw_only=True):
    """Draw one card. `values` is a record as `layout.values.read_values` returns it."""

    values: Values
    pictures: Mapping[str, Resource] = field(default_factory=dict)
    side: Literal["front", "back", "both"] = "front"
    format: Literal["png", "pdf", "svg"] = "png"
    dpi: float = PRINTER_DPI
    bleed_mm: float = 0.0
    plane: Literal["composite", "k"] = "composite"
    strict: bool = False


class PreviewJob(_OfTemplate, frozen=True, kw_only=True):
    """Draw a side with samples as a PNG `width_px` wide."""

    side: Side
    width_px: int = 600


class PreflightJob(_OfTemplate, frozen=True, kw_only=True):
    """Look for what is wrong: with `values`, with each of `records`, or else with samples."""

    values: Values | None = None
    records: list[Values] | None = None
    pictures: Mapping[str, Resource] = field(default_factory=dict)
    dpi: float = PRINTER_DPI
    first_record: int = 0
    """The place of the first of `records` where they are part of a longer list."""


class PrintJob(_OfTemplate, frozen=True, kw_only=True):
    """Draw all sides of one card as the pages of a PDF for an office printer."""

    values: Values
    page: Literal["card", "a4", "letter"] = "card"
    flip: Literal["long", "short"] = "long"
    """The edge over which the printer turns the paper to print its other side."""


class FragmentsJob(_OfTemplate, frozen=True, kw_only=True):
    """Draw each object of a side by itself as SVG, for a designer; samples without `values`."""

    side: Side
    values: Values | None = None


Job = RenderJob | PreviewJob | PreflightJob | PrintJob | FragmentsJob


class Drawing(Struct, frozen=True, kw_only=True, tag=True):
    """A file, and what was found wrong with what is on it."""

    content: bytes
    media_type: str
    findings: list[Finding]


class Findings(Struct, frozen=True, kw_only=True, tag=True):
    """What preflight found."""

    findings: list[Finding]


class Fragment(Struct, frozen=True, kw_only=True):
    """One object as an SVG element, in mm from the top left corner of its side."""

    index: int
    object: str
    svg: str


class Fragments(Struct, frozen=True, kw_only=True, tag=True):
    """The objects of a side that are drawn, in painting order."""

    fragments: list[Fragment]


Outcome = Drawing | Findings | Fragments


class NotPrintable(Invalid):
    """A strict render found an error, so nothing was drawn; `body` tells the findings."""

    def __init__(self, findings: list[Finding]) -> None:
        errors: dict[str, list[str]] = {}
        for finding in findings:
            if finding.is_error:
                errors.setdefault(finding.object, []).append(finding.message)
        super().__init__(errors)
        self.findings = findings

    def body(self) -> dict[str, object]:
        return {**super().body(), "findings": self.findings}
