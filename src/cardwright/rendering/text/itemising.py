"""Divide a paragraph into runs that are shaped as one: same direction, same font, same script."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cardwright.rendering.fonts.font import Font
from cardwright.rendering.fonts.library import FontLibrary
from cardwright.rendering.text.boundaries import letter_breaks
from cardwright.rendering.text.characters import is_ignorable, script

_OF_ANY_SCRIPT = {"Zyyy", "Zinh", "Zzzz"}
_MOST_KEPT = 4096
"""Characters of one font."""


@dataclass(frozen=True, slots=True)
class Typesetting:
    """The font of a text, and where else to look for what it lacks."""

    first: Font
    weight: int
    library: FontLibrary


@dataclass(frozen=True, slots=True)
class Item:
    """A run of characters `start` to `end` of a paragraph."""

    start: int
    end: int
    level: int
    font: Font
    script: str


def items(text: str, levels: Sequence[int], typesetting: Typesetting) -> list[Item]:
    """Return the runs of a paragraph in logical order."""
    if not text:
        return []
    fonts, scripts = _fonts(text, typesetting), _scripts(text)
    found, start = [], 0
    for (level, font, code), run in groupby(zip(levels, fonts, scripts, strict=True)):
        end = start + len(list(run))
        found.append(Item(start, end, level, font, code))
        start = end
    return found


def is_covered(font: Font, character: str) -> bool:
    """Say whether HarfBuzz can show the character with this font.

    It composes what is missing from its parts, makes spaces of any width from the usual one, and
    leaves out what has no shape.
    """
    kept = font.covered
    answer = kept.get(character)
    if answer is None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        answer = kept[character] = _is_covered(font, character)
    return answer


def _is_covered(font: Font, character: str) -> bool:
    if font.has(character) or is_ignorable(character):
        return True
    if character.isspace():
        return font.has(" ")
    if character == "\N{NON-BREAKING HYPHEN}":
        return font.has("\N{HYPHEN}")
    parts = unicodedata.normalize("NFD", character)
    return parts != character and all(font.has(part) for part in parts)


def _fonts(text: str, typesetting: Typesetting) -> Sequence[Font]:
    """Return the font of each character; those of one letter share it where one font has all."""
    first = typesetting.first
    characters = set(text)
    are_known = all(map(first.covered.get, characters))
    if are_known or all(is_covered(first, character) for character in characters):
        return [first] * len(text)
    chain = typesetting.library.chain(first, typesetting.weight, text)
    fonts: list[Font] = []
    start = 0
    for end in letter_breaks(text):
        letter = text[start:end]
        fonts.extend([_font(letter, chain)] * len(letter))
        start = end
    return fonts


def _font(letter: str, chain: list[Font]) -> Font:
    for wanted in (letter, letter[0]):
        for font in chain:
            if all(is_covered(font, character) for character in wanted):
                return font
    return chain[0]


def _scripts(text: str) -> list[str]:
    """Return the script of each character; what is of any takes the one before, or else after."""
    scripts = [script(character) for character in text]
    particular = set(scripts) - _OF_ANY_SCRIPT
    if len(particular) < 2:
        return [particular.pop() if particular else "Zyyy"] * len(text)
    current = next(code for code in scripts if code in particular)
    for place, code in enumerate(scripts):
        if code in _OF_ANY_SCRIPT:
            scripts[place] = current
        else:
            current = code
    return scripts
