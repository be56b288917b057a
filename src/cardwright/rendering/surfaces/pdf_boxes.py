"""Give the pages of a PDF their trim and bleed boxes, by an update at its end (ISO 32000, 7.5.6).

Skia writes only a MediaBox. Its objects are plain text in a table of fixed lines, so the pages are
found and written once more with what they lack; nothing that is there moves.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cardwright.layout.units import points

_ENTRY = 20
_PAGE = re.compile(rb"(\d+) 0 obj\s*<</Type /Page\b(?!s)")
_MEDIA_BOX = re.compile(rb"/MediaBox \[([^\]]*)\]")


class Boxes(NamedTuple):
    """Where the card lies on its page, in mm: how far in, across and down, and with what bleed."""

    trim_insets: tuple[float, float]
    bleed_mm: float


def box_update(data: bytes, boxes: Sequence[Boxes]) -> bytes:
    """Return what is to be appended to a PDF of Skia; `boxes` are those of its pages in order.

    Raises ValueError for a file that is not as Skia writes it.
    """
    start = int(data[data.rindex(b"startxref") :].split()[1])
    offsets = _offsets(data, start)
    pages = [number for number in sorted(offsets) if _PAGE.match(data, offsets[number])]
    if len(pages) != len(boxes):
        raise ValueError(f"Of {len(boxes)} pages the PDF shows {len(pages)}")
    written = bytearray()
    places: dict[int, int] = {}
    for number, of_page in zip(pages, boxes, strict=True):
        at = offsets[number]
        page = data[at : data.index(b"endobj", at)]
        places[number] = len(data) + len(written)
        written += _with_boxes(page, of_page) + b"endobj\n"
    table = len(data) + len(written)
    trailer = data[data.rindex(b"trailer") : data.rindex(b">>")]
    written += _table(places)
    written += trailer + b"\n/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (start, table)
    return bytes(written)


def _offsets(data: bytes, start: int) -> dict[int, int]:
    """Return where each object starts (7.5.4)."""
    head = re.compile(rb"xref\s+0 (\d+)\s+").match(data, start)
    if head is None:
        raise ValueError("The PDF has no table of its objects")
    lines = (
        data[at : at + _ENTRY]
        for at in range(head.end(), head.end() + int(head[1]) * _ENTRY, _ENTRY)
    )
    return {number: int(line[:10]) for number, line in enumerate(lines) if line[17:18] == b"n"}


def _with_boxes(page: bytes, boxes: Boxes) -> bytes:
    """Return a page that says, too, what its BleedBox and its TrimBox are."""
    media_box = _MEDIA_BOX.search(page)
    if media_box is None:
        raise ValueError("A page of the PDF has no MediaBox")
    media = [float(number) for number in media_box[1].split()]
    across, down = (points(inset) for inset in boxes.trim_insets)
    bleed = points(boxes.bleed_mm)
    trim_box = _inset(media, across, down)
    bleed_box = _inset(media, across - bleed, down - bleed)
    written = f"\n/BleedBox [{bleed_box}]\n/TrimBox [{trim_box}]".encode()
    return page[: media_box.end()] + written + page[media_box.end() :]


def _inset(box: Sequence[float], across: float, down: float) -> str:
    left, bottom, right, top = box
    return " ".join(_number(n) for n in (left + across, bottom + down, right - across, top - down))


def _number(value: float) -> str:
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")


def _table(places: dict[int, int]) -> bytes:
    """Return the table of the objects that were written again, a section for each of them."""
    sections = [
        b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in sorted(places.items())
    ]
    return b"xref\n" + b"".join(sections)
