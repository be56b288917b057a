"""How a URL opens a place that keeps bytes."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cardwright.storage.local import LocalStorage
from cardwright.storage.place import Storage

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


def open_storage(url: str, spool: Path, *, is_shared: bool = False) -> Storage:
    """Open the place that the URL names.

    `file:///absolute/folder`, made when missing, or `s3://bucket/prefix` of a bucket that exists,
    which takes its keys and endpoint from the variables that AWS tools use. `spool` is a folder of
    this machine for bytes on their way into an object store, made when missing. `is_shared` says
    that a folder is one that several machines have. Raises ValueError with a sentence for a URL
    that names no such place.
    """
    scheme = urlsplit(url).scheme
    if scheme == "file":
        return LocalStorage(_folder(url), is_shared=is_shared)
    if scheme == "s3":
        # Imported here because it costs memory that the users of a folder save.
        from cardwright.storage.object_store import ObjectStorage

        return ObjectStorage(*_bucket(url), spool)
    raise ValueError(
        f"The storage URL {url!r} cannot be used: it must be file:///absolute/folder or "
        "s3://bucket/prefix"
    )


def _folder(url: str) -> Path:
    parts = urlsplit(url)
    folder = Path(unquote(parts.path))
    if parts.netloc not in {"", "localhost"} or parts.query or parts.fragment:
        raise ValueError(
            f"The storage URL {url!r} must be a local folder with three slashes, as in "
            "file:///var/lib/cardwright, and with ? and # written as %3F and %23"
        )
    if not folder.is_absolute() or folder == Path("/"):
        raise ValueError(
            f"The storage URL {url!r} must name a folder by its absolute path, "
            "as in file:///var/lib/cardwright"
        )
    return folder


def _bucket(url: str) -> tuple[str, str]:
    """Return bucket and prefix; the prefix may be empty."""
    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    if (
        not _BUCKET.fullmatch(parts.netloc)
        or parts.query
        or parts.fragment
        or (prefix and not _PREFIX.fullmatch(prefix))
    ):
        raise ValueError(
            f"The storage URL {url!r} must be s3://bucket/prefix, the bucket of 3 to 63 of a-z, "
            "0-9, dot and hyphen, the prefix of A-Z, a-z, 0-9, dot, hyphen, underscore and slash"
        )
    return parts.netloc, prefix
