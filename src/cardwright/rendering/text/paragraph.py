"""A paragraph that has been shaped: how wide any part of it is, and the lines cut from it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from cardwright.rendering.text.boundaries import (
    Direction,
    letter_breaks,
    levels,
    visual_order,
)
from cardwright.rendering.text.characters import ELLIPSIS, SOFT_HYPHEN, is_ignorable
from cardwright.rendering.text.itemising import Item, Typesetting, is_covered, items
from cardwright.rendering.text.shaping import CURSIVE_SCRIPTS, ShapedRun, shape


@dataclass(frozen=True, slots=True)
class Type:
    """The size of letters and the space after each, in millimetres."""

    size: float
    spacing: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of shaped text, in visual order."""

    text: str
    is_right_to_left: bool
    is_spaced: bool
    """Whether there may be letter spacing; without it, its places are not looked for."""
    runs: Sequence[tuple[Item, ShapedRun]]

    def advance(self) -> tuple[float, int]:
        """Return the width without letter spacing, in em, and how many spaces come to it."""
        em = sum(sum(run.advances) for _, run in self.runs)
        if not self.is_spaced:
            return em, 0
        gaps = sum(
            has_gap(self.text, item, run, place)
            for item, run in self.runs
            for place in range(len(run.glyphs))
        )
        return em, gaps - self.ends_in_gap()

    def ends_in_gap(self) -> bool:
        """Say whether a letter space would follow the last glyph, where it is left out."""
        item, run = self.runs[-1] if self.runs else (None, None)
        return item is not None and run is not None and has_gap(self.text, item, run, -1)

    def width(self, type_: Type) -> float:
        """Return the width in millimetres."""
        em, gaps = self.advance()
        return em * type_.size + gaps * type_.spacing


class Paragraph:
    """Text without line breaks of its own."""

    def __init__(
        self, text: str, direction: Direction, typesetting: Typesetting, *, is_spaced: bool
    ) -> None:
        self.text = text
        self._typesetting = typesetting
        self._is_spaced = is_spaced
        self.base_level, of_characters = levels(text, direction)
        self._runs = [
            (item, shape(text, item, is_spaced=is_spaced))
            for item in items(text, of_characters, typesetting)
        ]

    def width(self, start: int, end: int, type_: Type) -> float:
        """Return about how wide a part is, in millimetres, but for the spaces at its end.

        Cut out, letters at the ends may change their shape; only `Line.width` is exact.
        """
        end = self._trimmed(start, end)
        advances, gaps = self._sums
        em, between = advances[end] - advances[start], gaps[end] - gaps[start]
        return em * type_.size + max(0, between - 1) * type_.spacing

    def line(self, start: int = 0, end: int | None = None) -> Line:
        """Cut out a line; a soft hyphen at its end becomes a real one."""
        end = len(self.text) if end is None else end
        text = self.text[start : self._trimmed(start, end)]
        if len(text) == len(self.text):
            return self._as_line(text, self._runs)
        cut = [
            replace(item, start=max(item.start - start, 0), end=min(item.end - start, len(text)))
            for item, _ in self._runs
            if max(item.start, start) < min(item.end, start + len(text))
        ]
        if text.endswith(SOFT_HYPHEN) and end < len(self.text) and is_covered(cut[-1].font, "-"):
            text = text[:-1] + "-"
        runs = [(item, shape(text, item, is_spaced=self._is_spaced)) for item in cut]
        return self._as_line(text, runs)

    def ellipsis(self, start: int, limit: float, type_: Type) -> Line:
        """Return as much of the text from `start` as fits before an ellipsis, or an empty line."""
        mark = self._sibling(ELLIPSIS).line()
        room = limit - mark.width(type_) - type_.spacing
        ends = [end for end in letter_breaks(self.text) if end > start]
        fitting = bisect_right(ends, room, key=lambda end: self.width(start, end, type_))
        step = 1
        while fitting >= 0:
            end = ends[fitting - 1] if fitting else start
            line = self._sibling(self.text[start:end].rstrip() + ELLIPSIS).line()
            if line.width(type_) <= limit:
                return line
            fitting, step = fitting - step, step * 2
        return replace(mark, text="", runs=())

    def missing(self) -> list[str]:
        """Return the characters that no font has a glyph for, in order."""
        found: list[str] = []
        for item, run in self._runs:
            if 0 not in run.glyphs:
                continue
            starts = sorted({*run.clusters, item.end - item.start})
            ends = dict(pairwise(starts))
            for glyph, cluster in sorted(zip(run.glyphs, run.clusters, strict=True), key=_cluster):
                if glyph == 0:
                    letter = self.text[item.start + cluster : item.start + ends[cluster]]
                    lacking = [one for one in letter if not is_covered(item.font, one)]
                    found.extend(lacking or letter[0])
        return found

    def _as_line(self, text: str, runs: Sequence[tuple[Item, ShapedRun]]) -> Line:
        ordered = [runs[place] for place in visual_order([item.level for item, _ in runs])]
        return Line(text, self.base_level % 2 == 1, self._is_spaced, ordered)

    def _sibling(self, text: str) -> "Paragraph":
        direction: Direction = "rtl" if self.base_level % 2 else "ltr"
        return Paragraph(text, direction, self._typesetting, is_spaced=self._is_spaced)

    def _trimmed(self, start: int, end: int) -> int:
        return start + len(self.text[start:end].rstrip())

    @cached_property
    def _sums(self) -> tuple[list[float], list[int]]:
        """Return the advance and the letter spaces before each character."""
        advances, gaps = [0.0] * len(self.text), [0] * len(self.text)
        for item, run in self._runs:
            for place, cluster in enumerate(run.clusters):
                advances[item.start + cluster] += run.advances[place]
                if self._is_spaced:
                    gaps[item.start + cluster] += has_gap(self.text, item, run, place)
        return list(accumulate(advances, initial=0.0)), list(accumulate(gaps, initial=0))


def has_gap(text: str, item: Item, run: ShapedRun, place: int) -> bool:
    """Say whether letter spacing follows a glyph: the last of a letter that is not joined on."""
    clusters = run.clusters
    place %= len(clusters)
    return (
        (place + 1 == len(clusters) or clusters[place + 1] != clusters[place])
        and item.script not in CURSIVE_SCRIPTS
        and not is_ignorable(text[item.start + clusters[place]])
    )


def _cluster(glyph_and_cluster: tuple[int, int]) -> int:
    return glyph_and_cluster[1]
