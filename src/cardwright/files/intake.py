"""An upload on its way in: received, looked at, and safe on the disk before any row tells of it."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from fastapi import Request

from cardwright.errors import CardwrightError, Invalid, Unavailable
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.files.content import claimed_type
from cardwright.files.inspection import Inspection
from cardwright.storage import Storage
from cardwright.web.threads import Threads
from cardwright.web.uploads import Upload, receive_file

LARGEST_UPLOAD = 20 * 1024 * 1024
_UNKNOWN = "application/octet-stream"


class ReceivedUpload:
    """An upload that is what it claims to be, and the other fields of a multipart form."""

    def __init__(
        self,
        storage: Storage,
        account_hashid: str,
        received: Upload,
        content_type: str,
    ) -> None:
        self.fields = received.fields
        self._storage, self._account_hashid = storage, account_hashid
        self._received, self._content_type = received, content_type
        self._blob: KeptBlob | None = None

    @property
    def blob(self) -> KeptBlob:
        """The bytes, once they are safe."""
        if self._blob is None:
            raise RuntimeError("keep() comes first")
        return self._blob

    @property
    def is_used(self) -> bool:
        """Whether a row was written for it; its transaction may still be rolled back."""
        return self._blob is not None and self._blob.is_used

    def keep(self) -> None:
        """Make the bytes safe; to be called in a thread, before the row is written."""
        incoming = self._received.incoming
        blob = KeptBlob(self._content_type, incoming.size, incoming.sha256())
        self._blob = blob
        self._storage.keep(incoming, storage_key(self._account_hashid, blob.id))

    def forget(self) -> None:
        """Remove the bytes, kept or not; nothing may refer to them."""
        self._received.incoming.discard()
        if self._blob is not None:
            self._storage.remove(storage_key(self._account_hashid, self._blob.id))


@asynccontextmanager
async def received_upload(
    request: Request, account_hashid: str, accepted: Collection[str] | None = None
) -> AsyncIterator[ReceivedUpload]:
    """Receive the file of a request, for the block that keeps its bytes and writes their row.

    `accepted` are the content types that will do; None is any. The bytes are removed again when
    the block is refused or finds that it needs none; after a fault they stay, because then it is
    not known whether the row was written. Raises Invalid (`errors.file`) and PayloadTooLarge.
    """
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    received = await receive_file(request, storage, threads.carry, LARGEST_UPLOAD)
    incoming = received.incoming
    try:
        content_type = await _look_at(request, received, account_hashid, accepted)
    except BaseException:
        # Not handed to a thread: a request that is being cancelled may not wait for anything.
        incoming.discard()
        raise
    upload = ReceivedUpload(storage, account_hashid, received, content_type)
    try:
        yield upload
    except Unavailable:
        incoming.discard()
        raise
    except CardwrightError:
        await threads.carry(upload.forget)
        raise
    except BaseException:
        incoming.discard()
        raise
    if not upload.is_used:
        await threads.carry(upload.forget)


async def _look_at(
    request: Request, received: Upload, account_hashid: str, accepted: Collection[str] | None
) -> str:
    """Return what the bytes are; they are, in whole, what their first bytes claim."""
    inspection: Inspection = request.app.state.inspection
    content_type = claimed_type(received.incoming.head)
    if accepted is not None and content_type not in accepted:
        names = ", ".join(sorted(name.rpartition("/")[2].upper() for name in accepted))
        raise Invalid.field("file", f"must be an image, one of these: {names}")
    if content_type is None:
        return _UNKNOWN
    await inspection.check(received.incoming.path, content_type, account_hashid)
    return content_type
