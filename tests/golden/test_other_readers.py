"""The golden cards as programs that share no code with ours see them."""

import ctypes
import io

import numpy as np
import pikepdf
import pypdfium2
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image
from pyzbar import pyzbar  # type: ignore[import-untyped]  # it ships no types

from tests.golden.cards import GoldenCard, golden_cards
from tests.rendering.cards import Pixels, draw, render

DPI = 300
MOST_MEAN = 3.0
"""Levels, because pdfium smooths edges and scales pictures in its own way."""
MOST_SHARE = 0.005
"""Of the dots, that may differ by nearly half of all levels."""
ZBAR = {"qr": "QRCODE", "code128": "CODE128", "code39": "CODE39", "ean13": "EAN13"}

CARDS = golden_cards()
every_card = pytest.mark.parametrize("name", CARDS)


def pdf_of(card: GoldenCard) -> bytes:
    return render(card.template, card.data, format="pdf", **card.job).content


def rasterised(pdf: bytes, shape: tuple[int, ...]) -> Pixels:
    """Draw the page of a PDF with pdfium (height, width, RGB), at 300 dpi and of that size."""
    height, width = shape[:2]
    pixels = np.full((height, width, 4), 255, np.uint8)
    with pypdfium2.PdfDocument(pdf) as document:
        place = pixels.ctypes.data_as(ctypes.c_void_p)
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, place, width * 4)
        matrix = raw.FS_MATRIX(DPI / 72, 0, 0, DPI / 72, 0, 0)
        clip = raw.FS_RECTF(0, 0, width, height)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, document[0], matrix, clip, 0)
        raw.FPDFBitmap_Destroy(bitmap)
    return pixels[..., 2::-1]


@every_card
def test_a_pdf_looks_like_the_png(name: str) -> None:
    png = draw(CARDS[name].template, CARDS[name].data, dpi=DPI, **CARDS[name].job)

    from_pdf = rasterised(pdf_of(CARDS[name]), png.shape).astype(int)

    levels = np.abs(from_pdf - png).max(axis=2)
    assert levels.mean() < MOST_MEAN
    assert (levels > 110).mean() < MOST_SHARE
    for dots, axis in ((1, 0), (-1, 0), (1, 1), (-1, 1)):
        moved = np.abs(np.roll(from_pdf, dots, axis=axis) - png).max(axis=2)
        assert levels.mean() < 0.75 * moved.mean(), "a dot further it fits as well"


@every_card
def test_a_pdf_is_sound_and_its_fonts_are_embedded_subsets(name: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(CARDS[name]))) as pdf:
        assert pdf.check_pdf_syntax() == []
        (page,) = pdf.pages
        for font in page.Resources.get("/Font", {}).values():
            (descendant,) = font.DescendantFonts
            assert font.Subtype == "/Type0"
            assert descendant.Subtype == "/CIDFontType2"
            assert "/FontFile2" in descendant.FontDescriptor
        width, height = CARDS[name].template.card.size(CARDS[name].side)
        sizes = [float(length) / 72 * 25.4 for length in page.mediabox[2:]]
        assert sizes == pytest.approx([width, height], abs=0.01)


@every_card
def test_zbar_reads_the_barcodes_of_the_png_and_of_the_pdf(name: str) -> None:
    card = CARDS[name]
    wanted = {
        (ZBAR[one["symbology"]], filled(card, one["value"]))
        for one in card.objects
        if one["type"] == "barcode"
        and one["symbology"] in ZBAR
        and one.get("side", "front") == card.side
    }
    png = draw(card.template, card.data, dpi=DPI, **card.job)

    for pixels in (png, rasterised(pdf_of(card), png.shape)):
        # Twice as large, because a thin module of one dot is beyond what zbar reads.
        image = Image.fromarray(np.ascontiguousarray(pixels)).resize(
            (pixels.shape[1] * 2, pixels.shape[0] * 2), Image.Resampling.NEAREST
        )
        kinds = [pyzbar.ZBarSymbol[kind] for kind in ZBAR.values()]
        found = {(one.type, one.data.decode()) for one in pyzbar.decode(image, kinds)}
        assert wanted <= found


def filled(card: GoldenCard, value: str) -> str:
    """Return the value of a barcode for the person of the card."""
    for name, text in card.data.items():
        value = value.replace(f"{{{{{name}}}}}", text)
    assert "{{" not in value
    return value
