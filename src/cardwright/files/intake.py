"""An upload on its way in: received, looked at, and safe on the disk before any row tells of it."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import Request

from cardwright.errors import CardwrightError, Invalid, Unavailable
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.files.content import HEAD, claimed_type
from cardwright.files.inspection import Inspection
from cardwright.storage import Incoming, Storage
from cardwright.web.threads import Threads
from cardwright.web.uploads import receive_file

LARGEST_UPLOAD = 20 * 1024 * 1024
_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class KeptUpload:
    """An upload whose bytes are safe, and the other fields of a multipart form."""

    blob: KeptBlob
    fields: dict[str, str]


@asynccontextmanager
async def kept_upload(
    request: Request, account_hashid: str, accepted: Collection[str] | None = None
) -> AsyncIterator[KeptUpload]:
    """Receive the file of a request, and keep its bytes for the block that writes their row.

    `accepted` are the content types that will do; None is any. The bytes are removed again when
    the block is refused or finds that it needs none; after a fault they stay, because then it is
    not known whether the row was written. Raises Invalid (`errors.file`) and PayloadTooLarge.
    """
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    upload = await receive_file(request, storage, threads.write, LARGEST_UPLOAD)
    try:
        content_type = await _look_at(request, upload.incoming, accepted)
        kept = KeptBlob(content_type, upload.incoming.size, upload.incoming.sha256())
        key = storage_key(account_hashid, kept.id)
        await threads.write(storage.keep, upload.incoming, key)
    except BaseException:
        # Not handed to a thread: a request that is being cancelled may not wait for anything.
        upload.incoming.discard()
        raise
    try:
        yield KeptUpload(kept, upload.fields)
    except Unavailable:
        raise
    except CardwrightError:
        await threads.write(storage.remove, key)
        raise
    if not kept.is_used:
        await threads.write(storage.remove, key)


async def _look_at(request: Request, incoming: Incoming, accepted: Collection[str] | None) -> str:
    """Return what the bytes are; they are, in whole, what their first bytes claim."""
    inspection: Inspection = request.app.state.inspection
    # Read at once: it was written a moment ago, so no disk is waited for.
    content_type = claimed_type(_head(incoming))
    if accepted is not None and content_type not in accepted:
        names = ", ".join(sorted(name.rpartition("/")[2].upper() for name in accepted))
        raise Invalid.field("file", f"must be an image, one of these: {names}")
    if content_type is None:
        return _UNKNOWN
    await inspection.check(incoming.path, content_type)
    return content_type


def _head(incoming: Incoming) -> bytes:
    with incoming.path.open("rb") as file:
        return file.read(HEAD)
