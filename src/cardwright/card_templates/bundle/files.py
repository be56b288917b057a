"""The files of a bundle that was read: looked at as uploads are, then kept, or forgotten."""

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from cardwright.card_templates.bundle.format import refused
from cardwright.card_templates.bundle.reading import ReadBundle, ReadPart
from cardwright.errors import CardwrightError, Invalid, Unavailable
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.files.content import BACKGROUND_TYPES
from cardwright.files.inspection import Inspection
from cardwright.storage import Storage
from cardwright.web.threads import Threads

_UNKNOWN = "application/octet-stream"


async def check_files(bundle: ReadBundle, inspection: Inspection, party: Hashable = None) -> None:
    """Raise Invalid for `file` where one is not, in whole, what its first bytes claim.

    Parties take turns, however many files each has.
    """
    for one in bundle.files:
        content_type = one.content_type
        if one.part.side is not None and content_type not in BACKGROUND_TYPES:
            names = ", ".join(sorted(name.rpartition("/")[2].upper() for name in BACKGROUND_TYPES))
            raise refused(f"has a background image that is none of these: {names}")
        try:
            await inspection.check(one.incoming.path, content_type or _UNKNOWN, party)
        except Invalid as fault:
            problem = "; ".join(fault.errors["file"])
            raise refused(f"has a part that cannot be used: {one.part.path} {problem}") from None


class BundleFiles:
    """The files on their way into the storage."""

    def __init__(self, bundle: ReadBundle, storage: Storage, account_hashid: str) -> None:
        self._bundle, self._storage, self._account_hashid = bundle, storage, account_hashid
        self.kept: list[tuple[ReadPart, KeptBlob]] = []

    def keep(self) -> None:
        """Make the bytes safe; to be called in a thread, before rows are written."""
        for one in self._bundle.files:
            incoming = one.incoming
            blob = KeptBlob(one.content_type or _UNKNOWN, incoming.size, incoming.sha256())
            self._storage.keep(incoming, storage_key(self._account_hashid, blob.id))
            self.kept.append((one, blob))

    @asynccontextmanager
    async def forgotten_if_refused(self, threads: Threads) -> AsyncIterator[None]:
        """Remove the bytes where the block, which keeps them and writes their rows, is refused.

        After a fault what is kept stays: it is not known whether the rows were written.
        """
        try:
            yield
        except Unavailable:
            self._bundle.discard()
            raise
        except CardwrightError:
            await threads.carry(self.forget)
            raise
        except BaseException:
            self._bundle.discard()
            raise

    def forget(self) -> None:
        """Remove the bytes, kept or not; nothing may refer to them."""
        self._bundle.discard()
        for _, blob in self.kept:
            self._storage.remove(storage_key(self._account_hashid, blob.id))
