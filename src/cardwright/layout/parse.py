"""From the text of `template_objects` to a Layout: what follows the profile, and what does not."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from cardwright.errors import Invalid
from cardwright.layout.findings import Code, Finding, finding
from cardwright.layout.objects import KINDS, TemplateObject
from cardwright.layout.objects.box import LONGEST_TEXT, Side

MOST_OBJECTS = 500


@dataclass(frozen=True)
class Placed:
    """An object in its place in `template_objects`, which is its place in the painting order."""

    index: int
    template_object: TemplateObject

    @property
    def label(self) -> str:
        """What findings call it: its id, or `#<index>` when it has none."""
        return _label(self.index, self.template_object.id)


@dataclass(frozen=True)
class Layout:
    """The objects of both sides in painting order, hidden ones too, and what is wrong in it."""

    placed: tuple[Placed, ...]
    findings: tuple[Finding, ...]

    def on(self, side: Side) -> tuple[Placed, ...]:
        """Return the objects of a side that are not hidden, in painting order."""
        return tuple(
            one
            for one in self.placed
            if one.template_object.side == side and not one.template_object.hidden
        )


def parse_layout(template_objects: str | bytes) -> Layout:
    """Read the text of a stored `template_objects`; objects outside the profile become findings.

    Raises Invalid for `template_objects` where there are more than MOST_OBJECTS, a text is longer
    than LONGEST_TEXT, or it is not an array of JSON.
    """
    try:
        texts = msgspec.json.decode(template_objects, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Invalid.field("template_objects", "must be an array of objects") from None
    if len(texts) > MOST_OBJECTS:
        raise Invalid.field(
            "template_objects",
            f"has {len(texts)} objects, and at most {MOST_OBJECTS} can be drawn: remove some",
        )
    return _Parsing().layout(texts)


class _Parsing:
    def __init__(self) -> None:
        self._placed: list[Placed] = []
        self._findings: list[Finding] = []
        self._ids: set[str] = set()

    def layout(self, texts: list[msgspec.Raw]) -> Layout:
        for index, text in enumerate(texts):
            members = _members(text)
            label = _label(index, members.get("id"))
            side: Side = "back" if members.get("side") == "back" else "front"
            self._findings += self._take(index, members, label, side)
        return Layout(tuple(self._placed), tuple(self._findings))

    def _take(
        self, index: int, members: dict[str, object], label: str, side: Side
    ) -> Iterator[Finding]:
        if not _is_in_profile(members):
            yield finding(Code.UNKNOWN_OBJECT, label, side)
            return
        _check_length(members, label)
        is_hidden = members.get("hidden") is True
        name = members.get("id")
        if isinstance(name, str):
            if name in self._ids and not is_hidden:
                yield finding(Code.DUPLICATE_ID, label, side, id=name)
            self._ids.add(name)
        try:
            self._placed.append(Placed(index, _template_object(members)))
        except msgspec.ValidationError as fault:
            if not is_hidden:
                yield finding(Code.INVALID_OBJECT, label, side, reason=_reason(fault))


def _members(text: msgspec.Raw) -> dict[str, object]:
    """Return an object's members, with integers for numbers such as 1.0, as JSON means them."""
    try:
        members = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return {}
    if not isinstance(members, dict):
        return {}
    return {
        key: int(value) if isinstance(value, float) and value.is_integer() else value
        for key, value in members.items()
    }


def _label(index: int, name: object) -> str:
    return name if isinstance(name, str) and name else f"#{index}"


def _is_in_profile(members: dict[str, object]) -> bool:
    version, kind = members.get("v"), members.get("type")
    return version == 1 and version is not True and isinstance(kind, str) and kind in KINDS


def _check_length(members: dict[str, object], label: str) -> None:
    for key in ("text", "value"):
        value = members.get(key)
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise Invalid.field(
                "template_objects",
                f"the {key} of {label} is longer than {LONGEST_TEXT} characters: shorten it",
            )


def _template_object(members: dict[str, object]) -> TemplateObject:
    return msgspec.convert(members, type=KINDS[str(members["type"])])


def _reason(fault: msgspec.ValidationError) -> str:
    """Say `size_pt: Expected ...` where msgspec says `Expected ... - at `$.size_pt``."""
    what, at, path = str(fault).rpartition(" - at `$")
    if not at:
        return str(fault)
    key = path.rstrip("`").lstrip(".")
    return f"{key}: {what}" if key else what
