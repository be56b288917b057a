"""The values of a record: strings, numbers and booleans, as the text they are printed as."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from cardwright.errors import Invalid

Scalar = str | int | float | bool

MOST_FIELDS = 1000
LONGEST_NAME = 200
_NAME = re.compile(r"\w+")


def as_text(value: Scalar | None) -> str:
    """Return what is printed: nothing for null, 12 for 12.0, never an exponent, NFC."""
    if value is None:
        return ""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    plain = f"{Decimal(repr(value)):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain == "-0" else plain


def canonical_name(name: str) -> str:
    """Return a field's name in NFC, so that two ways to type an accent name one field."""
    return unicodedata.normalize("NFC", name)


def check_name(name: str) -> None:
    """Raise ValueError for what is no field name: letters of any script, digits and `_`."""
    if not _NAME.fullmatch(canonical_name(name)):
        raise ValueError("a field's name must be letters, digits and _")


def read_values(data: Mapping[str, object], member: str = "data") -> dict[str, str]:
    """Return the record as text by canonical field name; null is left out, as if missing.

    Names that no field can have are ignored. `member` is what the record is called in refusals.
    Raises Invalid for `member` where a value is not a string, number or boolean, and where a field
    has two, its name typed in two ways.
    """
    if len(data) > MOST_FIELDS:
        raise Invalid.field(member, f"must not have more than {MOST_FIELDS} fields")
    values = {}
    for name, value in data.items():
        canonical = canonical_name(name)
        if value is None or not _NAME.fullmatch(canonical):
            continue
        if not isinstance(value, str | int | float):
            raise Invalid.field(
                member, f"the value of {name} must be a string, a number or a boolean"
            )
        if canonical in values:
            raise Invalid.field(
                member, f"the field {canonical} is there more than once: leave out all but one"
            )
        values[canonical] = _checked(value, name, member)
    return values


def _checked(value: Scalar, name: str, member: str) -> str:
    try:
        text = as_text(value)
        text.encode()
    except (ValueError, ArithmeticError):
        raise Invalid.field(member, f"the value of {name} cannot be printed") from None
    if "\0" in text:
        raise Invalid.field(member, f"the value of {name} must not contain NUL characters")
    return text
