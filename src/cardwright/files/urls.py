"""File URLs: readable by whoever holds them, for an hour or two, and by nobody else.

A URL is signed over account, file and expiry. The expiry is rounded up to a full hour and one more
hour, so within a clock hour (a window) a file has one URL, and answers that hold it stay the same.
"""

import base64
import hashlib
import hmac
import time
import zlib

WINDOW_SECONDS = 3600
MOST_REMEMBERED = 20_000
_TAGS = 10_000


class Links:
    """Makes the URLs of one window. Remembers them, because most are asked for many times."""

    def __init__(self, public_url: str, key: bytes, window: int) -> None:
        self.public_url = public_url
        self.window = window
        """How many windows have passed since 1970."""
        self.expires = (window + 2) * WINDOW_SECONDS
        """When the URLs end, in seconds since 1970."""
        self.tag = window * _TAGS + zlib.crc32(key + public_url.encode()) % _TAGS
        """Names the URLs in an ETag: another key or public URL makes others within a window."""
        self._key = key
        self._made: dict[str, str] = {}

    def url(self, account_hashid: str, blob_id: str) -> str:
        """Return the absolute URL of a file."""
        url = self._made.get(blob_id)
        if url is None:
            signature = _sign(self._key, account_hashid, blob_id, self.expires)
            url = (
                f"{self.public_url}/files/{account_hashid}/{blob_id}"
                f"?expires={self.expires}&signature={signature}"
            )
            if len(self._made) < MOST_REMEMBERED:
                self._made[blob_id] = url
        return url

    def optional_url(self, account_hashid: str, blob_id: str | None) -> str | None:
        """Return `url` of a file that may be absent."""
        return None if blob_id is None else self.url(account_hashid, blob_id)


class FileUrls:
    """Signs file URLs and recognises its own."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        self._key = hmac.digest(secret_key.encode(), b"cardwright file URLs", hashlib.sha256)
        self._public_url = public_url
        self._links = self.at(0)

    def at(self, seconds: float) -> Links:
        """Return the maker of URLs for a time in seconds since 1970."""
        return Links(self._public_url, self._key, int(seconds // WINDOW_SECONDS))

    def now(self) -> Links:
        """Return the maker of URLs for this moment; within a window it is the same one."""
        links = self.at(time.time())
        if links.window != self._links.window:
            self._links = links
        return self._links

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
