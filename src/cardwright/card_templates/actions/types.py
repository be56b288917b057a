"""What can be done with card template types.

An account sees the built-in types and its own; the types of other accounts do not exist for it.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from cardwright.accounts import clock
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.card_templates.type_schemas import CardTemplateTypeInput
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import Forbidden, Invalid, NotFound, TypeInUse
from cardwright.ids import LARGEST_ID
from cardwright.oauth.caller import Caller


def list_types(
    session: Session, caller: Caller, updated_since: int | None = None
) -> Sequence[CardTemplateType]:
    """Return the types that the account sees: all, or those changed after a time."""
    query = (
        select(CardTemplateType).where(_is_seen_by(caller.account_id)).order_by(CardTemplateType.id)
    )
    if updated_since is not None:
        query = query.where(CardTemplateType.updated_at > updated_since)
    return session.scalars(query).all()


def find_type(session: Session, caller: Caller, code: str) -> CardTemplateType:
    """Return the type of that code, which the account sees. Raises NotFound."""
    found = session.scalar(
        select(CardTemplateType).where(
            _is_seen_by(caller.account_id), CardTemplateType.code == code
        )
    )
    if found is None:
        raise NotFound
    return found


class ResolvedType(Struct, frozen=True):
    """What a new card template takes from its type."""

    id: int
    orientation_default: str


def resolve(
    rows: Rows, caller: Caller, sent: CardTemplateInput, errors: dict[str, list[str]]
) -> ResolvedType | None:
    """Return the type that a card template asks for, by its code or else by its id.

    When there is none, says why in `errors` and returns None.
    """
    if "template_type_code" in sent.model_fields_set:
        code = sent.template_type_code
        found = rows.first(_BY_CODE, account_id=caller.account_id, code=code)
        problem = "is not the code of a card template type"
    elif "template_type_id" in sent.model_fields_set:
        number = sent.template_type_id if 0 < sent.template_type_id <= LARGEST_ID else 0
        found = rows.first(_BY_ID, account_id=caller.account_id, id=number)
        problem = "can't be found by that template_type_id"
    else:
        found, problem = None, "can't be blank"
    if found is None:
        errors["template_type_code"] = [problem]
        return None
    return ResolvedType(*found)


def create_type(session: Session, caller: Caller, new: CardTemplateTypeInput) -> CardTemplateType:
    """Add a type to the account. Raises Forbidden, and Invalid with all that is wrong."""
    caller.require_admin()
    clock.lock(Rows.of(session), caller.account_id)
    sent = new.model_fields_set
    required = ("code", "name", "width_mm", "height_mm")
    errors = {name: ["can't be blank"] for name in required if name not in sent}
    taken = select(CardTemplateType.id).where(
        _is_seen_by(caller.account_id), CardTemplateType.code == new.code
    )
    if session.scalar(taken) is not None:
        errors["code"] = ["has already been taken"]
    if errors:
        raise Invalid(errors)
    at = clock.tick(Rows.of(session), caller.account_id)
    card_template_type = CardTemplateType(
        account_id=caller.account_id,
        code=new.code,
        name=new.name,
        page_size=new.page_size or new.code,
        width_mm=new.width_mm,
        height_mm=new.height_mm,
        orientation_default=new.orientation_default,
        non_printable_zones=new.zones_text(),
        created_at=at,
        updated_at=at,
    )
    session.add(card_template_type)
    session.flush()
    return card_template_type


def change_type(
    session: Session, caller: Caller, code: str, sent: CardTemplateTypeInput
) -> CardTemplateType:
    """Change what was sent of a type. Raises NotFound, Forbidden and Invalid."""
    card_template_type = _find_own_type(session, caller, code)
    fields = sent.model_fields_set
    if "code" in fields and sent.code != code:
        raise Invalid.field("code", "can't be changed")
    values = {name: getattr(sent, name) for name in fields - {"code", "non_printable_zones"}}
    if "non_printable_zones" in fields:
        values["non_printable_zones"] = sent.zones_text()
    changes = {k: v for k, v in values.items() if getattr(card_template_type, k) != v}
    if changes:
        for name, value in changes.items():
            setattr(card_template_type, name, value)
        card_template_type.updated_at = clock.tick(Rows.of(session), caller.account_id)
        session.flush()
    return card_template_type


def delete_type(session: Session, caller: Caller, code: str) -> None:
    """Delete a type. Raises NotFound, Forbidden, and TypeInUse while templates refer to it.

    Soft-deleted templates refer to it too: they may be restored.
    """
    card_template_type = _find_own_type(session, caller, code)
    uses = select(CardTemplate.id).where(CardTemplate.template_type_id == card_template_type.id)
    if session.scalar(uses.limit(1)) is not None:
        raise TypeInUse
    clock.tick(Rows.of(session), caller.account_id)
    session.delete(card_template_type)
    session.flush()


def _find_own_type(session: Session, caller: Caller, code: str) -> CardTemplateType:
    """Return a type that the caller may write: not a built-in one."""
    clock.lock(Rows.of(session), caller.account_id)
    card_template_type = find_type(session, caller, code)
    caller.require_admin()
    if card_template_type.account_id is None:
        raise Forbidden
    return card_template_type


def _is_seen_by(account_id: int | BindParameter[int]) -> ColumnElement[bool]:
    return or_(CardTemplateType.account_id.is_(None), CardTemplateType.account_id == account_id)


_RESOLVED = select(CardTemplateType.id, CardTemplateType.orientation_default).where(
    _is_seen_by(bindparam("account_id"))
)
_BY_CODE = PreparedQuery(_RESOLVED.where(CardTemplateType.code == bindparam("code")))
_BY_ID = PreparedQuery(_RESOLVED.where(CardTemplateType.id == bindparam("id")))
