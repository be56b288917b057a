"""JPEG files without what cameras write into them: where a photo was taken is no part of a card."""

from collections.abc import Iterator

END_OF_IMAGE = b"\xff\xd9"

_START_OF_SCAN, _END = 0xDA, 0xD9
_QUANTIZATION = 0xDB
# Baseline, extended and progressive, with Huffman codes: what every reader of PDFs decodes.
_USUAL_FRAMES = {0xC0, 0xC1, 0xC2}
_OTHER_FRAMES = {0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
_COMMENT = 0xFE
_JFIF, _SHORTEST_JFIF = 0xE0, 14
_OTHER_TABLES = {0xC4, 0xDD}
"""Huffman codes, and how often decoding can begin anew."""
# APP0 and APP14 say how colours are coded, APP2 holds the colour profile.
_KEPT_APPS = {0xE0, 0xE2, 0xEE}


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG without its Exif, XMP and comment segments (ITU-T T.81, annex B).

    The picture is what it was, byte for byte. A file that is not built as it should be comes back
    as it is.
    """
    kept = bytearray(data[:2])
    for marker, start, end in _segments(data):
        if marker in {_START_OF_SCAN, _END}:
            return bytes(kept + data[start:])
        is_app = 0xE0 <= marker <= 0xEF
        if marker != _COMMENT and (not is_app or marker in _KEPT_APPS):
            kept += data[start:end]
    return data


def is_usual(data: bytes) -> bool:
    """Say whether every decoder can read the JPEG, as far as what precedes its pixels tells.

    False for rare ways of coding, and where a table is missing that the pixels are coded with.
    """
    tables: set[int] = set()
    wanted: set[int] | None = None
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if marker == _QUANTIZATION:
            tables |= _table_numbers(body)
        elif marker in _USUAL_FRAMES:
            wanted = set(body[8::3])
        elif marker in _OTHER_FRAMES:
            return False
        elif marker == _START_OF_SCAN:
            return wanted is not None and wanted <= tables
    return False


def size_of_plain(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a JPEG in which nothing but a usual picture is told, else None.

    It is grey or YCbCr (JFIF), upright, without a colour profile or any remark, and all tables
    before its pixels are as they should be: what decoders need not be asked about.
    """
    size, at, tables, wanted = None, 2, set[int](), set[int]()
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if start != at or end > len(data):
            return None
        at = end
        if marker == _START_OF_SCAN:
            return size if wanted <= tables else None
        if marker == _QUANTIZATION and _has_whole_tables(body):
            tables |= _table_numbers(body)
        elif marker in _USUAL_FRAMES and size is None:
            size, wanted = _size_in_frame(body), set(body[8::3])
            if size is None:
                return None
        elif marker not in _OTHER_TABLES and not (marker == _JFIF and _is_jfif(body)):
            return None
    return None


def _size_in_frame(body: bytes) -> tuple[int, int] | None:
    """Return width and height of a frame of eight bits in one or three colours (B.2.2)."""
    if len(body) not in {9, 15} or body[0] != 8 or len(body) != 6 + 3 * body[5]:
        return None
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    return (width, height) if width and height else None


def _is_jfif(body: bytes) -> bool:
    return len(body) >= _SHORTEST_JFIF and body.startswith(b"JFIF\0")


def _has_whole_tables(body: bytes) -> bool:
    at = 0
    while at < len(body):
        at += _table_length(body[at])
    return at == len(body)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield the marker of each segment, where it starts and where it ends, up to the pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, end
        if marker in {_START_OF_SCAN, _END}:
            return
        at = end


def _table_numbers(body: bytes) -> set[int]:
    """Return the numbers of the quantization tables in a segment (B.2.4.1)."""
    numbers: set[int] = set()
    at = 0
    while at < len(body):
        numbers.add(body[at] & 0x0F)
        at += _table_length(body[at])
    return numbers


def _table_length(head: int) -> int:
    return 129 if head >> 4 else 65
