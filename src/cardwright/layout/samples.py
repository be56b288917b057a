"""What stands in for a record that is not there: samples made of the names of its fields."""

from collections.abc import Iterable
from functools import lru_cache

from cardwright.layout.markup import FieldMark, split
from cardwright.layout.objects import Barcode

_DIGITS = "123456789012"


def sample(name: str, barcodes: Iterable[Barcode] = ()) -> str:
    """Return a sample for a field: `first_name` gives "First name".

    `barcodes` are those that hold the field: EAN-13 needs digits, Code 39 capital letters.
    """
    wording = name.replace("_", " ").strip() or name
    text = wording[:1].upper() + wording[1:]
    for barcode in barcodes:
        if barcode.symbology == "ean13":
            return _ean13_digits(barcode)
        if barcode.symbology == "code39":
            text = text.upper()
    return text


def _ean13_digits(barcode: Barcode) -> str:
    """Return as many digits as the value lacks for its twelve; the thirteenth is computed."""
    return _DIGITS[: max(1, len(_DIGITS) - _literal_length(barcode.value))]


@lru_cache(maxsize=64)
def _literal_length(value: str) -> int:
    """Return how many characters stand outside of fields; asked for each field of a value."""
    return sum(len(piece) for piece in split(value) if not isinstance(piece, FieldMark))
