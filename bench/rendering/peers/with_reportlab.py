"""The cards with ReportLab: its own barcodes, and Arabic as its users prepare it."""

# mypy: disable-error-code="import-not-found,import-untyped,no-any-unimported"
# They are installed for the bench only, and carry no types.

import io
from collections.abc import Sequence
from functools import cache

from arabic_reshaper import reshape
from bidi.algorithm import get_display
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.rendering.cards import (
    ARABIC,
    CODE_128,
    DARK,
    DEPARTMENT,
    FRAME_MM,
    HEIGHT_MM,
    JAPANESE,
    LEAST_NAME_PT,
    LINE,
    LOGO,
    NAME,
    NAME_PT,
    PALE,
    PHOTO,
    QR_CODE,
    RADIUS_MM,
    TEXT_PT,
    WIDTH_MM,
    Box,
    Person,
    background,
    logo,
)
from cardwright.layout.units import points
from cardwright.rendering.fonts.built_in import FILES

_BOLD, _REGULAR, _ARABIC, _JAPANESE = "Bold", "Regular", "Arabic", "Japanese"
_FILES = {
    _BOLD: "NotoSans_700Bold.ttf",
    _REGULAR: "NotoSans_400Regular.ttf",
    _ARABIC: "NotoSansArabic_400Regular.ttf",
    _JAPANESE: "NotoSansJP_400Regular.ttf",
}
_QUIET_MODULES = 10
_MODULES = 101
"""Of a Code 128 of nine digits."""


def draw_pdf(people: Sequence[Person]) -> bytes:
    """Return a PDF with a card for each person."""
    _register_fonts()
    buffer = io.BytesIO()
    # Its default writes pictures as text, which takes longer and a quarter more room.
    canvas = Canvas(buffer, pagesize=(points(WIDTH_MM), points(HEIGHT_MM)), pageCompression=1)
    pictures = ImageReader(io.BytesIO(background())), ImageReader(io.BytesIO(logo()))
    for person in people:
        _draw(canvas, person, *pictures)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, person: Person, ground: ImageReader, mark: ImageReader) -> None:
    canvas.drawImage(ground, 0, 0, points(WIDTH_MM), points(HEIGHT_MM))
    canvas.drawImage(mark, *_box(LOGO), mask="auto")
    canvas.saveState()
    clip = canvas.beginPath()
    clip.roundRect(*_box(PHOTO), points(RADIUS_MM))
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.drawImage(ImageReader(io.BytesIO(person.photo)), *_box(PHOTO))
    canvas.restoreState()
    canvas.setLineWidth(points(FRAME_MM))
    canvas.setStrokeColor(PALE)
    canvas.roundRect(*_box(PHOTO), points(RADIUS_MM), stroke=1, fill=0)
    canvas.setStrokeColor(DARK)
    left, bottom, width, _ = _box(LINE)
    canvas.line(left, bottom, left + width, bottom)
    canvas.setFillColor(DARK)
    _write(canvas, NAME, _BOLD, _name_size(person.name), person.name)
    _write(canvas, DEPARTMENT, _REGULAR, TEXT_PT, person.department)
    # ReportLab draws letters as they stand: they are joined and turned around before, as is usual.
    _write(canvas, ARABIC, _ARABIC, TEXT_PT, get_display(reshape(person.arabic)))
    _write(canvas, JAPANESE, _JAPANESE, TEXT_PT, person.japanese)
    _draw_barcodes(canvas, person)


def _name_size(name: str) -> float:
    width: float = pdfmetrics.stringWidth(name, _BOLD, NAME_PT)
    return max(LEAST_NAME_PT, min(NAME_PT, NAME_PT * points(NAME[2]) / width))


def _write(canvas: Canvas, box: Box, font: str, size: float, text: str) -> None:
    left, bottom, _, height = _box(box)
    canvas.setFont(font, size)
    canvas.drawString(left, bottom + height / 2 - size * 0.36, text)


def _draw_barcodes(canvas: Canvas, person: Person) -> None:
    canvas.setFillColor("#ffffff")
    for box in (QR_CODE, CODE_128):
        canvas.rect(*_box(box), stroke=0, fill=1)
    left, bottom, width, height = _box(QR_CODE)
    drawing = Drawing(width, height)
    drawing.add(QrCodeWidget(person.url, barLevel="M", barWidth=width, barHeight=height))
    renderPDF.draw(drawing, canvas, left, bottom)
    canvas.setFillColor("#000000")
    left, bottom, width, height = _box(CODE_128)
    module = width / (_MODULES + 2 * _QUIET_MODULES)
    bars = Code128(person.number, barWidth=module, barHeight=height, quiet=0)
    bars.drawOn(canvas, left + _QUIET_MODULES * module, bottom)


def _box(box: Box) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height in points from the bottom left corner."""
    left, top, width, height = box
    return points(left), points(HEIGHT_MM - top - height), points(width), points(height)


@cache
def _register_fonts() -> None:
    """Open the fonts, once in a process."""
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, FILES / file))
