"""The rows of card templates, as write transactions find and change them."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    insert,
    literal_column,
    select,
    update,
)

from cardwright.card_templates.models import CardTemplate
from cardwright.database import PreparedChange, PreparedQuery, Rows
from cardwright.errors import NotFound
from cardwright.oauth.caller import Caller


class StoredTemplate(Struct, frozen=True):
    """A card template, deleted or not, as the database has it."""

    id: int
    updated_at: int
    uuid: str
    uuid_key: str
    name: str
    template_type_id: int
    card_type: str
    double_sided: bool
    orientation_front: str
    orientation_back: str
    default_template: bool
    template_objects: str
    owner_id: int | None
    editable_by: str
    deleted_at: int | None
    deleted_by_id: int | None
    create_hash: bytes


def find(rows: Rows, caller: Caller, card_template_id: int) -> StoredTemplate:
    """Return a card template of the caller's account. Raises NotFound."""
    row = rows.first(_BY_ID, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    return StoredTemplate(*row)


def find_by_uuid(rows: Rows, caller: Caller, uuid_key: str) -> StoredTemplate | None:
    """Return the card template of the account with that UUID, in its one spelling."""
    row = rows.first(_BY_UUID, uuid_key=uuid_key, account_id=caller.account_id)
    return None if row is None else StoredTemplate(*row)


def find_default(rows: Rows, caller: Caller) -> int | None:
    """Return the id of the default template of the account."""
    row = rows.first(_DEFAULT, account_id=caller.account_id)
    return None if row is None else row[0]


def find_by_name(rows: Rows, caller: Caller, name: str) -> StoredTemplate | None:
    """Return the live template of the account that has that name."""
    row = rows.first(_LIVE_BY_NAME, account_id=caller.account_id, name=name)
    return None if row is None else StoredTemplate(*row)


def is_name_taken(rows: Rows, caller: Caller, name: str) -> bool:
    """Say whether a live template of the account has that name."""
    return find_by_name(rows, caller, name) is not None


def owned_by(rows: Rows, user_id: int) -> list[int]:
    """Return the ids of the card templates that a user owns."""
    return [row[0] for row in rows.all(_BY_OWNER, owner_id=user_id)]


def add(rows: Rows, values: Mapping[str, object]) -> int:
    """Add a card template with these columns, all but its id, and return that."""
    added: int = rows.returned(_ADD, **values)[0]
    return added


def change(rows: Rows, card_template_id: int, values: Mapping[str, object]) -> None:
    """Set some columns of a card template."""
    rows.change(_change_of(tuple(sorted(values))), of_id=card_template_id, **values)


def remove(rows: Rows, card_template_id: int) -> None:
    """Remove the row of a card template; nothing may refer to it any more."""
    rows.change(_REMOVE, of_id=card_template_id)


_COLUMNS = select(*(getattr(CardTemplate, name) for name in StoredTemplate.__struct_fields__))
_OF_ACCOUNT = CardTemplate.account_id == bindparam("account_id")
_BY_ID = PreparedQuery(_COLUMNS.where(CardTemplate.id == bindparam("id"), _OF_ACCOUNT))
_BY_UUID = PreparedQuery(
    _COLUMNS.where(_OF_ACCOUNT, CardTemplate.uuid_key == bindparam("uuid_key"))
)
# In the words of the index: SQLite does not see that `default_template = 1` says the same.
_IS_DEFAULT: ColumnElement[bool] = literal_column("card_template.default_template")
_DEFAULT = PreparedQuery(select(CardTemplate.id).where(_OF_ACCOUNT, _IS_DEFAULT))
_LIVE_BY_NAME = PreparedQuery(
    _COLUMNS.where(
        _OF_ACCOUNT, CardTemplate.name == bindparam("name"), CardTemplate.deleted_at.is_(None)
    )
)
_BY_OWNER = PreparedQuery(
    select(CardTemplate.id)
    .where(CardTemplate.owner_id == bindparam("owner_id"))
    .order_by(CardTemplate.id)
)
_ADD = PreparedChange(
    insert(CardTemplate).returning(CardTemplate.id),
    sets=[column.key for column in CardTemplate.__table__.columns if column.key != "id"],
)
_REMOVE = PreparedChange(delete(CardTemplate).where(CardTemplate.id == bindparam("of_id")))


@cache
def _change_of(columns: tuple[str, ...]) -> PreparedChange:
    return PreparedChange(
        update(CardTemplate).where(CardTemplate.id == bindparam("of_id")), sets=columns
    )
