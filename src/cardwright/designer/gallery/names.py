"""Names as people look for them: in any case, with or without accents, numbers by their size."""

import re
import unicodedata
from functools import lru_cache

Sorting = tuple[tuple[str, int], ...]

_KEPT_FOLDED = 32_768
_NUMBER = re.compile(r"([0-9]{1,18})", re.ASCII)


@lru_cache(maxsize=_KEPT_FOLDED)
def folded(text: str) -> str:
    """Return `text` without what a search looks over: case and accents."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=_KEPT_FOLDED)
def sorting(name: str) -> Sorting:
    """Return what names are sorted by, so that `Card 2` comes before `Card 10`."""
    parts = _NUMBER.split(folded(name))
    # Texts and numbers take turns, the texts first.
    pairs = zip(parts[::2], [*parts[1::2], "-1"], strict=True)
    return (*((text, int(number)) for text, number in pairs), (name, -1))


class Search:
    """What somebody looks for: names that hold all the words, wherever these stand."""

    def __init__(self, text: str) -> None:
        self._words = folded(text).split()

    def __bool__(self) -> bool:
        return bool(self._words)

    def finds(self, name: str) -> bool:
        """Say whether a name holds all the words."""
        return self.finds_folded(folded(name))

    def finds_folded(self, looked_at: str) -> bool:
        """Say whether a name, as `folded` returns it, holds all the words."""
        return all(word in looked_at for word in self._words)
