"""What every database of the bench holds: the same card templates, made from a fixed seed."""

import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ACCOUNTS = 20
TEMPLATES_PER_ACCOUNT = 500
PER_PAGE = 50
SCOPE = "private.account.card_template"
TYPE_CODE = "ISO_CARD"
CREATED_AT = 1_780_000_000_000_000
"""Microseconds since 1970; each row is some microseconds younger than the one before."""

# With its two linked files a template is then about 2 KB of JSON, and a page about 100 KB.
_OBJECTS = 6
_FILE_ROLES = ("logo", "font")
_FILE_TYPES = ("image/png", "font/ttf")


@dataclass(frozen=True)
class LinkedFileContent:
    """A linked file; the bytes behind it need not exist."""

    id: int
    uuid: str
    file_role: str
    content_type: str
    blob_id: str
    stamp: int


@dataclass(frozen=True)
class TemplateContent:
    """A card template; `account` counts from 0, ids from 1 in the order of the accounts."""

    id: int
    account: int
    uuid: str
    name: str
    objects: str
    """A JSON array, as text."""
    stamp: int
    linked_files: tuple[LinkedFileContent, ...]


def templates() -> Iterator[TemplateContent]:
    """Return the templates of all accounts; the same ones in every process."""
    chance = random.Random(3)  # noqa: S311 - content, not secrets
    for number in range(ACCOUNTS * TEMPLATES_PER_ACCOUNT):
        stamp = CREATED_AT + number * 1000
        linked_files = tuple(
            LinkedFileContent(
                id=number * 2 + place + 1,
                uuid=_uuid(chance),
                file_role=role,
                content_type=_FILE_TYPES[place],
                blob_id=f"{chance.getrandbits(128):032x}",
                stamp=stamp,
            )
            for place, role in enumerate(_FILE_ROLES)
        )
        yield TemplateContent(
            id=number + 1,
            account=number // TEMPLATES_PER_ACCOUNT,
            uuid=_uuid(chance),
            name=f"Staff card {number + 1}",
            objects=json.dumps(objects(chance), separators=(",", ":")),
            stamp=stamp,
            linked_files=linked_files,
        )


def first_id(account: int) -> int:
    """Return the id of the first template of an account."""
    return account * TEMPLATES_PER_ACCOUNT + 1


def objects(chance: random.Random) -> list[dict[str, Any]]:
    """Return what is on a card: some texts in their places."""
    return [
        {
            "v": 1,
            "type": "text",
            "text": f"{{{{field_{chance.randrange(100)}}}}}",
            "x": round(chance.uniform(0, 80), 2),
            "y": round(chance.uniform(0, 50), 2),
            "width": round(chance.uniform(5, 40), 2),
            "font_size": chance.randrange(6, 24),
            "colour": f"#{chance.getrandbits(24):06x}",
        }
        for _ in range(_OBJECTS)
    ]


def _uuid(chance: random.Random) -> str:
    return str(uuid.UUID(int=chance.getrandbits(128), version=4)).upper()
