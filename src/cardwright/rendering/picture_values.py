"""Which picture a record means: a linked file, a data URI, or one that came along."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from cardwright.rendering.pictures import UnusableError
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Record

LARGEST_DATA = 20 * 1024 * 1024
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LONGEST_QUOTED = 60


def find_picture(name: str, record: Record, files: Mapping[str, Resource]) -> Resource | None:
    """Return the picture that the field `name` of a record stands for; None where it is missing.

    Raises UnusableError with the reason where the value names no picture.
    """
    value = record.values.get(name, "")
    if not value:
        return record.pictures.get(name)
    if value in record.pictures:
        return record.pictures[value]
    if value[:5].lower() == "data:":
        return _from_data_uri(value)
    if value.lower() in files:
        return files[value.lower()]
    if _URL.match(value):
        raise UnusableError(f"{name} is a URL, and URLs are never fetched")
    quoted = value if len(value) <= _LONGEST_QUOTED else f"{value[:_LONGEST_QUOTED]}..."
    raise UnusableError(f"no linked file of this template has the uuid {quoted}")


def _from_data_uri(uri: str) -> Resource:
    """Read a data URI (RFC 2397)."""
    head, comma, body = uri[5:].partition(",")
    if not comma:
        raise UnusableError("the data URI has no comma before its data")
    if len(body) > LARGEST_DATA * 4 // 3 + 4:
        raise UnusableError("the data URI holds more than 20 MiB")
    try:
        data = _data(head, body)
    except (binascii.Error, ValueError):
        raise UnusableError("the data URI is not base64") from None
    return Resource(key=f"sha256:{hashlib.sha256(data).hexdigest()}", data=data)


def _data(head: str, body: str) -> bytes:
    data = unquote_to_bytes(body)
    if not head.lower().endswith(";base64"):
        return data
    compact = data.translate(None, b" \t\r\n")
    return base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
