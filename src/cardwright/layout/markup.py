"""Fields in a text: `{{name}}`, `{{name|fallback}}`, and a backslash for literal braces."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cardwright.errors import Invalid
from cardwright.layout.objects.box import LONGEST_TEXT
from cardwright.layout.values import LONGEST_NAME

# A fallback holds no braces in pairs: what looks like a field in it is one, and stands for itself.
_MARK = re.compile(
    rf"""\\\{{\{{
    | \{{\{{ \s* (?P<name>\w{{1,{LONGEST_NAME}}}) \s*
      (?: \| (?P<fallback> (?: (?!\{{\{{|\}}\}}) . )* ) )?
      \}}\}}""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class FieldMark:
    """A field as it stands in a text; `fallback` is None where there is none."""

    name: str
    fallback: str | None


def split(text: str) -> tuple[str | FieldMark, ...]:
    """Return the literal pieces and the fields of a text in NFC; a malformed `{{` is literal."""
    text = unicodedata.normalize("NFC", text)
    pieces: list[str | FieldMark] = []
    at = 0
    for mark in _MARK.finditer(text):
        pieces.append(text[at : mark.start()])
        pieces.append("{{" if mark["name"] is None else _field_mark(mark))
        at = mark.end()
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != "")


def fields_in(text: str) -> list[FieldMark]:
    """Return the fields of a text in their order, as often as they stand in it."""
    return [piece for piece in split(text) if isinstance(piece, FieldMark)]


def fill(
    pieces: tuple[str | FieldMark, ...],
    values: Mapping[str, str],
    missing: Callable[[str], str] = lambda _name: "",
) -> str:
    """Return the text with its fields filled; what a value brings along is never expanded.

    `missing` gives what stands in for a field that is missing or empty and has no fallback.
    Raises Invalid where the text becomes longer than LONGEST_TEXT characters.
    """
    filled: list[str] = []
    length = 0
    for piece in pieces:
        text = piece if isinstance(piece, str) else _value(piece, values, missing)
        length += len(text)
        if length > LONGEST_TEXT:
            raise Invalid.field(
                "data", f"must not make a text longer than {LONGEST_TEXT} characters"
            )
        filled.append(text)
    return "".join(filled)


def _field_mark(mark: re.Match[str]) -> FieldMark:
    fallback = mark["fallback"]
    return FieldMark(mark["name"], None if fallback is None else fallback.strip())


def _value(mark: FieldMark, values: Mapping[str, str], missing: Callable[[str], str]) -> str:
    value = values.get(mark.name, "")
    if value:
        return value
    return missing(mark.name) if mark.fallback is None else mark.fallback
