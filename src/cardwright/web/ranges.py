"""Which part of a file a request asks for (RFC 9110, sections 13.1.5 and 14)."""

import re

from cardwright.errors import RangeNotSatisfiable

# More digits than any file has bytes: such a header is treated as malformed.
_RANGE = re.compile(r"([0-9]{0,40})-([0-9]{0,40})")


def parse_range(header: str | None, size: int) -> tuple[int, int] | None:
    """Return the half-open (start, stop) that a Range header asks for in a file of `size` bytes.

    None means to send the whole file with 200: no header, another unit, several ranges, or a
    header that is not well formed (section 14.2 lets a server ignore each of them).
    Raises RangeNotSatisfiable where no byte of the file is in the range.
    """
    unit, _, ranges = (header or "").partition("=")
    specified = [part.strip(" \t") for part in ranges.split(",") if part.strip(" \t")]
    if unit.strip(" \t").lower() != "bytes" or len(specified) != 1:
        return None
    match = _RANGE.fullmatch(specified[0])
    if match is None or specified[0] == "-":
        return None
    first, last = match.groups()
    if not first:
        return _last_bytes(int(last), size)
    start = int(first)
    stop = int(last) + 1 if last else size
    if last and stop <= start:
        return None
    if start >= size:
        raise RangeNotSatisfiable(size)
    return start, min(stop, size)


def matches_if_range(header: str | None, etag: str) -> bool:
    """Say whether a Range header counts, given the If-Range header that came with it.

    The comparison is strong: a weak tag never matches. Nor does a date, because files are served
    without Last-Modified. Without the header the range counts.
    """
    if header is None:
        return True
    tag = header.strip(" \t")
    return tag.startswith('"') and tag == etag


def _last_bytes(count: int, size: int) -> tuple[int, int] | None:
    """A suffix longer than the file means all of it; of an empty file there is no part to name."""
    if count == 0:
        raise RangeNotSatisfiable(size)
    if size == 0:
        return None
    return max(0, size - count), size
