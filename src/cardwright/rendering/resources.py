"""The bytes that a drawing needs: pictures and fonts, by a key that stands for their content."""

from pathlib import Path

from msgspec import Struct


class Resource(Struct, frozen=True, kw_only=True):
    """A file to draw with, on this machine's disk or in memory.

    What has the same `key` has the same bytes, for ever: the key of a blob, or a hash.
    """

    key: str
    path: str | None = None
    data: bytes | None = None

    def read(self) -> bytes:
        """Return the bytes; OSError where the file is gone."""
        if self.data is not None:
            return self.data
        return Path(self.path or "").read_bytes()
