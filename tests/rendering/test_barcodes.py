"""Barcodes: whole dots, whole quiet zones, and readable by two readers that share no code."""

from typing import Any

import numpy as np
import pytest
import skia
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image
from pyzbar import pyzbar  # type: ignore[import-untyped]  # it ships no types

from cardwright.layout.objects.barcode import Symbology
from cardwright.rendering.barcodes import FORMATS, LINEAR, QUIET_MODULES
from cardwright.rendering.drawing.modules import outline
from tests.rendering.cards import Pixels, at, card_template, color_at, draw, ink_box, preflight

VALUES: dict[Symbology, str] = {
    "qr": "https://example.com/cards/4711?ä=日本",
    "code128": "Card-4711/ab",
    "code39": "CARD 4711-A",
    "pdf417": "Ada Lovelace; 4711; 日本",
    "data_matrix": "4711-日本-Ada",
    "aztec": "https://example.com/4711",
    "ean13": "4006381333931",
}
ZBAR: dict[Symbology, str] = {
    "qr": "QRCODE",
    "code128": "CODE128",
    "code39": "CODE39",
    "ean13": "EAN13",
}
BOX = (8.0, 8.0, 70.0, 24.0)


def barcode(symbology: Symbology, **keys: Any) -> dict[str, Any]:
    return at("barcode", *BOX, **{"symbology": symbology, "value": VALUES[symbology], **keys})


def read(pixels: Pixels, symbology: Symbology) -> list[str]:
    formats = zxingcpp.BarcodeFormats(FORMATS[symbology])
    return [found.text for found in zxingcpp.read_barcodes(pixels, formats=formats)]


def module_px(pixels: Any) -> int:
    """Return the largest number of pixels that all bars and gaps are a multiple of."""
    edges = [np.flatnonzero(np.diff((row < 128).astype(int))) for row in pixels]
    return int(np.gcd.reduce(np.concatenate([np.diff(places) for places in edges])))


@pytest.mark.parametrize("symbology", VALUES)
@pytest.mark.parametrize("rotation_deg", [0, 90, 180, -90])
def test_every_symbology_is_read_back(symbology: Symbology, rotation_deg: int) -> None:
    box = {"x_mm": 30, "y_mm": 4, "width_mm": 46, "height_mm": 46}
    template = card_template({**barcode(symbology, rotation_deg=rotation_deg), **box})

    pixels = draw(template)

    assert set(np.unique(pixels)) == {0, 255}
    assert read(pixels, symbology) == [VALUES[symbology]]


@pytest.mark.parametrize("symbology", ZBAR)
@pytest.mark.parametrize("dpi", [300, 600])
def test_another_reader_reads_the_same(symbology: Symbology, dpi: int) -> None:
    pixels = draw(card_template(barcode(symbology)), dpi=dpi)

    (found,) = pyzbar.decode(Image.fromarray(pixels), [pyzbar.ZBarSymbol[ZBAR[symbology]]])

    assert found.data.decode() == VALUES[symbology]


@pytest.mark.parametrize("symbology", VALUES)
@pytest.mark.parametrize(("dpi", "x_mm"), [(300, 8.0), (300, 8.037), (450, 8.037), (203, 8.1)])
def test_modules_are_whole_dots_at_any_place_and_resolution(
    symbology: Symbology, dpi: int, x_mm: float
) -> None:
    pixels = draw(card_template({**barcode(symbology), "x_mm": x_mm}), dpi=dpi)[..., 0]

    at_300 = module_px(draw(card_template(barcode(symbology)))[..., 0])
    assert module_px(pixels) == max(1, int(at_300 * dpi / 300 + 1e-6))


@pytest.mark.parametrize("symbology", VALUES)
@pytest.mark.parametrize("quiet_zone", [True, False])
def test_the_symbol_is_as_large_as_fits_and_in_the_middle_of_its_box(
    symbology: Symbology, quiet_zone: bool
) -> None:
    pixels = draw(card_template(barcode(symbology, quiet_zone=quiet_zone)))

    left, top, right, bottom = ink_box(pixels)
    dots = module_px(pixels[..., 0])
    columns, rows = (right - left) // dots, (bottom - top) // dots
    before, after = QUIET_MODULES[symbology] if quiet_zone else (0, 0)
    width, height = (length * 300 / 25.4 for length in BOX[2:])
    across, down = width // (columns + before + after), height // (rows + before + after)
    assert dots == (across if symbology in LINEAR else min(across, down))
    middle = (BOX[0] * 2 + BOX[2]) * 300 / 25.4 / 2 + (before - after) * dots / 2
    assert (left + right) / 2 == pytest.approx(middle, abs=0.51)
    assert (top + bottom) / 2 == pytest.approx((BOX[1] + BOX[3] / 2) * 300 / 25.4, abs=1)
    if symbology in LINEAR:
        assert bottom - top == pytest.approx(height, abs=1)


def test_colours_and_the_ground_of_the_whole_box() -> None:
    template = card_template(
        at("rect", 0, 0, 85.6, 54, fill="#0b4750"),
        barcode("qr", color="#331122", background="#ffeedd"),
    )

    pixels = draw(template)

    assert color_at(pixels, 8.2, 8.2) == color_at(pixels, 77.8, 31.8) == "#ffeedd"
    assert color_at(pixels, 7.8, 7.8) == "#0b4750"
    assert {tuple(int(n) for n in one) for one in pixels.reshape(-1, 3)} >= {(0x33, 0x11, 0x22)}


def test_the_value_in_print_stands_below_the_bars() -> None:
    plain = draw(card_template(barcode("ean13", value="400638133393")))
    shown = draw(card_template(barcode("ean13", value="400638133393", show_text=True)))

    below = slice(int(29 * 300 / 25.4), int(32 * 300 / 25.4))
    assert read(shown, "ean13") == ["4006381333931"]
    assert (shown[below] < 128).mean() < (plain[below] < 128).mean() / 2
    assert (shown[below] < 128).any()


@pytest.mark.parametrize("value", ["J", "QUAY,", "gypq"])
def test_letters_that_hang_below_the_line_stay_in_the_box(value: str) -> None:
    for height_mm in (6.0, 10.0, 20.0):
        one = barcode("aztec", value=value, show_text=True) | {"height_mm": height_mm}
        pixels = draw(card_template(one))

        assert ink_box(pixels)[3] <= (one["y_mm"] + height_mm) * 300 / 25.4 + 0.5


@pytest.mark.parametrize(("level", "least_columns"), [("L", 21), ("H", 29)])
def test_more_error_correction_takes_more_modules(level: str, least_columns: int) -> None:
    value = "0123456789ABCDEFGHIJKLMNO"
    pixels = draw(card_template(barcode("qr", value=value, ec_level=level, quiet_zone=False)))

    left, _, right, _ = ink_box(pixels)
    assert (right - left) // module_px(pixels[..., 0]) >= least_columns


@pytest.mark.parametrize(
    ("symbology", "value", "reason"),
    [
        ("ean13", "12", "12 digits"),
        ("ean13", "4006381333932", "check digit"),
        ("ean13", "40063813339\u0663\u0661", "12 digits"),
        ("code39", "lower", "capital"),
        ("code39", "ä", "capital"),
        ("code128", "日本", "does not know"),
        ("code128", "x" * 200, "too long"),
        ("qr", "x" * 5000, "too long"),
        ("qr", "", "empty"),
    ],
)
def test_a_value_that_the_symbology_cannot_hold(
    symbology: Symbology, value: str, reason: str
) -> None:
    template = card_template(barcode(symbology, value=value))

    assert (draw(template) == 255).all()
    (found,) = preflight(template, {})
    assert (found.code, found.severity) == ("barcode_unencodable", "error")
    assert reason in found.message


def test_a_barcode_with_a_missing_field_is_not_drawn() -> None:
    template = card_template(barcode("qr", value="A{{number}}"))

    assert (draw(template) == 255).all()
    assert [one.code for one in preflight(template, {})] == ["missing_field"]
    assert read(draw(template, {"number": 12.0}), "qr") == ["A12"]


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.booleans()))
def test_the_outline_of_modules_is_that_of_a_region_of_squares(modules: NDArray[np.bool_]) -> None:
    region, expected = skia.Region(), skia.Path()
    for row, column in np.argwhere(modules).tolist():
        region.op(skia.IRect.MakeXYWH(column, row, 1, 1), skia.Region.kUnion_Op)
    region.getBoundaryPath(expected)

    assert outline(modules) == expected
