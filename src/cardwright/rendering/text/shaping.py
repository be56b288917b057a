"""Shape runs of characters with HarfBuzz: from characters to glyphs and their advances."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import uharfbuzz as hb

from cardwright.rendering.fonts.font import Font
from cardwright.rendering.text.itemising import Item

_CONTEXT = 5
"""How many characters around a run HarfBuzz looks at, to join Arabic letters."""
_LONGEST_KEPT = 100
_MOST_KEPT = 4096
"""Words of one font."""
_NO_LIGATURES = {"liga": False, "clig": False}
CURSIVE_SCRIPTS = frozenset(
    {"Arab", "Syrc", "Mong", "Nkoo", "Mand", "Phag", "Mani", "Adlm", "Rohg", "Sogd"}
)
"""Their letters are joined, so that no space may be put between them."""


@dataclass(frozen=True, slots=True)
class ShapedRun:
    """The glyphs of a run in visual order. Lengths are in em, y upwards."""

    glyphs: tuple[int, ...]
    advances: tuple[float, ...]
    offsets: tuple[tuple[float, float], ...]
    clusters: tuple[int, ...]
    """For each glyph the character it comes from, counted from the start of the run."""


_kept: WeakKeyDictionary[Font, dict[tuple[object, ...], ShapedRun]] = WeakKeyDictionary()


def shape(text: str, item: Item, *, is_spaced: bool) -> ShapedRun:
    """Shape one run of a paragraph; with letter spacing, letters do not join into ligatures.

    What was shaped is kept as long as its font, for the same words come on card after card.
    """
    start, end = item.start, item.end
    before = text[max(0, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    key = (before, text[start:end], after, item.script, item.level % 2, is_spaced)
    kept = _kept.setdefault(item.font, {})
    run = kept.get(key)
    if run is None:
        run = _shape(item, before, text[start:end], after, is_spaced=is_spaced)
        if end - start <= _LONGEST_KEPT:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = run
    return run


def _shape(item: Item, before: str, text: str, after: str, *, is_spaced: bool) -> ShapedRun:
    buffer = hb.Buffer()
    buffer.add_str(before + text + after, len(before), len(text))
    buffer.direction = "rtl" if item.level % 2 else "ltr"
    buffer.script = item.script
    buffer.language = "und"
    hb.shape(item.font.shaper, buffer, _NO_LIGATURES if is_spaced else None)
    # A font without a space may have nothing at all to show for what is invisible.
    infos, positions = buffer.glyph_infos or (), buffer.glyph_positions or ()
    em = item.font.units_per_em
    return ShapedRun(
        tuple(info.codepoint for info in infos),
        tuple(position.x_advance / em for position in positions),
        tuple((position.x_offset / em, position.y_offset / em) for position in positions),
        tuple(info.cluster - len(before) for info in infos),
    )
