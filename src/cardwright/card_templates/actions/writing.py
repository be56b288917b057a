"""Creating, changing and deleting card templates."""

from collections.abc import Callable

from sqlalchemy import bindparam, select

from cardwright.accounts import clock, usage
from cardwright.accounts.models import User
from cardwright.accounts.usage import Quotas, Usage
from cardwright.audit import actions as audit_log
from cardwright.card_templates.actions import stored, types
from cardwright.card_templates.actions.permissions import require_may_change
from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import Invalid
from cardwright.files import actions as files
from cardwright.ids import LARGEST_ID, uuid_key
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


def create(rows: Rows, caller: Caller, new: CardTemplateInput, quotas: Quotas) -> tuple[int, bool]:
    """Add a card template, owned by the caller. Returns its id, and whether it is new.

    A repetition of the request that created a template finds that template as it is now: the
    first answer may have been lost. Raises Forbidden, and Invalid with all that is wrong.
    """
    caller.require_admin()
    clock.lock(rows, caller.account_id)
    errors = {name: ["can't be blank"] for name in ("uuid", "name") if not getattr(new, name)}
    fingerprint = new.fingerprint()
    existing = stored.find_by_uuid(rows, caller, uuid_key(new.uuid))
    if existing is not None and existing.create_hash == fingerprint:
        return existing.id, False
    if existing is not None:
        errors["uuid"] = [TAKEN]
    template_type = types.resolve(rows, caller, new, errors)
    is_deleted = new.deleted_at is not None
    if not is_deleted and stored.is_name_taken(rows, caller, new.name):
        errors["name"] = [TAKEN]
    if is_deleted and new.default_template:
        errors["default_template"] = ["can't be set on a deleted card template"]
    if errors or template_type is None:
        raise Invalid(errors)
    usage.take(rows, caller.account_id, Usage(card_templates=1), quotas)
    if new.default_template:
        _unset_default(rows, caller)
    at = clock.tick(rows, caller.account_id)
    values = {name: getattr(new, name) for name in _CONTENT}
    for side in ("orientation_front", "orientation_back"):
        if side not in new.model_fields_set:
            values[side] = template_type.orientation_default
    values |= {
        "account_id": caller.account_id,
        "uuid": new.uuid,
        "uuid_key": uuid_key(new.uuid),
        "template_type_id": template_type.id,
        "owner_id": caller.user_id,
        "deleted_at": new.deleted_at,
        "deleted_by_id": caller.user_id if is_deleted else None,
        "create_hash": fingerprint,
        "created_at": at,
        "updated_at": at,
    }
    return stored.add(rows, values), True


def change(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    sent: CardTemplateInput,
    condition: Condition,
) -> None:
    """Change what was sent of a card template, or nothing at all when any of it is refused.

    Raises NotFound, Forbidden, PreconditionFailed, and Invalid with all that is wrong.
    """
    clock.lock(rows, caller.account_id)
    card_template = stored.find(rows, caller, card_template_id)
    errors: dict[str, list[str]] = {}
    values = _sent_values(rows, caller, card_template, sent, errors)
    changes = {k: v for k, v in values.items() if getattr(card_template, k) != v}
    require_may_change(caller, card_template, {*changes, *errors})
    condition(card_template.updated_at)
    _check_changes(rows, caller, card_template, changes, errors)
    if errors:
        raise Invalid(errors)
    if changes:
        if changes.get("default_template"):
            _unset_default(rows, caller)
        changes["updated_at"] = clock.tick(rows, caller.account_id)
        stored.change(rows, card_template.id, changes)
        _record_changes(rows, caller, card_template, changes)


def delete(rows: Rows, caller: Caller, card_template_id: int, condition: Condition) -> None:
    """Delete a card template for good, with its background images and linked files.

    Raises NotFound, Forbidden, PreconditionFailed.
    """
    clock.lock(rows, caller.account_id)
    card_template = stored.find(rows, caller, card_template_id)
    caller.require_admin()
    condition(card_template.updated_at)
    freed = files.delete_all(rows, card_template.id, clock.tick(rows, caller.account_id))
    stored.remove(rows, card_template.id)
    _record(rows, caller, card_template, "card_template.removed")
    less = Usage(card_templates=-1, files=freed.files, file_bytes=freed.file_bytes)
    usage.give_back(rows, caller.account_id, less)


def release(rows: Rows, user: User) -> int:
    """Make the card templates of a user unowned, before the user is removed. Returns how many."""
    clock.lock(rows, user.account_id)
    owned = stored.owned_by(rows, user.id)
    for card_template_id in owned:
        at = clock.tick(rows, user.account_id)
        stored.change(rows, card_template_id, {"owner_id": None, "updated_at": at})
    return len(owned)


def _sent_values(
    rows: Rows,
    caller: Caller,
    card_template: StoredTemplate,
    sent: CardTemplateInput,
    errors: dict[str, list[str]],
) -> dict[str, object]:
    """Return the columns that the request asks for, whether they differ or not."""
    fields = sent.model_fields_set
    values: dict[str, object] = {k: getattr(sent, k) for k in _CONTENT if k in fields}
    if "uuid" in fields and uuid_key(sent.uuid) != card_template.uuid_key:
        errors["uuid"] = ["can't be changed"]
    if fields & {"template_type_code", "template_type_id"}:
        template_type = types.resolve(rows, caller, sent, errors)
        if template_type is not None:
            values["template_type_id"] = template_type.id
    if "owner_id" in fields:
        values["owner_id"] = sent.owner_id
    if "deleted_at" in fields:
        values["deleted_at"] = sent.deleted_at
        values["deleted_by_id"] = None if sent.deleted_at is None else caller.user_id
    return values


def _check_changes(
    rows: Rows,
    caller: Caller,
    card_template: StoredTemplate,
    changes: dict[str, object],
    errors: dict[str, list[str]],
) -> None:
    """Gather what is not possible of `changes`, given the other rows of the account.

    Adds to them what follows: a template that is soft-deleted stops being the default.
    """
    if "owner_id" in changes and not _is_admin(rows, caller, changes["owner_id"]):
        errors["owner_id"] = ["must be the id of an admin of this account"]
    is_live = changes.get("deleted_at", card_template.deleted_at) is None
    becomes_live = is_live and card_template.deleted_at is not None
    name = str(changes.get("name", card_template.name))
    if is_live and ("name" in changes or becomes_live) and stored.is_name_taken(rows, caller, name):
        errors["name"] = [TAKEN]
    if not is_live and changes.get("default_template"):
        errors["default_template"] = ["can't be set on a deleted card template"]
    elif not is_live and card_template.default_template:
        changes["default_template"] = False


def _is_admin(rows: Rows, caller: Caller, user_id: object) -> bool:
    in_range = isinstance(user_id, int) and abs(user_id) <= LARGEST_ID
    return in_range and rows.first(_ADMIN, id=user_id, account_id=caller.account_id) is not None


_ADMIN = PreparedQuery(
    select(User.id).where(
        User.id == bindparam("id"),
        User.account_id == bindparam("account_id"),
        User.is_admin,
        ~User.is_disabled,
    )
)


def _unset_default(rows: Rows, caller: Caller) -> None:
    """Take the default from the template that has it, which moves its `updated_at`."""
    previous = stored.find_default(rows, caller)
    if previous is not None:
        at = clock.tick(rows, caller.account_id)
        stored.change(rows, previous, {"default_template": False, "updated_at": at})


def _record_changes(
    rows: Rows, caller: Caller, card_template: StoredTemplate, changes: dict[str, object]
) -> None:
    """Record what people ask about later: who deleted it, restored it, or gave it away."""
    if "deleted_at" in changes:
        is_deleted = changes["deleted_at"] is not None
        word = "deleted" if is_deleted else "restored"
        _record(rows, caller, card_template, f"card_template.{word}")
    if "owner_id" in changes:
        owners = {"from": card_template.owner_id, "to": changes["owner_id"]}
        _record(rows, caller, card_template, "card_template.owner_changed", owners)


def _record(
    rows: Rows,
    caller: Caller,
    card_template: StoredTemplate,
    event: str,
    more: dict[str, object] | None = None,
) -> None:
    audit_log.record_in(
        rows,
        event=event,
        account_id=caller.account_id,
        actor_id=caller.user_id,
        subject=f"card template {card_template.id}",
        address=caller.address,
        details={"name": card_template.name, **(more or {})},
    )
