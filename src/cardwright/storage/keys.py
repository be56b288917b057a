"""The names under which bytes are kept."""

import re

_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
_KEY = re.compile(rf"{_SEGMENT}(/{_SEGMENT})+")
_LONGEST_KEY = 250


def checked_key(key: str) -> str:
    """Return `key`. Raises ValueError for one that could leave its place (see `Storage`)."""
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not a storage key")
    return key
