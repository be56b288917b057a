"""Where the Unicode standard divides text: directions (UAX 9), lines (UAX 14), letters (UAX 29).

ICU does the work; it counts in UTF-16 units, and these functions in characters.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from itertools import groupby
from typing import Literal, TypeVar, TypeVarTuple

import icu

Direction = Literal["auto", "ltr", "rtl"]

_BASE_LEVELS = {"auto": icu.Bidi.DEFAULT_LTR, "ltr": 0, "rtl": 1}
"""Automatic is the first strong character, left to right if there is none (UAX 9 P2, P3)."""


_LONGEST_KEPT = 200
_MOST_KEPT = 1024
_Rest = TypeVarTuple("_Rest")
_Found = TypeVar("_Found")


def _kept_if_short(function: Callable[[str, *_Rest], _Found]) -> Callable[[str, *_Rest], _Found]:
    """Keep what was found for short texts, which come again on card after card."""
    kept: dict[tuple[object, ...], _Found] = {}

    @wraps(function)
    def found(text: str, *rest: *_Rest) -> _Found:
        key = (text, *rest)
        if (earlier := kept.get(key)) is not None:
            return earlier
        answer = function(text, *rest)
        if len(text) <= _LONGEST_KEPT:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = answer
        return answer

    return found


class _Breakers(threading.local):
    """Break iterators keep the text they walk over, so each thread has its own."""

    def __init__(self) -> None:
        root = icu.Locale.getRoot()
        self.line = icu.BreakIterator.createLineInstance(root)
        self.letter = icu.BreakIterator.createCharacterInstance(root)


_breakers = _Breakers()


@_kept_if_short
def levels(text: str, direction: Direction) -> tuple[int, Sequence[int]]:
    """Return the base level of a paragraph and that of each character; odd runs to the left."""
    if not text:
        return (1 if direction == "rtl" else 0), ()
    if text.isascii() and direction != "rtl":
        # It has nothing that runs to the left, or could begin a paragraph that does.
        return 0, (0,) * len(text)
    analysis = icu.Bidi()
    # The analysis refers to the string, which must live as long.
    units = icu.UnicodeString(text)
    analysis.setPara(units, _BASE_LEVELS[direction])
    per_unit = analysis.getLevels()
    if len(per_unit) == len(text):
        return analysis.getParaLevel(), per_unit
    return analysis.getParaLevel(), [per_unit[unit] for unit in _units(text)[:-1]]


def visual_order(levels_of_runs: Sequence[int]) -> Sequence[int]:
    """Return the runs of a line in the order in which they stand from left to right (UAX 9 L2)."""
    order = list(range(len(levels_of_runs)))
    for level in range(max(levels_of_runs, default=0), 0, -1):
        start = 0
        for is_reversed, run in groupby(order, key=lambda place: levels_of_runs[place] >= level):
            end = start + len(list(run))
            if is_reversed:
                order[start:end] = order[start:end][::-1]
            start = end
    return order


@_kept_if_short
def line_breaks(text: str) -> Sequence[int]:
    """Return the places where a line may end, the end of the text last; Thai by dictionary."""
    _breakers.line.setText(text)
    return _in_characters(text, _breakers.line)


@_kept_if_short
def letter_breaks(text: str) -> Sequence[int]:
    """Return the end of each grapheme cluster, what a reader takes for one letter."""
    _breakers.letter.setText(text)
    return _in_characters(text, _breakers.letter)


def _in_characters(text: str, ends: Iterable[int]) -> Sequence[int]:
    if text.isascii() or max(text) <= "\uffff":
        return tuple(ends)
    places = {unit: place for place, unit in enumerate(_units(text))}
    return tuple(places[end] for end in ends if end in places)


def _units(text: str) -> list[int]:
    """Return the UTF-16 unit at which each character starts, and the end."""
    units, unit = [], 0
    for character in text:
        units.append(unit)
        unit += 2 if character > "\uffff" else 1
    return [*units, unit]
