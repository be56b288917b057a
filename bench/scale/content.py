"""What the databases of this part of the bench hold: so many card templates in so many accounts.

The accounts take turns in the order of the ids, as they do where all of them grow at the same time:
the rows of one account lie far from one another.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.content import CREATED_AT, objects

FILE_ROLES = ("logo", "font")
_TEXTS = 200
_STEP = 1000

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Size:
    """How much a database holds."""

    templates: int
    accounts: int

    @property
    def each(self) -> int:
        """How many templates each account has."""
        return self.templates // self.accounts

    def template_id(self, account: int, place: int) -> int:
        """Return the id of a template of an account; both count from 0."""
        return place * self.accounts + account + 1


def stamp(template_id: int) -> int:
    """Return when a template was made and last changed, in microseconds since 1970."""
    return CREATED_AT + template_id * _STEP


@dataclass(frozen=True)
class Table:
    """Rows of one table, in the order of its columns."""

    name: str
    columns: Sequence[str]
    rows: list[Row]


@dataclass(frozen=True)
class Owner:
    """The account and the user to whom templates are given."""

    account_id: int
    user_id: int


def tables(size: Size, owners: Sequence[Owner], type_id: int, batch: int) -> Iterator[list[Table]]:
    """Return the rows of all templates and their linked files, so many templates at a time."""
    chance = random.Random(size.templates)  # noqa: S311 - content, not secrets
    texts = [json.dumps(objects(chance), separators=(",", ":")) for _ in range(_TEXTS)]
    for first in range(1, size.accounts * size.each + 1, batch):
        templates = Table("card_template", _TEMPLATE_COLUMNS, [])
        blobs = Table("blob", _BLOB_COLUMNS, [])
        files = Table("linked_file", _FILE_COLUMNS, [])
        for template_id in range(first, min(first + batch, size.accounts * size.each + 1)):
            owner = owners[(template_id - 1) % size.accounts]
            text = texts[template_id % _TEXTS]
            templates.rows.append(_template(template_id, owner, type_id, text, chance))
            for place, role in enumerate(FILE_ROLES):
                blob, file = _linked_file(template_id, place, role, owner, chance)
                blobs.rows.append(blob)
                files.rows.append(file)
        yield [templates, blobs, files]


def _template(
    template_id: int, owner: Owner, type_id: int, text: str, chance: random.Random
) -> Row:
    uuid, at = _uuid(chance), stamp(template_id)
    return (
        *(template_id, owner.account_id, uuid, uuid.lower(), f"Staff card {template_id}"),
        *(type_id, "standard", False, "L", "L", False, text, owner.user_id, "account_admins"),
        *(None, None, hashlib.sha256(uuid.encode()).digest(), at, at),
    )


def _linked_file(
    template_id: int, place: int, role: str, owner: Owner, chance: random.Random
) -> tuple[Row, Row]:
    uuid, at = _uuid(chance), stamp(template_id)
    blob_id, sha256 = f"{chance.getrandbits(128):032x}", f"{chance.getrandbits(256):064x}"
    file_id = template_id * len(FILE_ROLES) + place - 1
    return (
        (blob_id, owner.account_id, "application/octet-stream", 1000, sha256, at),
        (
            *(file_id, owner.account_id, template_id, uuid, uuid.lower(), role),
            *(blob_id, at, at),
        ),
    )


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032X}"
    parts = (digits[:8], digits[8:12], "4" + digits[13:16], "A" + digits[17:20], digits[20:])
    return "-".join(parts)


_TEMPLATE_COLUMNS = (
    *("id", "account_id", "uuid", "uuid_key", "name", "template_type_id", "card_type"),
    *("double_sided", "orientation_front", "orientation_back", "default_template"),
    *("template_objects", "owner_id", "editable_by", "deleted_at", "deleted_by_id"),
    *("create_hash", "created_at", "updated_at"),
)
_BLOB_COLUMNS = ("id", "account_id", "content_type", "byte_size", "sha256", "created_at")
_FILE_COLUMNS = (
    *("id", "account_id", "card_template_id", "uuid", "uuid_key", "file_role", "blob_id"),
    *("created_at", "updated_at"),
)
