"""Decode what strangers upload in child processes that can be killed, never in this one."""

import sys
from collections.abc import Hashable, Sequence
from pathlib import Path

import msgspec

from cardwright.children import BeyondLimits, Children
from cardwright.errors import Invalid
from cardwright.files.claims import Claim, Problem
from cardwright.files.content import CHECKED_TYPES

AT_A_TIME = 2
SECONDS = 5.0
# Pillow addresses 815 MB for a WebP of 50 megapixels, 485 MB for an AVIF, 380 MB for a
# progressive JPEG (measured): what decisions promise to accept must fit.
MEMORY = 1024 * 1024 * 1024
FILES_PER_CHILD = 200

INSPECTOR = (sys.executable, "-P", "-m", "cardwright.files.inspector")

_BEYOND_LIMITS = (
    "could not be decoded within the limits of time and memory: upload a simpler or smaller file"
)


class Inspection:
    """At most two children, started when first needed and kept warm until `close`.

    `program` is the command of a child, to which its limits are appended: `memory` in bytes and
    `seconds` of wall time for one file. Belongs to one event loop.
    """

    def __init__(
        self,
        program: Sequence[str] = INSPECTOR,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._children = Children(
            program,
            msgspec.msgpack.Decoder(Problem),
            at_a_time=AT_A_TIME,
            seconds=seconds,
            memory=memory,
            questions_each=FILES_PER_CHILD,
        )

    @property
    def busy(self) -> int:
        """How many children work."""
        return self._children.busy

    @property
    def waiting(self) -> int:
        """How much waits for a child."""
        return self._children.waiting

    async def check(self, path: Path, content_type: str, party: Hashable = None) -> None:
        """Decode the file as what it claims to be; types outside CHECKED_TYPES always pass.

        Parties take turns, however many files each has. Raises Invalid for `file` where it is
        something else, damaged, or too much to decode, and Unavailable where no child can be
        started.
        """
        if content_type not in CHECKED_TYPES:
            return
        try:
            found = await self._children.ask(Claim(str(path.absolute()), content_type), party)
        except BeyondLimits:
            raise Invalid.field("file", _BEYOND_LIMITS) from None
        if found.problem:
            raise Invalid.field("file", found.problem)

    async def close(self) -> None:
        """End the children; checks under way and to come are Unavailable."""
        await self._children.close()
