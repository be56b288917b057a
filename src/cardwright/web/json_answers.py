"""Answers in JSON, encoded by the fast encoder that keeps stored JSON text as it is."""

import msgspec
from fastapi.responses import Response

from cardwright.web.conditional import REVALIDATE

_encoder = msgspec.json.Encoder()
_NO_STORE = {"Cache-Control": "no-store"}


def json_answer(
    content: object, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """Return `content` (a Struct, or a list of them) as JSON.

    An answer with an ETag may be kept and asked about again; any other is not to be kept.
    """
    headers = headers or {}
    caching = REVALIDATE if "ETag" in headers else _NO_STORE
    return Response(_encoder.encode(content), status, caching | headers, "application/json")
