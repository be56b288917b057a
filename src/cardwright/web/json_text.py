"""JSON as clients send it: strict to read, and its text kept where it must come back unchanged."""

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cardwright.errors import BadRequest, Invalid

DEEPEST = 64
"""How deep kept JSON may be nested; the outermost array counts as 1 (API decisions)."""

# A string, or whitespace outside of one. Strings come first, so what is in them is never touched.
_STRING_OR_SPACE = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+')

_READER = json.JSONDecoder(parse_int=float)  # Never fails, however many digits there are.


@dataclass(frozen=True)
class JsonObject:
    """The members of a JSON object, decoded, and the text of each as it was sent."""

    values: dict[str, Any]
    texts: Mapping[str, str]


class _Repeating(dict[str, Any]):
    """A decoded object in which a key stood more than once."""


def parse_object(body: bytes, wrapper: str, *, nested: str) -> JsonObject:
    """Return the object under the key `wrapper`, or the outermost one when it lacks that key.

    `nested` names the member that clients nest things in, and so the one that is refused when the
    nesting has no end.

    Raises BadRequest for what is not JSON (RFC 8259: UTF-8, no NaN, no repeated key around the
    members), and Invalid for JSON that is not an object, or is nested too deep to read.
    """
    try:
        text = body.decode()
        values = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
        _require_object(wrapper, values)
        texts = _members(text)
        if wrapper in values:
            _require_object(wrapper, values[wrapper])
            values, texts = values[wrapper], _members(texts[wrapper])
    except RecursionError:
        raise Invalid.field(nested, _TOO_DEEP) from None
    except ValueError as fault:
        raise BadRequest(f"The body is not JSON: {_reason(fault)}") from None
    return JsonObject(values, texts)


def keep_objects(value: Any, text: str) -> str:
    """Return the text of an array of objects without the whitespace between its tokens.

    `value` is what `parse_object` decoded from `text`. Raises ValueError with a message for what
    one of the databases or a client could not give back as it came.
    """
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ValueError("must be an array of objects")
    _check_kept(value)
    return _STRING_OR_SPACE.sub(r"\1", text)


def check_text(text: str) -> str:
    """Return `text`. Raises ValueError when it holds NUL or half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not contain lone surrogates") from None
    return text


def normalized(text: str) -> str:
    """Return `text` in NFC and without blanks around it. Raises ValueError as `check_text`."""
    return unicodedata.normalize("NFC", check_text(text).strip())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else _Repeating(members)


def _integer(digits: str) -> int | float:
    # Every integer of up to 308 digits fits a double; a longer one becomes infinite, and is
    # refused with the others that do.
    return int(digits) if len(digits) <= 308 else float(digits)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _require_object(wrapper: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise Invalid.field(wrapper, "must be an object")
    if isinstance(value, _Repeating):
        raise BadRequest("The body is not usable: a key stands more than once in it")


def _members(text: str) -> dict[str, str]:
    """Return the text of each member of an object, given JSON that has been read before.

    Not with `msgspec.Raw`, which takes half of a surrogate pair for a fault of the JSON; which of
    the members it stands in is told later.
    """
    texts: dict[str, str] = {}
    at = _after_space(text, text.index("{") + 1)
    while text[at] != "}":
        key, at = _READER.raw_decode(text, _after_space(text, at))
        start = _after_space(text, text.index(":", at) + 1)
        _, end = _READER.raw_decode(text, start)
        texts[key] = text[start:end]
        at = _after_space(text, end)
        at += text[at] == ","
    return texts


def _after_space(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _reason(fault: ValueError) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(fault, json.JSONDecodeError):
        return f"{fault.msg} (line {fault.lineno}, column {fault.colno})"
    return str(fault)


_TOO_DEEP = f"must not be nested deeper than {DEEPEST} levels"


def _check_kept(value: list[Any]) -> None:
    """Look at every token, without recursion: the nesting is what the client chose."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            check_text(item)
        elif isinstance(item, float):
            if not math.isfinite(item):
                raise ValueError("must not contain numbers too large for a double")
        elif isinstance(item, dict | list):
            if depth > DEEPEST:
                raise ValueError(_TOO_DEEP)
            if isinstance(item, _Repeating):
                raise ValueError("must not contain an object with a repeated key")
            if isinstance(item, dict):
                for key in item:
                    check_text(key)
                item = list(item.values())
            waiting.extend((inner, depth + 1) for inner in item)
