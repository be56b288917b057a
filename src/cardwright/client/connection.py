"""Requests to one server: the token, the retries, and errors as exceptions.

The token goes to the server that it is for and to no other: requests to the API never follow a
redirect, and a link to the next page is followed at our own address, whatever host it names (the
server may be known by another name behind a proxy).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct

import cardwright
from cardwright.client.errors import ClientError, Refused, Unreachable, UnusableAnswer
from cardwright.client.retrying import Retries, Unsent, retry_after
from cardwright.client.tokens import TokenSource

CONNECT_SECONDS = 10.0
LARGEST_ANSWER = 512 * 1024 * 1024
USER_AGENT = f"cardwright/{cardwright.__version__}"
_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
# The service closes connections that are idle for five seconds, which should not be just when the
# next request is sent on one.
_LIMITS = httpx.Limits(keepalive_expiry=3)
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Answered(Struct, frozen=True):
    """The body of an answer, and what its headers say of the list that it is a part of."""

    body: bytes
    next_url: str | None
    total: int | None


class _Fault(Struct, frozen=True):
    error: str = ""
    error_description: str = ""
    description: str = ""
    errors: dict[str, list[str]] = {}
    retry_in: int | None = None


class Connection:
    """A server, as one token sees it."""

    def __init__(
        self,
        url: str,
        tokens: TokenSource,
        *,
        timeout: float,
        attempts: int,
        transport: httpx.BaseTransport | None,
    ) -> None:
        self.url = _checked_url(url)
        self.retries = Retries(attempts)
        self.tokens = tokens
        self.timeout = httpx.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
        self.http = httpx.Client(
            timeout=self.timeout,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json"},
            follow_redirects=False,
            limits=_LIMITS,
            transport=transport,
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        body: object = None,
        content: bytes | Path | None = None,
    ) -> Answered:
        """Return the answer of a successful call.

        `path` begins below the address of the server. `body` is sent as JSON, `content` as bytes.
        """
        url = self.url.copy_with(path=f"{self.url.path.rstrip('/')}{path}", params=params or None)
        return self._call(method, url, body, content)

    def follow(self, link: str) -> Answered:
        """Return the page that a Link header named, asked of our own server."""
        try:
            found = self.url.join(link)
        except (httpx.InvalidURL, ValueError):
            raise UnusableAnswer("The server's link to the next page is no URL") from None
        return self._call("GET", self.url.copy_with(raw_path=found.raw_path), None, None)

    def close(self) -> None:
        """Close all connections."""
        self.http.close()

    def _call(
        self, method: str, url: httpx.URL, body: object, content: bytes | Path | None
    ) -> Answered:
        asked = 0

        def once() -> Answered:
            nonlocal asked
            asked += 1
            token = self.tokens.current()
            try:
                return self._send(method, url, token, body, content)
            except Refused as refusal:
                if method == "DELETE" and refusal.status == 404 and asked > 1:
                    # It was there, or the first answer would have said so and not been lost.
                    return Answered(b"", None, None)
                another = self.tokens.renewed(token) if refusal.status == 401 else None
                if another is None:
                    raise
            return self._send(method, url, another, body, content)

        return self.retries.run(once, is_idempotent=method in _IDEMPOTENT)

    def _send(
        self, method: str, url: httpx.URL, token: str, body: object, content: bytes | Path | None
    ) -> Answered:
        what = f"{method} {without_query(url)}"
        headers = {"Authorization": f"Bearer {token}"}
        sent: bytes | Iterable[bytes] | None = content if isinstance(content, bytes) else None
        if body is not None:
            headers["Content-Type"] = "application/json"
            sent = msgspec.json.encode(body)
        elif content is not None:
            headers["Content-Type"] = "application/octet-stream"
        file = content.open("rb") if isinstance(content, Path) else None
        try:
            with self.http.stream(
                method, url, headers=headers, content=file if file is not None else sent
            ) as answer:
                received = _read(answer, what)
                if not answer.is_success:
                    raise refusal_of(answer, received, what)
                return Answered(received, _next(answer), _total(answer))
        except httpx.HTTPError as fault:
            raise unreachable(fault, what) from None
        finally:
            if file is not None:
                file.close()


def without_query(url: httpx.URL) -> str:
    """Return a URL as it may be told: what grants something stands in its query or before `@`."""
    return str(url.copy_with(query=None, fragment=None, username="", password=""))


def unreachable(fault: httpx.HTTPError, what: str) -> Unreachable:
    """Return what to raise for a fault of the connection."""
    kind = Unsent if isinstance(fault, _UNSENT) else Unreachable
    return kind(f"{what} failed: {str(fault) or type(fault).__name__}")


def refusal_of(answer: httpx.Response, body: bytes, what: str) -> Refused:
    """Return what to raise for an answer that is no success, whatever its body is."""
    try:
        fault = msgspec.json.decode(body, type=_Fault)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        fault = _Fault()
    description = fault.error_description or fault.description
    if answer.is_redirect and "location" in answer.headers:
        place = without_query(answer.url.join(answer.headers["location"]))
        description = f"it is at {place} instead; give the address of the server that answers"
    return Refused(
        what,
        status=answer.status_code,
        error=fault.error,
        description=description,
        errors=fault.errors,
        retry_after=retry_after(answer.headers, fault.retry_in),
    )


def _read(answer: httpx.Response, what: str) -> bytes:
    received = bytearray()
    for piece in answer.iter_bytes():
        received += piece
        if len(received) > LARGEST_ANSWER:
            raise UnusableAnswer(f"{what} was answered with more than {LARGEST_ANSWER} bytes")
    return bytes(received)


def _next(answer: httpx.Response) -> str | None:
    return answer.links.get("next", {}).get("url")


def _total(answer: httpx.Response) -> int | None:
    text = answer.headers.get("X-Total-Results", answer.headers.get("Total", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _checked_url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query:
        raise ClientError(
            "The address of the server must be a URL such as https://api.example.com, without a "
            "password and a query"
        )
    return url
