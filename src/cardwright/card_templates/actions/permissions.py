"""Who may change what of a card template (contract 3.1 to 3.6, API decisions A16 to A20)."""

from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.card_templates.schemas import OWNER_ONLY
from cardwright.errors import Forbidden
from cardwright.oauth.caller import Caller

LIFE = frozenset({"deleted_at", "deleted_by_id"})
OWNERSHIP = frozenset({"owner_id"})


def require_may_change(caller: Caller, card_template: StoredTemplate, fields: set[str]) -> None:
    """Raise Forbidden unless the caller may change all of `fields`, which do change.

    Any admin may soft-delete, restore and hand over; the owner may hand over, admin or not; for
    everything else the edit rule that the template has now holds. One refusal refuses them all.
    """
    is_owner = card_template.owner_id == caller.user_id
    if not caller.is_admin and not (is_owner and fields <= OWNERSHIP):
        raise Forbidden
    if fields - LIFE - OWNERSHIP:
        require_may_edit(caller, card_template)


def require_may_edit(caller: Caller, card_template: StoredTemplate) -> None:
    """Raise Forbidden unless the caller may change the content: fields, backgrounds, files."""
    caller.require_admin()
    if card_template.editable_by == OWNER_ONLY and card_template.owner_id != caller.user_id:
        raise Forbidden
