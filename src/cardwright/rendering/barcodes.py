"""Barcodes as modules: written, laid out on the printer's dots, and read back."""

import math
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cardwright.layout.objects.barcode import Barcode, Symbology
from cardwright.layout.units import MM_PER_INCH, PRINTER_DPI

LEAST_DOTS = 3
"""A module of fewer dots is not printed reliably."""

FORMATS: dict[Symbology, zxingcpp.BarcodeFormat] = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "code128": zxingcpp.BarcodeFormat.Code128,
    "code39": zxingcpp.BarcodeFormat.Code39,
    "pdf417": zxingcpp.BarcodeFormat.PDF417,
    "data_matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "aztec": zxingcpp.BarcodeFormat.Aztec,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
}
NAMES: dict[Symbology, str] = {
    "qr": "A QR code",
    "code128": "Code 128",
    "code39": "Code 39",
    "pdf417": "PDF417",
    "data_matrix": "Data Matrix",
    "aztec": "Aztec",
    "ean13": "EAN-13",
}
LINEAR = frozenset({"code128", "code39", "ean13"})

QUIET_MODULES: dict[Symbology, tuple[int, int]] = {
    "qr": (4, 4),
    "data_matrix": (1, 1),
    "aztec": (0, 0),
    "pdf417": (2, 2),
    "code128": (10, 10),
    "code39": (10, 10),
    "ean13": (11, 7),
}
"""Left and right of a symbol; with two dimensions also above and below."""
_USUAL_LEVEL: dict[Symbology, str] = {"qr": "M", "aztec": "23%"}
_ROUNDING = 1e-6
_WHITE_AROUND_PX = 40


class UnencodableError(Exception):
    """The symbology cannot hold the value; the message says why."""


@dataclass(frozen=True)
class Symbol:
    """The modules of a barcode; True is dark. A linear one has a single row."""

    symbology: Symbology
    modules: NDArray[np.bool_]
    text: str
    """What a reader gives back."""

    @property
    def is_linear(self) -> bool:
        """True where the bars may be as high as one likes."""
        return self.symbology in LINEAR


@dataclass(frozen=True)
class Placement:
    """Where a symbol lies in its box, in millimetres from the box's top left corner.

    `dots` is the width of a module in device dots; 0 where not one dot is left for it. `left` to
    `bottom` are the symbol without its quiet zone.
    """

    dots: int
    left: float
    top: float
    right: float
    bottom: float


def encode(barcode: Barcode, value: str) -> Symbol:
    """Return the symbol of a value. Raises UnencodableError where the symbology cannot hold it."""
    symbology = barcode.symbology
    if symbology == "ean13" and not (
        value.isascii() and value.isdigit() and len(value) in (12, 13)
    ):
        raise UnencodableError("it must be 12 digits, or 13 with the check digit")
    try:
        written = zxingcpp.create_barcode(value, FORMATS[symbology], **_options(barcode))
        image = np.asarray(zxingcpp.write_barcode_to_image(written, 1, False, False))
    except (ValueError, RuntimeError) as failure:
        raise UnencodableError(_why(symbology, value, str(failure))) from failure
    if symbology == "ean13":
        value = written.text  # With its check digit.
    elif written.text != value:
        raise UnencodableError(_why(symbology, value, ""))
    modules = image[:1] < 128 if symbology in LINEAR else image < 128
    return Symbol(symbology, modules, value)


def place(
    symbol: Symbol, barcode: Barcode, dpi: float, width_mm: float, height_mm: float
) -> Placement:
    """Centre a symbol in a box, as large as whole dots of 1/300 inch allow.

    At another `dpi` a module is the whole device dots nearest below, and at least one.
    """
    rows, columns = symbol.modules.shape
    before, after = QUIET_MODULES[symbol.symbology] if barcode.quiet_zone else (0, 0)
    printer_dots = _fitting(width_mm, columns + before + after)
    if not symbol.is_linear:
        printer_dots = min(printer_dots, _fitting(height_mm, rows + before + after))
    if printer_dots < 1:
        return Placement(0, 0, 0, 0, 0)
    dots = max(1, math.floor(printer_dots * dpi / PRINTER_DPI + _ROUNDING))
    module_mm = dots * MM_PER_INCH / dpi
    width = columns * module_mm
    height = height_mm if symbol.is_linear else rows * module_mm
    left = (width_mm - width + (before - after) * module_mm) / 2
    top = (height_mm - height) / 2
    return Placement(dots, left, top, left + width, top + height)


def least_size(symbol: Symbol, barcode: Barcode, dpi: float) -> tuple[float, float]:
    """Return the least width and height in mm at which a module has LEAST_DOTS at `dpi`."""
    rows, columns = symbol.modules.shape
    quiet = sum(QUIET_MODULES[symbol.symbology]) if barcode.quiet_zone else 0
    module_mm = math.ceil(LEAST_DOTS * PRINTER_DPI / dpi) * MM_PER_INCH / PRINTER_DPI
    height = 0.0 if symbol.is_linear else (rows + quiet) * module_mm
    return (columns + quiet) * module_mm, height


def reads_as(pixels: NDArray[np.uint8], symbol: Symbol) -> bool:
    """Say whether a reader finds the symbol's value in a crop (height, width, BGRA)."""
    framed = np.full(
        (pixels.shape[0] + 2 * _WHITE_AROUND_PX, pixels.shape[1] + 2 * _WHITE_AROUND_PX, 3),
        255,
        np.uint8,
    )
    inner = slice(_WHITE_AROUND_PX, -_WHITE_AROUND_PX)
    framed[inner, inner] = pixels[..., 2::-1]
    found = zxingcpp.read_barcodes(
        framed, formats=zxingcpp.BarcodeFormats(FORMATS[symbol.symbology])
    )
    return any(one.text == symbol.text for one in found)


def _options(barcode: Barcode) -> dict[str, str]:
    if barcode.symbology not in {"qr", "pdf417", "aztec"}:
        return {}
    level = _USUAL_LEVEL.get(barcode.symbology) if barcode.ec_level is None else barcode.ec_level
    return {} if level is None else {"ec_level": str(level)}


def _fitting(length_mm: float, modules: int) -> int:
    dots = length_mm * PRINTER_DPI / MM_PER_INCH
    return math.floor(dots / modules + _ROUNDING)


def _why(symbology: Symbology, value: str, failure: str) -> str:
    if not value:
        return "it is empty"
    if symbology == "ean13":
        return "its check digit is wrong"
    if symbology == "code39":
        return "it takes capital letters, digits, space and - . $ / + %"
    if "too long" in failure.lower() or len(value) > 50:
        return "it is too long"
    return "it has characters that the symbology does not know"
