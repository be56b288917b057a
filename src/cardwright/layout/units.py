"""Millimetres, the unit of everything on a card, and what it takes to leave them."""

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
MM_PER_POINT = MM_PER_INCH / POINTS_PER_INCH

PRINTER_DPI = 300
"""The resolution of card printers: a barcode's module is a whole number of their dots."""


def pixels(length_mm: float, dpi: float) -> int:
    """Return how many pixels a bitmap of `length_mm` has at `dpi` dots per inch; at least 1."""
    return max(1, round(length_mm * dpi / MM_PER_INCH))


def points(length_mm: float) -> float:
    """Return a length in points, of which an inch has 72."""
    return length_mm / MM_PER_POINT
