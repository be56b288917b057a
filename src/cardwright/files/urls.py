"""File URLs: readable by whoever holds them, for an hour or two, and by nobody else.

A URL is signed over account, file and expiry. The expiry is rounded up to a full hour and one more
hour, so within a clock hour (a window) a file has one URL, and answers that hold it stay the same.
"""

import base64
import hashlib
import hmac

from msgspec import Struct

WINDOW_SECONDS = 3600


class Links(Struct, frozen=True):
    """Makes the URLs of one answer, all of the same window."""

    public_url: str
    key: bytes
    window: int
    """How many windows have passed since 1970: the second part of an ETag."""

    @property
    def expires(self) -> int:
        """When the URLs end, in seconds since 1970."""
        return (self.window + 2) * WINDOW_SECONDS

    def url(self, account_hashid: str, blob_id: str) -> str:
        """Return the absolute URL of a file."""
        signature = _sign(self.key, account_hashid, blob_id, self.expires)
        return (
            f"{self.public_url}/files/{account_hashid}/{blob_id}"
            f"?expires={self.expires}&signature={signature}"
        )

    def optional_url(self, account_hashid: str, blob_id: str | None) -> str | None:
        """Return `url` of a file that may be absent."""
        return None if blob_id is None else self.url(account_hashid, blob_id)


class FileUrls:
    """Signs file URLs and recognises its own."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        self._key = hmac.digest(secret_key.encode(), b"cardwright file URLs", hashlib.sha256)
        self._public_url = public_url

    def at(self, seconds: float) -> Links:
        """Return the maker of URLs for a time in seconds since 1970."""
        return Links(self._public_url, self._key, int(seconds // WINDOW_SECONDS))

    def is_signed(self, account_hashid: str, blob_id: str, expires: str, signature: str) -> bool:
        """Say whether this service signed exactly that, in constant time, expired or not."""
        if not (expires.isascii() and expires.isdigit() and len(expires) <= 12):
            return False
        wanted = _sign(self._key, account_hashid, blob_id, int(expires))
        return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "surrogateescape"))


def _sign(key: bytes, account_hashid: str, blob_id: str, expires: int) -> str:
    text = f"{account_hashid}/{blob_id}/{expires}"
    digest = hmac.digest(key, text.encode("utf-8", "surrogateescape"), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
