"""The cards as the service draws them, in this process."""

from collections.abc import Sequence
from functools import cache

from isal import isal_zlib

from bench.rendering.cards import Person, template
from cardwright.layout.units import PRINTER_DPI
from cardwright.rendering.compile import CompiledTemplate, CompiledTemplates
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import items_of
from cardwright.rendering.jobs import Drawing, PreviewJob
from cardwright.rendering.running import run
from cardwright.rendering.surfaces.bitmap import draw_bitmap
from cardwright.rendering.surfaces.pdf import PdfDocument
from cardwright.rendering.surfaces.png import encode_rgb

PREVIEW_PX = 1011
"""The width of a preview with the dots of a 300 dpi printer."""
_DATA = b"IDAT"


def draw_png(person: Person) -> bytes:
    """Return a PNG of 300 dpi."""
    compiled = _compiled()
    frame = Frame(*compiled.card.size("front"), dpi=PRINTER_DPI)
    items = items_of(compiled, "front", person.record())
    return encode_rgb(draw_bitmap(compiled, "front", items, frame), PRINTER_DPI)


def filtered_pixels(png: bytes) -> bytes:
    """Return what lies deflated in a PNG of ours: three bytes a pixel, and one a row."""
    at = png.index(_DATA)
    length = int.from_bytes(png[at - 4 : at], "big")
    return isal_zlib.decompress(png[at + len(_DATA) : at + len(_DATA) + length])


def draw_pdf(people: Sequence[Person]) -> bytes:
    """Return a PDF with a card for each person."""
    compiled = _compiled()
    frame = Frame(*compiled.card.size("front"), is_vector=True)
    with PdfDocument() as document:
        for person in people:
            items = items_of(compiled, "front", person.record())
            document.add_page(compiled, "front", items, frame)
        return document.finish()


def draw_preview() -> bytes:
    """Return a preview of the template with samples in its fields."""
    outcome = run(PreviewJob(template=template(), side="front", width_px=PREVIEW_PX), _templates())
    if not isinstance(outcome, Drawing):
        raise TypeError("A preview is answered by a drawing")
    return outcome.content


def _compiled() -> CompiledTemplate:
    return _templates().get(template())


@cache
def _templates() -> CompiledTemplates:
    return CompiledTemplates()
