"""Fit paragraphs into a box: shrink, wrap, wrap and shrink, or clip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import floor

from cardwright.layout.units import MM_PER_POINT
from cardwright.rendering.text.breaking import has_wider_word, spans
from cardwright.rendering.text.paragraph import Line, Paragraph, Type

TOLERANCE = 1e-6
"""Millimetres that are noise of the arithmetic."""
_MOST_LINES = 20_000
"""As many as the longest text has characters."""
_STEPS_PER_POINT = 10
_MOST_RETRIES = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """The box, in millimetres, and what the style says about sizes, in points."""

    width: float
    height: float
    size_pt: float
    min_size_pt: float
    line_height: float
    letter_spacing_pt: float
    max_lines: int | None

    def type_at(self, size_pt: float) -> Type:
        """Return the type of a size in points."""
        return Type(size_pt * MM_PER_POINT, self.letter_spacing_pt * MM_PER_POINT)

    def line_mm(self, size_pt: float) -> float:
        """Return the height of a line."""
        return size_pt * MM_PER_POINT * self.line_height

    def has_line(self, size_pt: float) -> bool:
        """Say whether a line is no higher than the box."""
        return self.line_mm(size_pt) <= self.height + TOLERANCE

    def most_lines(self, size_pt: float) -> int:
        """Return how many lines there may be, at least one."""
        line, room = self.line_mm(size_pt), self.height + TOLERANCE
        # A line may be so low that no number says how many there are.
        fitting = _MOST_LINES if line * _MOST_LINES <= room else max(1, floor(room / line))
        return fitting if self.max_lines is None else min(fitting, self.max_lines)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The lines that are drawn, and their size."""

    size_pt: float
    lines: Sequence[Line]
    is_overflowing: bool


def shrink(paragraphs: Sequence[Paragraph], frame: Frame) -> Fitted:
    """Make one line smaller until it fits in both directions; below the minimum, cut it."""
    (paragraph,) = paragraphs
    line = paragraph.line()
    em, gaps = line.advance()
    type_ = frame.type_at(frame.size_pt)
    widest = (frame.width - gaps * type_.spacing) / em if em > 0 else type_.size
    fitting = min(widest, frame.height / frame.line_height) / MM_PER_POINT
    size_pt = frame.size_pt
    if fitting < size_pt:
        size_pt = max(floor(fitting * 100) / 100, frame.min_size_pt)
    type_ = frame.type_at(size_pt)
    if line.width(type_) <= frame.width + TOLERANCE:
        return Fitted(size_pt, [line], is_overflowing=not frame.has_line(size_pt))
    return Fitted(size_pt, [paragraph.ellipsis(0, frame.width, type_)], is_overflowing=True)


def clip(paragraphs: Sequence[Paragraph], frame: Frame) -> Fitted:
    """Keep the size; cut what is too wide with an ellipsis and leave out what is too low."""
    type_ = frame.type_at(frame.size_pt)
    lines = []
    for paragraph in paragraphs[: frame.most_lines(frame.size_pt)]:
        line = paragraph.line()
        is_narrow = line.width(type_) <= frame.width + TOLERANCE
        lines.append(line if is_narrow else paragraph.ellipsis(0, frame.width, type_))
    return Fitted(frame.size_pt, lines, is_overflowing=False)


def wrap(paragraphs: Sequence[Paragraph], frame: Frame) -> Fitted:
    """Break lines that are too wide; what is too much for the box is cut with an ellipsis."""
    return _wrapped(paragraphs, frame, frame.size_pt)


def wrap_shrink(paragraphs: Sequence[Paragraph], frame: Frame) -> Fitted:
    """Break lines, and make the text smaller until all of it fits with every word whole."""
    smallest = frame.min_size_pt
    steps = floor((frame.size_pt - smallest) * _STEPS_PER_POINT)
    fewest, most = 0, steps + 1
    while fewest < most:
        middle = (fewest + most) // 2
        if _seems_to_fit(paragraphs, frame, _size(frame, middle)):
            most = middle
        else:
            fewest = middle + 1
    for step in range(fewest, min(fewest + _MOST_RETRIES, steps + 1)):
        fitted = _wrapped(paragraphs, frame, _size(frame, step))
        if not fitted.is_overflowing:
            return fitted
    return _wrapped(paragraphs, frame, smallest)


def _size(frame: Frame, step: int) -> float:
    return max(frame.size_pt - step / _STEPS_PER_POINT, frame.min_size_pt)


def _seems_to_fit(paragraphs: Sequence[Paragraph], frame: Frame, size_pt: float) -> bool:
    type_, left = frame.type_at(size_pt), frame.most_lines(size_pt)
    if not frame.has_line(size_pt) or len(paragraphs) > left:
        return False
    for paragraph in paragraphs:
        if has_wider_word(paragraph, frame.width, type_):
            return False
        left -= sum(1 for _ in islice(spans(paragraph, frame.width, type_), left + 1))
        if left < 0:
            return False
    return True


def _wrapped(paragraphs: Sequence[Paragraph], frame: Frame, size_pt: float) -> Fitted:
    """Break into lines; where a line cut out is wider than it seemed, break a little earlier."""
    type_, room = frame.type_at(size_pt), frame.width
    for _ in range(_MOST_RETRIES):
        fitted = _broken(paragraphs, replace(frame, width=room), size_pt)
        excess = max(line.width(type_) for line in fitted.lines) - frame.width
        if excess <= TOLERANCE:
            return fitted
        room -= excess
    return replace(fitted, is_overflowing=True)


def _broken(paragraphs: Sequence[Paragraph], frame: Frame, size_pt: float) -> Fitted:
    type_, most = frame.type_at(size_pt), frame.most_lines(size_pt)
    places = [
        (paragraph, span)
        for paragraph in paragraphs[: most + 1]
        for span in islice(spans(paragraph, frame.width + TOLERANCE, type_), most + 1)
    ]
    is_cut = len(places) > most
    lines = [paragraph.line(*span) for paragraph, span in places[: most - is_cut]]
    if is_cut:
        paragraph, (start, _) = places[most - 1]
        lines.append(paragraph.ellipsis(start, frame.width, type_))
    return Fitted(size_pt, lines, is_overflowing=is_cut or not frame.has_line(size_pt))
