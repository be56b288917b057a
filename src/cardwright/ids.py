"""Ids and UUIDs as clients write them."""

import re

from cardwright.errors import NotFound

LARGEST_ID = 2**63 - 1
_DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def parse_id(text: str) -> int:
    """Return the id that `text` writes in decimal digits.

    Raises NotFound for anything else: what could not be an id does not exist.
    """
    if not _DIGITS.fullmatch(text) or int(text) > LARGEST_ID:
        raise NotFound
    return int(text)


def is_id(text: str) -> bool:
    """Say whether `text` is an id rather than a name or an address."""
    return _DIGITS.fullmatch(text) is not None and int(text) <= LARGEST_ID


def is_uuid(text: str) -> bool:
    """Say whether `text` is a UUID in the form of RFC 9562, section 4, in either case."""
    return _UUID.fullmatch(text) is not None


def uuid_key(uuid: str) -> str:
    """Return the one spelling by which UUIDs are compared."""
    return uuid.lower()
