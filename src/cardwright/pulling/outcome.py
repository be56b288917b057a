"""What a pull has done so far, for people."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Counts, and sentences about what is not as it is at the source."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    """Soft-deleted here because they are gone for good there."""
    types: int = 0
    """Types that were added or changed."""
    files: int = 0
    file_bytes: int = 0
    notes: list[str] = field(default_factory=list)
    """What was left as it is here, or is called otherwise."""
    problems: list[str] = field(default_factory=list)
    """What could not be taken; the next pull tries again."""

    def say(self, notes: Iterable[str], problems: Iterable[str]) -> None:
        """Add sentences, each once however often it is said."""
        for sentences, new in ((self.notes, notes), (self.problems, problems)):
            sentences += [one for one in new if one not in sentences]

    def moves(self) -> tuple[int, ...]:
        """Return what tells two moments apart between which something was written."""
        return self.added, self.changed, self.deleted, self.types
