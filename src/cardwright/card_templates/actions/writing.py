"""Creating, changing and deleting card templates."""

from collections.abc import Callable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cardwright.accounts import clock
from cardwright.accounts.models import User
from cardwright.card_templates.actions import types
from cardwright.card_templates.actions.permissions import require_may_change
from cardwright.card_templates.models import CardTemplate
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.errors import Invalid, NotFound
from cardwright.files import actions as files
from cardwright.ids import uuid_key
from cardwright.oauth.caller import Caller

Condition = Callable[[int], None]
"""Is given the version that is stored, and raises when the caller expected another."""

TAKEN = "has already been taken"
_CONTENT = (
    "name",
    "card_type",
    "double_sided",
    "orientation_front",
    "orientation_back",
    "default_template",
    "template_objects",
    "editable_by",
)


def find(session: Session, caller: Caller, card_template_id: int) -> CardTemplate:
    """Return a card template of the caller's account, deleted or not. Raises NotFound."""
    card_template = session.scalar(
        select(CardTemplate).where(
            CardTemplate.id == card_template_id, CardTemplate.account_id == caller.account_id
        )
    )
    if card_template is None:
        raise NotFound
    return card_template


def create(session: Session, caller: Caller, new: CardTemplateInput) -> tuple[CardTemplate, bool]:
    """Add a card template, owned by the caller. Returns it, and whether it is new.

    A repetition of the request that created a template returns that template as it is now: the
    first answer may have been lost. Raises Forbidden, and Invalid with all that is wrong.
    """
    caller.require_admin()
    clock.lock(session, caller.account_id)
    errors = {name: ["can't be blank"] for name in ("uuid", "name") if not getattr(new, name)}
    existing = _find_by_uuid(session, caller, new.uuid)
    if existing is not None and existing.create_hash == new.fingerprint():
        return existing, False
    if existing is not None:
        errors["uuid"] = [TAKEN]
    template_type = types.resolve(session, caller, new, errors)
    is_deleted = new.deleted_at is not None
    if not is_deleted and _is_name_taken(session, caller, new.name):
        errors["name"] = [TAKEN]
    if is_deleted and new.default_template:
        errors["default_template"] = ["can't be set on a deleted card template"]
    if errors or template_type is None:
        raise Invalid(errors)
    if new.default_template:
        _unset_default(session, caller)
    at = clock.tick(session, caller.account_id)
    sent = new.model_fields_set
    orientation = template_type.orientation_default
    card_template = CardTemplate(
        account_id=caller.account_id,
        uuid=new.uuid,
        uuid_key=uuid_key(new.uuid),
        template_type_id=template_type.id,
        owner_id=caller.user_id,
        deleted_at=new.deleted_at,
        deleted_by_id=caller.user_id if is_deleted else None,
        create_hash=new.fingerprint(),
        created_at=at,
        updated_at=at,
        **{name: getattr(new, name) for name in _CONTENT},
    )
    for side in ("orientation_front", "orientation_back"):
        if side not in sent:
            setattr(card_template, side, orientation)
    session.add(card_template)
    session.flush()
    return card_template, True


def change(
    session: Session,
    caller: Caller,
    card_template_id: int,
    sent: CardTemplateInput,
    condition: Condition,
) -> CardTemplate:
    """Change what was sent of a card template, or nothing at all when any of it is refused.

    Raises NotFound, Forbidden, PreconditionFailed, and Invalid with all that is wrong.
    """
    clock.lock(session, caller.account_id)
    card_template = find(session, caller, card_template_id)
    errors: dict[str, list[str]] = {}
    values = _sent_values(session, caller, card_template, sent, errors)
    changes = {k: v for k, v in values.items() if getattr(card_template, k) != v}
    require_may_change(caller, card_template, {*changes, *errors})
    condition(card_template.updated_at)
    _check_changes(session, caller, card_template, changes, errors)
    if errors:
        raise Invalid(errors)
    if not changes:
        return card_template
    if changes.get("default_template"):
        _unset_default(session, caller)
    for name, value in changes.items():
        setattr(card_template, name, value)
    card_template.updated_at = clock.tick(session, caller.account_id)
    session.flush()
    return card_template


def delete(session: Session, caller: Caller, card_template_id: int, condition: Condition) -> None:
    """Delete a card template for good, with its background images and linked files.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    clock.lock(session, caller.account_id)
    card_template = find(session, caller, card_template_id)
    caller.require_admin()
    condition(card_template.updated_at)
    files.delete_all(session, card_template.id, clock.tick(session, caller.account_id))
    session.delete(card_template)
    session.flush()


def release(session: Session, user: User) -> int:
    """Make the card templates of a user unowned, before the user is removed. Returns how many."""
    clock.lock(session, user.account_id)
    owned = session.scalars(select(CardTemplate).where(CardTemplate.owner_id == user.id)).all()
    for card_template in owned:
        card_template.owner_id = None
        card_template.updated_at = clock.tick(session, user.account_id)
    session.flush()
    return len(owned)


def _sent_values(
    session: Session,
    caller: Caller,
    card_template: CardTemplate,
    sent: CardTemplateInput,
    errors: dict[str, list[str]],
) -> dict[str, object]:
    """Return the columns that the request asks for, whether they differ or not."""
    fields = sent.model_fields_set
    values: dict[str, object] = {k: getattr(sent, k) for k in _CONTENT if k in fields}
    if "uuid" in fields and uuid_key(sent.uuid) != card_template.uuid_key:
        errors["uuid"] = ["can't be changed"]
    if fields & {"template_type_code", "template_type_id"}:
        template_type = types.resolve(session, caller, sent, errors)
        if template_type is not None:
            values["template_type_id"] = template_type.id
    if "owner_id" in fields:
        values["owner_id"] = sent.owner_id
    if "deleted_at" in fields:
        values["deleted_at"] = sent.deleted_at
        values["deleted_by_id"] = None if sent.deleted_at is None else caller.user_id
    return values


def _check_changes(
    session: Session,
    caller: Caller,
    card_template: CardTemplate,
    changes: dict[str, object],
    errors: dict[str, list[str]],
) -> None:
    """Gather what is not possible of `changes`, given the other rows of the account.

    Adds to them what follows: a template that is soft-deleted stops being the default.
    """
    if "owner_id" in changes and not _is_admin(session, caller, changes["owner_id"]):
        errors["owner_id"] = ["must be the id of an admin of this account"]
    is_live = changes.get("deleted_at", card_template.deleted_at) is None
    becomes_live = is_live and card_template.deleted_at is not None
    name = str(changes.get("name", card_template.name))
    if is_live and ("name" in changes or becomes_live) and _is_name_taken(session, caller, name):
        errors["name"] = [TAKEN]
    if not is_live and changes.get("default_template"):
        errors["default_template"] = ["can't be set on a deleted card template"]
    elif not is_live and card_template.default_template:
        changes["default_template"] = False


def _find_by_uuid(session: Session, caller: Caller, uuid: str) -> CardTemplate | None:
    return session.scalar(
        select(CardTemplate).where(
            CardTemplate.account_id == caller.account_id, CardTemplate.uuid_key == uuid_key(uuid)
        )
    )


def _is_name_taken(session: Session, caller: Caller, name: str) -> bool:
    """Say whether a live template has the name; one that keeps its name is not asked about."""
    query = select(CardTemplate.id).where(
        CardTemplate.account_id == caller.account_id,
        CardTemplate.name == name,
        CardTemplate.deleted_at.is_(None),
    )
    return session.scalar(query) is not None


def _is_admin(session: Session, caller: Caller, user_id: object) -> bool:
    query = select(User.id).where(
        User.id == user_id, User.account_id == caller.account_id, User.is_admin, ~User.is_disabled
    )
    in_range = isinstance(user_id, int) and abs(user_id) < 2**63
    return in_range and session.scalar(query) is not None


def _unset_default(session: Session, caller: Caller) -> None:
    """Take the default from the template that has it, which moves its `updated_at`."""
    has_it = (CardTemplate.account_id == caller.account_id) & CardTemplate.default_template
    if session.scalar(select(CardTemplate.id).where(has_it)) is not None:
        at = clock.tick(session, caller.account_id)
        session.execute(
            update(CardTemplate).where(has_it).values(default_template=False, updated_at=at)
        )
