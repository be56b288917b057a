"""Fonts that are linked files of a template, made into what Skia embeds in a PDF as a font.

Skia writes glyf TrueType into a PDF as a subset font, and every other kind as Type 3, which prints
worse and cannot be searched. So other kinds are converted, letters lose their colours, and a font
that forbids embedding is refused.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

import uharfbuzz as hb

from cardwright.rendering.fonts.font import Font

LARGEST = 32 * 1024 * 1024
"""Bytes of an unpacked font."""

COLOURS = frozenset({"COLR", "CPAL", "SVG ", "sbix", "CBDT", "CBLC", "EBDT", "EBLC", "EBSC"})
"""Tables of letters that are coloured layers or pictures, which Skia writes as Type 3, too."""

_TRUE_TYPE = {b"\x00\x01\x00\x00", b"true"}
_FORBIDS_EMBEDDING = 0x0002 | 0x0200  # OpenType, OS/2 fsType: restricted licence, bitmaps only
_MOST_KEPT, _MOST_KEPT_BYTES = 16, 64 * 1024 * 1024
_kept: "OrderedDict[str, tuple[int, LinkedFont | RefusedFont]]" = OrderedDict()


class Refusal(Exception):
    """A font that will not do; the message says why, and what to do."""


@dataclass(frozen=True)
class RefusedFont:
    """A file that no text can be drawn with."""

    reason: str
    """A sentence for people that says what to do."""


class LinkedFont:
    """A usable font; a variable one gives a font for each weight."""

    def __init__(self, data: bytes, weights: tuple[float, float] | None) -> None:
        self._data = data
        self._weights = weights
        self._fonts: dict[float, Font] = {}

    def font(self, weight: int) -> Font:
        """Return the font nearest to that weight (1 to 1000)."""
        lightest, heaviest = self._weights or (0, 0)
        nearest = min(max(lightest, weight), heaviest)
        if nearest not in self._fonts:
            self._fonts[nearest] = self._opened(nearest)
        return self._fonts[nearest]

    def _opened(self, weight: float) -> Font:
        data = self._data
        if self._weights is not None:
            from cardwright.rendering.fonts.conversion import fixed  # slow to import, see below

            data = fixed(data, weight)
        name = hb.Face(hb.Blob(data)).get_name(hb.OTNameIdPredefined.FULL_NAME)
        return Font(data, name or "linked font")


def linked_font(data: bytes) -> LinkedFont | RefusedFont:
    """Return the font in the bytes of a file, or why it is refused; the last ones are kept."""
    key = hashlib.sha256(data).hexdigest()
    kept = _kept.pop(key) if key in _kept else (len(data), _checked(data))
    _kept[key] = kept
    while len(_kept) > _MOST_KEPT or sum(size for size, _ in _kept.values()) > _MOST_KEPT_BYTES:
        _kept.popitem(last=False)
    return kept[1]


def _checked(data: bytes) -> LinkedFont | RefusedFont:
    try:
        font = _usable(data)
        font.font(400)
    except Refusal as refusal:
        return RefusedFont(str(refusal))
    except Exception:  # noqa: BLE001 - parsers of damaged fonts raise anything
        return RefusedFont("The file is no font that can be read; upload it again as TrueType.")
    return font


def _usable(data: bytes) -> LinkedFont:
    if _unpacked_size(data) > LARGEST:
        raise Refusal("The font is larger than 32 MB; upload a subset of it.")
    weights = None
    tables = hb.Face(hb.Blob(data)).table_tags
    is_ready = data[:4] in _TRUE_TYPE and "glyf" in tables and "fvar" not in tables
    if not is_ready or not COLOURS.isdisjoint(tables):
        # Most fonts are ready as they are, and fontTools takes 0.2 s to import.
        from cardwright.rendering.fonts.conversion import converted

        data, weights = converted(data)
    if _licence_bits(data) & _FORBIDS_EMBEDDING:
        raise Refusal(
            "The licence bits of the font forbid embedding it in a PDF; ask its maker for a "
            "version that may be embedded."
        )
    return LinkedFont(data, weights)


def _unpacked_size(data: bytes) -> int:
    """Return the bytes of the font; packed ones tell it in their header (WOFF 1 and 2)."""
    is_packed = data[:4] in {b"wOFF", b"wOF2"}
    return int.from_bytes(data[16:20], "big") if is_packed else len(data)


def _licence_bits(data: bytes) -> int:
    """Return fsType (OpenType, OS/2)."""
    table = bytes(hb.Face(hb.Blob(data)).reference_table("OS/2").data)
    return int.from_bytes(table[8:10], "big")
