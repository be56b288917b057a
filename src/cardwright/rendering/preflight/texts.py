"""Find texts that do not fit, are smaller than wanted, or lack a font or a glyph."""

from collections.abc import Iterator

from cardwright.layout.findings import Code, Finding
from cardwright.layout.objects.text import LinkedFont
from cardwright.rendering.items import TextItem
from cardwright.rendering.preflight.scene import Scene

_MOST_SHOWN = 12


def text_problems(scene: Scene, item: TextItem) -> Iterator[Finding]:
    """Yield what is wrong with the glyphs of a text."""
    block, text = item.block, item.text
    if block is None:
        return
    if block.is_overflowing:
        at_size = f", even in {_points(block.size_pt)} pt" if block.is_shrunk else ""
        yield scene.found(Code.TEXT_OVERFLOW, item, at_size=at_size)
    elif block.is_shrunk:
        yield scene.found(
            Code.TEXT_SHRUNK,
            item,
            size_pt=_points(block.size_pt),
            wanted_pt=_points(text.size_pt),
        )
    if block.missing_characters:
        characters = _named(block.missing_characters)
        yield scene.found(Code.MISSING_GLYPH, item, characters=characters)
    if block.is_font_missing:
        yield _missing_font(scene, item)


def _missing_font(scene: Scene, item: TextItem) -> Finding:
    font = item.text.font
    if not isinstance(font, LinkedFont):
        return scene.found(Code.MISSING_FONT, item, font=font)
    reason = scene.compiled.fonts.refusal(font.file)
    if reason is None:
        return scene.found(Code.MISSING_FONT, item, font=font.file)
    return scene.found(Code.REFUSED_FONT, item, reason=reason.rstrip("."))


def _points(size: float) -> str:
    return f"{size:.1f}".removesuffix(".0")


def _named(characters: str) -> str:
    """Return characters as people and tables know them: x (U+0078)."""
    named = [
        f"{one} (U+{ord(one):04X})" if one.isprintable() else f"U+{ord(one):04X}"
        for one in characters[:_MOST_SHOWN]
    ]
    more = len(characters) - _MOST_SHOWN
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
