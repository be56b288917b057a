"""Texts that do not fit, and fields, characters and pictures that are missing."""

import re

from cardwright.designer.mending.mend import Mend
from cardwright.designer.mending.places import safe_area
from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.objects import Barcode, Image, TemplateObject, Text
from cardwright.layout.units import MM_PER_POINT

SMALLEST_PT = 4.0
"""What can still be read on a card."""
_MORE = 1.25
_WORTH_IT = 1.02


def fitting(found: TemplateObject, card: Card, _: Finding) -> Mend | None:
    """Let a text shrink, then wrap, then have a larger box: the first that is left to do."""
    if not isinstance(found, Text):
        return None
    if found.fit == "wrap":
        return Mend("let_shrink", {"fit": "wrap_shrink"})
    if found.min_size_pt > SMALLEST_PT:
        return Mend("let_shrink", {"min_size_pt": SMALLEST_PT})
    if found.fit == "shrink" and found.height_mm >= 2 * _line_mm(found):
        return Mend("let_wrap", {"fit": "wrap_shrink"})
    return _larger(found, card, _MORE)


def full_sized(found: TemplateObject, card: Card, finding: Finding) -> Mend | None:
    """Give a text that had to shrink a larger box, as far as there is room on the card."""
    told = re.search(r"in ([\d.]+) pt instead of ([\d.]+) pt", finding.message)
    if not isinstance(found, Text) or told is None:
        return None
    # A little more, because sizes are told to a tenth of a point.
    return _larger(found, card, (float(told[2]) + 0.05) / (float(told[1]) - 0.05))


def with_fallback(found: TemplateObject, _: Card, finding: Finding) -> Mend | None:
    """Let a missing field be empty, and a picture appear only where there is one."""
    told = re.search(r"(?:value for|picture in) (\w+)", finding.message)
    if told is None:
        return None
    if isinstance(found, Image):
        if found.visible_if is not None:
            return None
        return Mend("only_if_there", {"visible_if": {"field": told[1], "op": "not_empty"}})
    if not isinstance(found, Text | Barcode):
        return None
    key, words = ("text", found.text) if isinstance(found, Text) else ("value", found.value)
    mended = re.sub(rf"(?<!\\)\{{\{{\s*{re.escape(told[1])}\s*\}}\}}", f"{{{{{told[1]}|}}}}", words)
    return None if mended == words else Mend("empty_when_missing", {key: mended})


def without_characters(found: TemplateObject, _: Card, finding: Finding) -> Mend | None:
    """Leave out the characters that no font has, where they are of the text itself."""
    if not isinstance(found, Text):
        return None
    missing = {chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", finding.message)}
    left = "".join(one for one in found.text if one not in missing)
    return None if left == found.text else Mend("leave_out", {"text": left})


def _larger(found: Text, card: Card, by: float) -> Mend | None:
    """Return a larger box, to the end where there is room, and only then to the start.

    A line needs its height, too; lines need one of both.
    """
    if found.rotation_deg:
        return None
    area = safe_area(found, card)
    changes: dict[str, float] = {}
    is_line = found.fit in ("shrink", "clip")
    for axis, size in (("x_mm", "width_mm"), ("y_mm", "height_mm")):
        start, length = getattr(found, axis), getattr(found, size)
        first, last = (area.left, area.right) if axis == "x_mm" else (area.top, area.bottom)
        if axis == "y_mm" and is_line and length >= _line_mm(found, found.size_pt):
            continue
        if axis == "x_mm" and not is_line:
            continue
        wanted = max(length, min(length * by, last - first))
        if wanted > length * _WORTH_IT:
            changes[size] = round(wanted, 2)
            changes[axis] = round(max(first, min(start, last - wanted)), 2)
    return Mend("make_box_larger", changes) if changes else None


def _line_mm(found: Text, size_pt: float = SMALLEST_PT) -> float:
    return size_pt * found.line_height * MM_PER_POINT
