"""PDF: pages of exactly the card's size, with their boxes, drawn as the PNG is."""

import ctypes
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # it ships no types
import pytest

from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import items_of
from cardwright.rendering.picture_cache import PictureCache
from cardwright.rendering.surfaces.pdf import PdfDocument
from cardwright.rendering.template import Record, Template
from tests.rendering.cards import Pixels, at, card_template, draw, picture, quarters, render

POINTS_PER_MM = 72 / 25.4


def opened(template: Template, data: dict[str, Any] | None = None, **job: Any) -> pikepdf.Pdf:
    pdf = pikepdf.open(io.BytesIO(render(template, data, format="pdf", **job).content))
    assert pdf.check_pdf_syntax() == []
    return pdf


def in_mm(box: Any) -> list[float]:
    return [float(number) / POINTS_PER_MM for number in box]


def rasterised(pdf: bytes, page: int = 0) -> Pixels:
    """Draw a page at exactly 300 dpi; as pdfium does by itself, it would be a pixel too large."""
    pixels = np.full((638, 1011, 4), 255, np.uint8)
    with pypdfium2.PdfDocument(pdf) as document:
        bitmap = raw.FPDFBitmap_CreateEx(
            1011, 638, raw.FPDFBitmap_BGRx, pixels.ctypes.data_as(ctypes.c_void_p), 1011 * 4
        )
        scale = 300 / 72
        matrix = raw.FS_MATRIX(scale, 0, 0, scale, 0, 0)
        clip = raw.FS_RECTF(0, 0, 1011, 638)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, document[page], matrix, clip, 0)
        raw.FPDFBitmap_Destroy(bitmap)
    return pixels[..., 2::-1]


FULL = (
    at("rect", 0, 0, 85.6, 12, fill="#0b4750"),
    at("image", 5, 15, 24, 30, source={"file": "photo"}, radius_mm=2),
    at("text", 34, 15, 46, 8, text="{{name}}", size_pt=18, weight=700),
    at("text", 34, 24, 46, 6, text="Departement für Äpfel", size_pt=11, color="#355155"),
    at("text", 34, 31, 46, 6, text="Ήλιος Солнце", size_pt=11),
    at("ellipse", 70, 2, 8, 8, fill="#f2a33a", stroke="#ffffff", stroke_mm=0.5),
    at("line", 34, 38, 46, 0, stroke="#aa3333", stroke_mm=0.4),
    at("barcode", 62, 38, 15, 14, value="https://example.com/4711"),
    at("rect", 34, 42, 20, 8, fill="#993399", opacity=0.4, rotation_deg=12, radius_mm=1),
)


def full(**keys: Any) -> Template:
    return card_template(
        *FULL,
        files={"photo": quarters(300, 400, "JPEG", quality=95)},
        backgrounds={"front": picture(1011, 638, (232, 240, 238), "JPEG", quality=95)},
        **keys,
    )


@pytest.mark.parametrize("bleed_mm", [0, 3, 1.5])
def test_a_page_is_exactly_as_large_as_the_card(bleed_mm: float) -> None:
    pdf = opened(full(), bleed_mm=bleed_mm)

    (page,) = pdf.pages
    size = (85.6 + 2 * bleed_mm, 54 + 2 * bleed_mm)
    assert in_mm(page.mediabox) == pytest.approx([0, 0, *size], abs=0.01)
    assert in_mm(page.BleedBox) == in_mm(page.mediabox)
    trim = [bleed_mm, bleed_mm, bleed_mm + 85.6, bleed_mm + 54]
    assert in_mm(page.TrimBox) == pytest.approx(trim, abs=0.01)


def test_both_sides_are_two_pages_each_as_it_is_turned() -> None:
    double = opened(card_template(double_sided=True, orientation_back="P"), side="both")
    assert [in_mm(page.mediabox)[2:] for page in double.pages] == [
        pytest.approx([85.6, 54], abs=0.01),
        pytest.approx([54, 85.6], abs=0.01),
    ]

    single = opened(card_template(), side="both")
    assert len(single.pages) == 1
    back = opened(card_template(orientation_back="P"), side="back")
    assert in_mm(back.pages[0].mediabox)[2:] == pytest.approx([54, 85.6], abs=0.01)


def test_the_pdf_looks_like_the_png() -> None:
    template, data = full(), {"name": "Ada Lovelace"}

    from_pdf = rasterised(render(template, data, format="pdf").content).astype(int)
    png = draw(template, data).astype(int)

    difference = np.abs(from_pdf - png).max(axis=2)
    # The engines round the edges of shapes differently, but no more than the edges.
    assert difference.mean() < 1.5
    assert (difference > 64).mean() < 0.003


def test_a_shift_of_a_fifth_of_a_millimetre_would_be_seen() -> None:
    moved = [dict(one, x_mm=one["x_mm"] + 0.2) for one in FULL]
    template = card_template(
        *moved,
        files={"photo": quarters(300, 400, "JPEG", quality=95)},
        backgrounds={"front": picture(1011, 638, (232, 240, 238), "JPEG", quality=95)},
    )

    from_pdf = rasterised(render(template, {"name": "Ada Lovelace"}, format="pdf").content)
    png = draw(full(), {"name": "Ada Lovelace"}).astype(int)

    difference = np.abs(from_pdf.astype(int) - png).max(axis=2)
    assert (difference > 64).mean() > 0.006


def test_text_is_text_and_its_fonts_are_embedded_subsets() -> None:
    content = render(full(), {"name": "Ada Lovelace"}, format="pdf").content

    with pypdfium2.PdfDocument(content) as document:
        text = document[0].get_textpage().get_text_range()
    for line in ("Ada Lovelace", "Departement für Äpfel", "Ήλιος Солнце"):
        assert line in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert fonts
        for font in fonts:
            assert font.Subtype == "/Type0"
            (descendant,) = font.DescendantFonts
            assert "/FontFile2" in descendant.FontDescriptor
            assert re.match(r"/[A-Z]{6}\+", str(descendant.BaseFont))


def test_a_photo_stays_the_jpeg_that_it_is() -> None:
    pdf = opened(full(), {"name": "Ada"})

    images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Width" in one]
    assert [str(one.Filter) for one in images] == ["/DCTDecode", "/DCTDecode"]


def test_barcodes_are_vectors_on_the_dots_of_the_printer() -> None:
    template = card_template(at("barcode", 10.07, 10.03, 20, 20, value="4711"))

    from_pdf = rasterised(render(template, format="pdf").content)

    png = draw(template)
    assert set(np.unique(png)) == {0, 255}
    assert ((from_pdf < 128) == (png < 128)).all()


def test_many_cards_share_what_is_equal(tmp_path: Path) -> None:
    compiled = CompiledTemplate(full(), PictureCache())
    frame = Frame(*compiled.card.size("front"))

    def write(count: int, path: Path | None) -> bytes:
        with PdfDocument(path) as document:
            for number in range(count):
                items = items_of(compiled, "front", Record(values={"name": f"Person {number}"}))
                document.add_page(compiled, "front", items, frame)
            return document.finish()

    one, hundred = write(1, None), write(100, None)

    assert len(hundred) < 40 * len(one)
    path = tmp_path / "cards.pdf"
    assert write(100, path) == b""
    assert path.read_bytes() == hundred
    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert len(pdf.pages) == 100
        assert all("/TrimBox" in page for page in pdf.pages)
        images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Width" in one]
        assert len(images) == 2
    assert "Person 57" in pypdfium2.PdfDocument(path)[57].get_textpage().get_text_range()


def test_there_is_no_date_and_no_chance_in_a_pdf() -> None:
    content = render(full(), {"name": "Ada"}, format="pdf").content

    assert content == render(full(), {"name": "Ada"}, format="pdf").content
    assert b"Date" not in content
    assert b"/ID" not in content
