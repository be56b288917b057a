"""JSON as clients send it: strict to read, and its text kept where it must come back unchanged."""

import json
import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec

from cardwright.errors import BadRequest, Invalid

DEEPEST = 64
"""How deep kept JSON may be nested; the outermost array counts as 1 (API decisions)."""

_TOO_DEEP = f"must not be nested deeper than {DEEPEST} levels"
_SPLITTER = msgspec.json.Decoder(dict[str, msgspec.Raw])
_READER = json.JSONDecoder(parse_int=float)  # Never fails, however many digits there are.


@dataclass(frozen=True)
class JsonObject:
    """The members of a JSON object, decoded, and the text of each as it was sent."""

    values: dict[str, Any]
    texts: Mapping[str, str]


class _Repeating(dict[str, Any]):
    """A decoded object in which a key stood more than once, and which one."""

    key = ""


_OBJECTS: tuple[type, ...] = (dict, _Repeating)


def parse_object(body: bytes, wrapper: str, *, nested: str) -> JsonObject:
    """Return the object under the key `wrapper`, or the outermost one when it lacks that key.

    `nested` names the member that clients nest things in, and so the one that is refused when the
    nesting has no end.

    Raises BadRequest for what is not JSON (RFC 8259: UTF-8, no NaN, no repeated key around the
    members), and Invalid for JSON that is not an object, or is nested too deep to read.
    """
    try:
        text = body.decode()
        values = _decoded(text)
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
    if not isinstance(value, list) or not set(map(type, value)).issubset(_OBJECTS):
        raise ValueError("must be an array of objects")
    _check_kept(value, has_escapes="\\u" in text)
    return msgspec.json.format(text, indent=-1)


def check_keys(value: Any) -> None:
    """Raise ValueError for a decoded object in which a key stood more than once, naming it."""
    if isinstance(value, _Repeating):
        raise ValueError(f"has the key {value.key} more than once: leave out all but one of them")


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


def _decoded(text: str) -> Any:
    """Return what the JSON text says. Its integers may have as many digits as they like."""
    try:
        return _read(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # Python refuses integers of more than 4300 digits. To be asked for each of them takes
        # several times as long, so it is done only where there is such a one.
        return _read(text, _integer)


def _read(text: str, parse_int: Callable[[str], int | float] | None = None) -> Any:
    return json.loads(
        text, object_pairs_hook=_object, parse_int=parse_int, parse_constant=_refuse_constant
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeating = _Repeating(members)
    ((repeating.key, _),) = Counter(key for key, _ in pairs).most_common(1)
    return repeating


def _integer(digits: str) -> int | float:
    # A longer one becomes infinite, and is refused with the others that do.
    return int(digits) if len(digits) <= 308 else float(digits)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _require_object(wrapper: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise Invalid.field(wrapper, "must be an object")
    if isinstance(value, _Repeating):
        raise BadRequest("The body is not usable: a key stands more than once in it")


def _members(text: str) -> dict[str, str]:
    """Return the text of each member of an object, given JSON that has been read before."""
    try:
        return {key: bytes(raw).decode() for key, raw in _SPLITTER.decode(text).items()}
    except (msgspec.DecodeError, RecursionError):
        # It takes half of a surrogate pair for a fault of the JSON; which of the members that
        # stands in is told later.
        return _members_one_by_one(text)


def _members_one_by_one(text: str) -> dict[str, str]:
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


def _check_kept(value: list[Any], *, has_escapes: bool) -> None:
    """Look at every token, level by level: the nesting is what the client chose.

    Only an escape can stand for NUL or half of a surrogate pair: without any, the strings, most of
    what there is, are as they should be.
    """
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        if _Repeating in map(type, level):
            raise ValueError("must not contain an object with a repeated key")
        items = list(chain.from_iterable(map(_items, level)))
        _check_numbers(items)
        if has_escapes:
            keys = chain.from_iterable(item for item in level if type(item) is dict)
            for text in chain(keys, (item for item in items if type(item) is str)):
                check_text(text)
        level = [item for item in items if isinstance(item, dict | list)]
    if level:
        raise ValueError(_TOO_DEEP)


def _items(container: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container


def _check_numbers(items: list[Any]) -> None:
    """Raise ValueError for a number that a double cannot hold."""
    try:
        # `float` fails for an integer that is too large, and gives infinity for other numbers.
        is_finite = all(map(math.isfinite, (i for i in items if type(i) in (int, float))))
    except OverflowError:
        is_finite = False
    if not is_finite:
        raise ValueError("must not contain numbers too large for a double")
