"""Files, from the URLs that the API tells, into a file of this machine.

Such a URL grants what it points at, so it is asked without the token; only where that is refused,
and the URL is of our own server, the token goes with it. A redirect may lead elsewhere, but not
from https to http, and never takes the token along.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
from msgspec import Struct

from cardwright.client.connection import (
    USER_AGENT,
    Connection,
    refusal_of,
    unreachable,
    without_query,
)
from cardwright.client.errors import ClientError, Refused, Unreachable, UnusableAnswer

MOST_REDIRECTS = 5
LARGEST_REFUSAL = 64 * 1024
_NEEDS_TOKEN = frozenset({401, 403, 404})


class Downloaded(Struct, frozen=True):
    """What was downloaded."""

    byte_size: int
    sha256: str
    """Hexadecimal."""
    etag: str | None
    """The strong ETag of the file, by which the next download may be spared."""
    content_type: str | None
    """What the server calls it, which is no proof."""


class Downloads:
    """Downloads files for a connection."""

    def __init__(self, connection: Connection, transport: httpx.BaseTransport | None) -> None:
        self._connection = connection
        self._http = httpx.Client(
            timeout=connection.timeout,
            # Compressed bytes would not be the file's, and could be many more than were sent.
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            event_hooks={"request": [self._require_safe]},
            transport=transport,
        )

    def fetch(
        self, url: str, to: Path | IO[bytes], *, etag: str | None, largest: int | None
    ) -> Downloaded | None:
        """Download a file; None where it still has that `etag`. See `Client.download`."""
        try:
            place = self._connection.url.join(url)
        except (httpx.InvalidURL, ValueError):
            raise UnusableAnswer(
                "The server calls something the URL of a file that is none"
            ) from None

        def once(file: IO[bytes], start: int) -> Downloaded | None:
            file.seek(start)
            file.truncate()
            try:
                return self._fetch(place, file, etag, largest, with_token=False)
            except Refused as refusal:
                if refusal.status not in _NEEDS_TOKEN or not self._is_ours(place):
                    raise
            return self._fetch(place, file, etag, largest, with_token=True)

        with _opened(to) as file:
            start = file.tell()
            return self._connection.retries.run(lambda: once(file, start), is_idempotent=True)

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _fetch(
        self,
        url: httpx.URL,
        file: IO[bytes],
        etag: str | None,
        largest: int | None,
        *,
        with_token: bool,
    ) -> Downloaded | None:
        what = f"GET {without_query(url)}"
        headers = {} if etag is None else {"If-None-Match": etag}
        if with_token:
            headers["Authorization"] = f"Bearer {self._connection.tokens.current()}"
        try:
            with self._http.stream("GET", url, headers=headers) as answer:
                if answer.status_code == 304 and etag is not None:
                    return None
                if answer.status_code != 200:
                    raise refusal_of(answer, _start_of(answer), what)
                return _receive(answer, file, largest, what)
        except httpx.TooManyRedirects:
            raise UnusableAnswer(
                f"{what} was redirected more than {MOST_REDIRECTS} times"
            ) from None
        except httpx.HTTPError as fault:
            raise unreachable(fault, what) from None

    def _is_ours(self, url: httpx.URL) -> bool:
        ours = self._connection.url
        return (url.scheme, url.host, url.port) == (ours.scheme, ours.host, ours.port)

    def _require_safe(self, request: httpx.Request) -> None:
        """Refuse what is not the web, and what could be read and changed on its way."""
        allowed = {"https", self._connection.url.scheme}
        if request.url.scheme not in allowed:
            raise UnusableAnswer(
                f"A file is at {without_query(request.url)}, which is not {' or '.join(allowed)}"
            )


@contextmanager
def _opened(to: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """Give a file to write to; one that is named by its path is there only when it is whole."""
    if not isinstance(to, Path):
        yield to
        return
    partial = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        with partial.open("xb") as file:
            yield file
            is_new = file.tell() > 0
        if is_new:
            partial.replace(to)
    except OSError as failure:
        raise ClientError(f"{to}: {failure.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)


def _receive(answer: httpx.Response, file: IO[bytes], largest: int | None, what: str) -> Downloaded:
    size, digest = 0, hashlib.sha256()
    for piece in answer.iter_bytes():
        size += len(piece)
        if largest is not None and size > largest:
            raise UnusableAnswer(f"{what} has more than {largest} bytes")
        digest.update(piece)
        file.write(piece)
    _compare(answer, size, digest.digest(), what)
    etag = answer.headers.get("ETag")
    return Downloaded(
        byte_size=size,
        sha256=digest.hexdigest(),
        etag=etag if etag and not etag.startswith("W/") else None,
        content_type=answer.headers.get("Content-Type"),
    )


def _compare(answer: httpx.Response, size: int, digest: bytes, what: str) -> None:
    """Raise Unreachable, which is tried again, where the bytes are not those that were sent."""
    length = answer.headers.get("Content-Length", "")
    is_plain = "Content-Encoding" not in answer.headers
    if is_plain and length.isdigit() and int(length) != size:
        raise Unreachable(f"{what} brought {size} of {length} bytes")
    promised = _promised_digest(answer.headers.get("Repr-Digest", ""))
    if is_plain and promised is not None and promised != digest:
        raise Unreachable(f"{what} brought bytes of another SHA-256 than promised")


def _promised_digest(header: str) -> bytes | None:
    """Return the SHA-256 in a `Repr-Digest` (RFC 9530, 3): `sha-256=:<Base64>:`."""
    for item in header.split(","):
        name, _, value = item.strip().partition("=")
        if name.lower() == "sha-256" and value.startswith(":") and value.endswith(":"):
            try:
                return base64.b64decode(value[1:-1], validate=True)
            except ValueError:
                return None
    return None


def _start_of(answer: httpx.Response) -> bytes:
    """Return the first bytes of a refusal: what tells why is short."""
    received = bytearray()
    for piece in answer.iter_bytes():
        received += piece
        if len(received) > LARGEST_REFUSAL:
            break
    return bytes(received)
