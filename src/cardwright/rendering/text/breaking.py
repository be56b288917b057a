"""Fill lines with as much of a paragraph as fits, breaking where UAX 14 allows."""

from bisect import bisect_right
from collections.abc import Iterator

from cardwright.rendering.text.boundaries import letter_breaks, line_breaks
from cardwright.rendering.text.paragraph import Paragraph, Type

Span = tuple[int, int]


def spans(paragraph: Paragraph, limit: float, type_: Type) -> Iterator[Span]:
    """Yield the start and end of each line no wider than `limit` millimetres.

    A word that is wider than a whole line is broken between letters, the emergency break of
    UAX 14, so that nothing sticks out.
    """
    start = 0
    for word_start, word_end in _words(paragraph.text):
        if word_start > start and paragraph.width(start, word_end, type_) > limit:
            yield start, word_start
            start = word_start
        while paragraph.width(start, word_end, type_) > limit:
            cut = _cut(paragraph, start, word_end, limit, type_)
            if cut >= word_end:
                break
            yield start, cut
            start = cut
    yield start, len(paragraph.text)


def has_wider_word(paragraph: Paragraph, limit: float, type_: Type) -> bool:
    """Say whether a word would have to be broken."""
    return any(paragraph.width(start, end, type_) > limit for start, end in _words(paragraph.text))


def _words(text: str) -> Iterator[Span]:
    """Yield what lies between two places where a line may end."""
    start = 0
    for end in line_breaks(text):
        yield start, end
        start = end


def _cut(paragraph: Paragraph, start: int, end: int, limit: float, type_: Type) -> int:
    """Return the end of the letters from `start` that fit, at least one."""
    letters = letter_breaks(paragraph.text)
    first, last = bisect_right(letters, start), bisect_right(letters, end)
    fitting = bisect_right(
        letters,
        limit,
        first,
        last,
        key=lambda place: paragraph.width(start, place, type_),
    )
    cut = letters[max(fitting - 1, first)]
    return cut if paragraph.text[cut:end].strip() else end
