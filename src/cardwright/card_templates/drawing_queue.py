"""Who may have something drawn now, who waits, and who is told to come again."""

from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from cardwright.errors import Unavailable

MOST_RENDERS, MOST_RENDERS_OF_ACCOUNT = 32, 16
MOST_PREVIEWS, MOST_PREVIEWS_OF_ACCOUNT = 256, 128
"""A page of a hundred previews may ask for all of them at once; each is the work of a moment."""
MOST_STAGES, MOST_STAGES_OF_ACCOUNT = 64, 32
"""A designer asks for one answer after another, so these are as many people at work at once."""

_TOO_MANY = "Too many cards are being drawn at the moment: try again shortly"


class DrawingQueue:
    """Counts what is drawn or waits for it, so that neither memory nor patience has to be endless.

    At most `most` at a time, of which one account has at most `most_of_account`: what one account
    asks for leaves room for the others.
    """

    def __init__(self, most: int, most_of_account: int) -> None:
        self._most, self._most_of_account = most, most_of_account
        self._places: Counter[int] = Counter()

    @property
    def taken(self) -> int:
        """How many places are held."""
        return self._places.total()

    @contextmanager
    def place(self, account_id: int) -> Iterator[Hashable]:
        """Hold a place for the block, and give it the party that takes turns at the drawing.

        That is the account in this queue: its previews by the dozen hold up neither its own stage
        nor others. Raises Unavailable where there is no place left.
        """
        is_full = self.taken >= self._most
        if is_full or self._places[account_id] >= self._most_of_account:
            raise Unavailable(_TOO_MANY)
        self._places[account_id] += 1
        try:
            yield self, account_id
        finally:
            self._places[account_id] -= 1
            if not self._places[account_id]:
                del self._places[account_id]


def render_queue() -> DrawingQueue:
    """Return the queue of what comes with a body, which is held in memory meanwhile."""
    return DrawingQueue(MOST_RENDERS, MOST_RENDERS_OF_ACCOUNT)


def preview_queue() -> DrawingQueue:
    """Return the queue of what a page of pictures asks for."""
    return DrawingQueue(MOST_PREVIEWS, MOST_PREVIEWS_OF_ACCOUNT)


def stage_queue() -> DrawingQueue:
    """Return the queue of what the stages of designers ask for, while somebody drags or types.

    It is one of its own, so that nobody's renders keep people from working.
    """
    return DrawingQueue(MOST_STAGES, MOST_STAGES_OF_ACCOUNT)
