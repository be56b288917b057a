"""What every place that keeps bytes offers.

All calls are synchronous and may come from several threads at once. Disk or network trouble while
bytes are stored is Unavailable; a key that could leave its place is a ValueError.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class Incoming(Protocol):
    """Bytes on their way in, on this machine until they are kept."""

    @property
    def path(self) -> Path:
        """A temporary file, made when it is first asked for, of all that was written so far.

        What is written later follows at once, so that other processes may read it.
        """

    @property
    def head(self) -> bytes:
        """The first bytes that were written, at most 4 KiB."""

    @property
    def size(self) -> int:
        """How many bytes were written."""

    @property
    def is_quick(self) -> bool:
        """Whether `write` takes a fraction of a millisecond for a chunk, whatever happens."""

    def write(self, chunk: bytes | bytearray) -> None:
        """Append the bytes, and hash them."""

    def sha256(self) -> str:
        """Return the SHA-256 of all that was written, in hexadecimal."""

    def discard(self) -> None:
        """Remove the temporary file; harmless twice, and after `keep`."""


class Storage(Protocol):
    """A place that keeps bytes under keys.

    A key is two or more segments joined by `/`, each of `A-Z a-z 0-9 _ - .` and not starting with
    a dot, such as `12/0197a3-4fd2`. Keys are never reused, so what a key holds never changes.
    """

    is_quick: bool
    """Whether keeping bytes waits for nothing but a disk of this machine."""

    def incoming(self) -> Incoming:
        """Begin to take bytes in. Touches no disk before the first of them is written."""

    def keep(self, incoming: Incoming, key: str) -> None:
        """Keep the bytes under the key; when it returns they survive a loss of power.

        Raises FileExistsError where the key is taken. An Incoming can be kept once: after a
        failure the bytes have to come in anew.
        """

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        """Return the bytes from `start` up to but without `stop`, in pieces of at most 256 KiB.

        Ends early where the bytes end. Raises FileNotFoundError at once when the key is unknown.
        """

    def local_file(self, key: str) -> Path | None:
        """Return the file of this machine that holds the bytes, without looking whether it exists.

        None where the bytes lie elsewhere (see `LocalCopies`).
        """

    def size(self, key: str) -> int:
        """Return the number of bytes; FileNotFoundError when the key is unknown."""

    def kept_at(self, key: str) -> float:
        """Return when the bytes came, in seconds since 1970 by the clock of the place.

        Raises FileNotFoundError when the key is unknown.
        """

    def remove(self, key: str) -> None:
        """Forget the key and its bytes; harmless when it is gone."""

    def keys(self) -> Iterator[str]:
        """Return every kept key, in no particular order."""

    def check(self) -> None:
        """Raise OSError when bytes cannot be taken in; cheap enough for a readiness probe."""
