"""Answers in JSON, encoded by the fast encoder that keeps stored JSON text as it is."""

import msgspec
from fastapi.responses import Response

from cardwright.web.conditional import REVALIDATE

_encode = msgspec.json.Encoder().encode
_NO_STORE = {"Cache-Control": "no-store"}


def json_answer(
    content: object, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return `content` (a Struct, or a list of them) as JSON."""
    return encoded_answer(_encode(content), status, headers)


def encoded_answer(
    body: bytes, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return JSON that is encoded already.

    An answer with an ETag may be kept and asked about again; any other is not to be kept.
    """
    headers = headers or {}
    caching = REVALIDATE if "ETag" in headers else _NO_STORE
    return Response(body, status, caching | headers, "application/json")
