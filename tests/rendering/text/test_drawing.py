"""Drawn text: outlines in bitmaps, and text in PDFs that can be searched and looks the same."""

import unicodedata
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
import skia

from cardwright.layout.units import MM_PER_INCH, POINTS_PER_INCH
from cardwright.rendering.text import TextBlock, draw, outline
from tests.rendering.text.styles import laid_out

WIDTH, HEIGHT = 80.0, 12.0
DPI = 300

Bitmap: TypeAlias = npt.NDArray[np.uint8]

EXACT = {
    "Latin": "Ángela Škoda, Łódź; Nguyễn Thị Ánh",
    "ligature": "Office affairs",
    "punctuation": 'Plain "text" - 4711 (a/b) & Co.',
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Фёдор Шишкин, Україна",
    "Hebrew": "שלום (2024) עולם",
    "Arabic": "مرحبا بالعالم (12) الموظف",
    "Japanese": "山田太郎・大手町、カード",
    "Chinese": "张伟,大学生",
    "Korean": "김철수 서울",
}
"""What PDFium extracts to the letter."""
SAME_CHARACTERS = {"Thai": "สวัสดีครับ", "Devanagari": "क्षत्रिय विद्यार्थी"}
"""PDFium finds all characters, but takes some marks for the start of a word or moves them."""


@pytest.mark.parametrize("script", EXACT)
def test_text_is_extracted_from_a_pdf(script: str) -> None:
    page = _page(_pdf(laid_out(EXACT[script], WIDTH, HEIGHT)))
    assert page.get_textpage().get_text_range() == EXACT[script]


@pytest.mark.parametrize("script", SAME_CHARACTERS)
def test_the_characters_are_extracted_from_a_pdf(script: str) -> None:
    page = _page(_pdf(laid_out(SAME_CHARACTERS[script], WIDTH, HEIGHT)))
    found = page.get_textpage().get_text_range()
    assert sorted(found.replace(" ", "")) == sorted(SAME_CHARACTERS[script].replace(" ", ""))


@pytest.mark.parametrize("script", EXACT | SAME_CHARACTERS)
@pytest.mark.parametrize("spacing", [0, 1.5])
def test_a_pdf_puts_the_glyphs_where_the_outlines_are(script: str, spacing: float) -> None:
    text = (EXACT | SAME_CHARACTERS)[script]
    # A size that FreeType would round.
    block = laid_out(text, WIDTH, HEIGHT, size_pt=9.307, letter_spacing_pt=spacing)
    drawn, printed = _bitmap(block), _rasterised(_pdf(block))
    ink = 255 * drawn.size - drawn.sum(dtype=int)
    assert ink > 0
    # PDFium smooths edges in its own way; a shift of one pixel would differ by most of the ink.
    assert np.abs(drawn.astype(int) - printed).sum() < 0.25 * ink


@pytest.mark.parametrize("size_pt", [5e-324, 1e-300, 1e-9])
@pytest.mark.parametrize("spacing", [0, 1.5])
def test_letters_that_are_too_small_to_be_seen_are_no_fault(size_pt: float, spacing: float) -> None:
    block = laid_out(EXACT["Latin"], WIDTH, HEIGHT, size_pt=size_pt, letter_spacing_pt=spacing)
    assert _bitmap(block).min() == 255
    assert _rasterised(_pdf(block)).min() == 255


def test_a_shift_of_a_tenth_of_a_millimetre_would_be_seen() -> None:
    block = laid_out(EXACT["Latin"], WIDTH, HEIGHT, size_pt=9.307)
    drawn = _bitmap(block).astype(int)
    ink = (255 - drawn).sum()
    assert np.abs(drawn - _bitmap(block, shift=0.1)).sum() > 0.5 * ink


@pytest.mark.parametrize("script", EXACT | SAME_CHARACTERS)
def test_fonts_are_embedded_and_never_as_type_3(script: str) -> None:
    data = _pdf(laid_out((EXACT | SAME_CHARACTERS)[script], WIDTH, HEIGHT))
    assert b"/CIDFontType2" in data
    assert b"/FontFile2" in data
    assert b"/Type3" not in data
    assert len(data) < 60_000


def test_the_outline_lies_within_the_line() -> None:
    block = laid_out("Hxg", WIDTH, HEIGHT)
    bounds, (line,) = outline(block).getBounds(), block.lines
    assert 0 < bounds.left() < bounds.right() < line.width
    assert 0 < bounds.top() < line.baseline < bounds.bottom() < HEIGHT


def test_color_and_opacity() -> None:
    block = laid_out("█", WIDTH, HEIGHT)
    surface = skia.Surface(100, 100)
    with surface as canvas:
        canvas.clear(skia.ColorWHITE)
        canvas.scale(20, 20)
        draw(canvas, block, "#ff0000", 0.5, as_outlines=True)
    pixels = surface.toarray(colorType=skia.kRGBA_8888_ColorType)
    assert pixels[40, 20, :3].tolist() == pytest.approx([255, 127, 127], abs=1)


def test_text_without_smoothing_is_black_or_white() -> None:
    block = laid_out("Smooth", WIDTH, HEIGHT)
    assert set(np.unique(_bitmap(block, is_smooth=False))) == {0, 255}
    assert len(np.unique(_bitmap(block))) > 10


@pytest.mark.parametrize("as_outlines", [True, False])
def test_clipped_text_stays_in_its_box(as_outlines: bool) -> None:
    block = laid_out("Hxg", WIDTH, 6, fit="clip", size_pt=24)
    surface = skia.Surface(300, 300)
    with surface as canvas:
        canvas.clear(skia.ColorWHITE)
        canvas.scale(10, 10)
        draw(canvas, block, "#000000", 1, as_outlines=as_outlines)
    pixels = surface.toarray()[:, :, 0]
    assert pixels[:60].min() == 0
    assert pixels[60:].min() == 255


def test_the_same_text_gives_the_same_pdf() -> None:
    block = laid_out(" ".join(EXACT.values()), WIDTH, 60, fit="wrap")
    assert _pdf(block) == _pdf(laid_out(" ".join(EXACT.values()), WIDTH, 60, fit="wrap"))


def test_the_samples_are_normalised() -> None:
    assert all(unicodedata.is_normalized("NFC", text) for text in EXACT.values())


def _pdf(block: TextBlock) -> bytes:
    stream = skia.DynamicMemoryWStream()
    scale = POINTS_PER_INCH / MM_PER_INCH
    exact = skia.PDF.Metadata()
    exact.fRasterDPI = 2540
    with skia.PDF.MakeDocument(stream, exact) as document:
        canvas = document.beginPage(WIDTH * scale, HEIGHT * scale)
        canvas.scale(scale, scale)
        draw(canvas, block, "#000000", 1, as_outlines=False)
        document.endPage()
    return bytes(stream.detachAsData())


def _page(data: bytes) -> pypdfium2.PdfPage:
    return pypdfium2.PdfDocument(data)[0]


def _bitmap(block: TextBlock, *, shift: float = 0, is_smooth: bool = True) -> Bitmap:
    surface = skia.Surface(round(WIDTH * DPI / MM_PER_INCH), round(HEIGHT * DPI / MM_PER_INCH))
    with surface as canvas:
        canvas.clear(skia.ColorWHITE)
        canvas.scale(DPI / MM_PER_INCH, DPI / MM_PER_INCH)
        canvas.translate(shift, 0)
        draw(canvas, block, "#000000", 1, as_outlines=True, is_smooth=is_smooth)
    pixels: Bitmap = surface.toarray()[:, :, 0]
    return pixels


def _rasterised(data: bytes) -> Bitmap:
    bitmap = _page(data).render(scale=DPI / POINTS_PER_INCH, grayscale=True)
    rows, columns = round(HEIGHT * DPI / MM_PER_INCH), round(WIDTH * DPI / MM_PER_INCH)
    pixels: Bitmap = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
    return pixels[:rows, :columns]
