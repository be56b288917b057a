"""Put edits into the stored text of `template_objects`, so that all else stays token for token."""

import json
from collections.abc import Sequence

import msgspec

from cardwright.designer.schemas import Edit
from cardwright.errors import Invalid

_array = msgspec.json.Decoder(list[msgspec.Raw])
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def splice(stored: str, edits: Sequence[int | Edit]) -> str:
    """Return the array that `edits` make of the stored one.

    What is not named in an edit is copied as text: unknown objects and keys, the spelling of
    numbers, the order of keys. Keys that are new come last. Raises Invalid for `objects` where an
    edit names an object that is not there.
    """
    return splice_all(_array.decode(stored), edits)


def splice_all(stored: Sequence[msgspec.Raw], edits: Sequence[int | Edit]) -> str:
    """Do as `splice` with the objects of an array, which here may be of any kind.

    Raises Invalid for `objects`, too, where an edit is of something that is no object.
    """
    texts = [bytes(raw).decode() for raw in stored]
    return f"[{','.join(_spliced(texts, place, edit) for place, edit in enumerate(edits))}]"


def _spliced(texts: list[str], place: int, edit: int | Edit) -> str:
    index = edit if isinstance(edit, int) else edit.index
    if index is not None and not 0 <= index < len(texts):
        raise Invalid.field("objects", f"item {place + 1}: there is no object {index}")
    if isinstance(edit, int):
        return texts[edit]
    members = {} if index is None else _members_of(texts[index], place)
    # Keys are written anew: JSON knows many ways to escape them, and all of them mean the same.
    kept = {key: raw for key, raw in members.items() if key not in edit.unset}
    return _object({**kept, **edit.set})


def _members_of(text: str, place: int) -> dict[str, msgspec.Raw]:
    try:
        return _members.decode(text)
    except msgspec.ValidationError:
        raise Invalid.field("objects", f"item {place + 1}: it is not of an object") from None


def _object(members: dict[str, msgspec.Raw]) -> str:
    return "{" + ",".join(f"{json.dumps(k)}:{bytes(v).decode()}" for k, v in members.items()) + "}"
