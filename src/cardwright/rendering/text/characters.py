"""The characters of a text before it is laid out: cleaned, in the asked case, normalised."""

import re
import unicodedata
from functools import lru_cache
from typing import Literal

import icu

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def paragraphs(value: str, case: Literal["none", "upper", "lower"]) -> list[str]:
    """Return the paragraphs of a text in normalisation form C.

    Control characters have no shape and go; a lone half of a surrogate pair is none at all and
    becomes the replacement character.
    """
    value = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value).replace("\t", " ")
    if case == "upper":
        value = value.upper()
    elif case == "lower":
        value = value.lower()
    value = unicodedata.normalize("NFC", value)
    return [_NOT_TEXT.sub("", part) for part in _LINE_BREAK.split(value)]


@lru_cache(maxsize=4096)
def is_ignorable(character: str) -> bool:
    """Say whether the character shows nothing where it is not supported (Unicode, DICP)."""
    is_ignorable: bool = icu.Char.hasBinaryProperty(
        ord(character), icu.UProperty.DEFAULT_IGNORABLE_CODE_POINT
    )
    return is_ignorable


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """Return the four-letter script code (ISO 15924); Zyyy and Zinh belong to any."""
    code: str = icu.Script.getScript(ord(character)).getShortName()
    # Kana and Han stand together in one word, and their fonts do not tell them apart.
    return "Hani" if code in {"Hira", "Kana", "Bopo"} else code
