"""Conditional requests: ETag, If-None-Match and If-Match (RFC 9110, section 13).

An ETag is `"<version>-<window>"`. The version says what is stored; the window says until when the
file URLs in the answer hold. A reader needs both to be the same; a writer cares for the version.
"""

import re

from fastapi import Request
from fastapi.responses import Response

from cardwright.errors import PreconditionFailed

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def entity_tag(version: int, window: int) -> str:
    """Return the strong ETag of a version within a URL window."""
    return f'"{version}-{window}"'


def is_fresh(request: Request, etag: str) -> bool:
    """Say whether If-None-Match holds `etag` (weak comparison, RFC 9110, 13.1.2)."""
    header = _header(request, "if-none-match")
    if header == "*":
        return True
    return any(tag.removeprefix("W/") == etag for tag in _TAG.findall(header))


def not_modified(etag: str) -> Response:
    """Return the 304 that says that the client's copy still holds.

    It carries the Vary that `Compression` gives to the JSON it stands for (RFC 9110, 15.4.5).
    """
    headers = {"ETag": etag, "Vary": "Accept-Encoding", **REVALIDATE}
    return Response(status_code=304, headers=headers)


REVALIDATE = {"Cache-Control": "private, no-cache"}
"""The client may keep the answer, and must ask whether it still holds."""


class IfMatch:
    """The condition that a write carries, to be held against the version that it finds."""

    def __init__(self, request: Request) -> None:
        self._header = _header(request, "if-match")

    def require(self, version: int) -> None:
        """Raise PreconditionFailed unless the header is absent, `*`, or names `version`.

        The comparison is strong: a weak tag never matches (RFC 9110, 13.1.1).
        """
        if self._header in ("", "*"):
            return
        tags = [tag.strip('"') for tag in _TAG.findall(self._header) if tag.startswith('"')]
        if str(version) not in {tag.partition("-")[0] for tag in tags}:
            raise PreconditionFailed


def _header(request: Request, name: str) -> str:
    return ", ".join(request.headers.getlist(name)).strip()
