"""Background images and linked files: the parts of a card template that are bytes."""

from cardwright.accounts import clock, usage
from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import stored
from cardwright.card_templates.actions.permissions import require_may_edit
from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.card_templates.actions.writing import TAKEN, Condition
from cardwright.database import Rows
from cardwright.errors import Invalid, NotFound
from cardwright.files import actions as files
from cardwright.files.actions import KeptBlob
from cardwright.oauth.caller import Caller


def background_blob_id(rows: Rows, caller: Caller, card_template_id: int, side: str) -> str:
    """Return the id of the blob behind one side. Raises NotFound for either not being there."""
    card_template = stored.find(rows, caller, card_template_id)
    found = files.find_background(rows, card_template.id, side)
    if found is None:
        raise NotFound
    return found.blob_id


def put_background(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    side: str,
    kept: KeptBlob,
    condition: Condition,
    quotas: Quotas,
) -> None:
    """Make `kept` the background image of one side; the same bytes again change nothing."""
    card_template = _find_to_edit(rows, caller, card_template_id, condition)
    account_id = caller.account_id
    found = files.find_background(rows, card_template.id, side)
    if found is None or not found.holds(kept):
        at = _touch(rows, caller, card_template)
        more = files.put_background(rows, account_id, card_template.id, side, kept, found, at)
        usage.take(rows, account_id, more, quotas)


def delete_background(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    side: str,
    condition: Condition,
) -> None:
    """Delete the background image of one side, if there is one."""
    card_template = _find_to_edit(rows, caller, card_template_id, condition)
    found = files.find_background(rows, card_template.id, side)
    if found is not None:
        less = files.delete_background(rows, found, _touch(rows, caller, card_template))
        usage.give_back(rows, caller.account_id, less)


def put_linked_file(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    uuid: str,
    file_role: str,
    kept: KeptBlob,
    condition: Condition,
    quotas: Quotas,
) -> None:
    """Add or replace a linked file; the same bytes in the same role change nothing.

    Raises Invalid (`errors.uuid`) when another template of the account has a file of that UUID.
    """
    card_template = _find_to_edit(rows, caller, card_template_id, condition)
    account_id = caller.account_id
    found = files.find_linked_file(rows, account_id, uuid)
    if found is not None and found.card_template_id != card_template.id:
        raise Invalid.field("uuid", TAKEN)
    if found is not None and found.holds(kept) and file_role == found.file_role:
        return
    at = _touch(rows, caller, card_template)
    if found is None:
        more = files.add_linked_file(rows, account_id, card_template.id, uuid, file_role, kept, at)
    else:
        more = files.replace_linked_file(rows, account_id, found, file_role, kept, at)
    usage.take(rows, account_id, more, quotas)


def delete_linked_file(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    uuid: str,
    condition: Condition,
) -> None:
    """Delete a linked file. Raises NotFound when the template has none of that UUID."""
    card_template = _find_to_edit(rows, caller, card_template_id, condition, uuid)
    found = files.find_linked_file(rows, caller.account_id, uuid)
    if found is not None:
        less = files.delete_linked_file(rows, found, _touch(rows, caller, card_template))
        usage.give_back(rows, caller.account_id, less)


def _find_to_edit(
    rows: Rows,
    caller: Caller,
    card_template_id: int,
    condition: Condition,
    file_uuid: str | None = None,
) -> StoredTemplate:
    """Return a template whose content the caller may change, in the version they expect.

    What is not there is not found before anything else is refused.
    """
    clock.lock(rows, caller.account_id)
    card_template = stored.find(rows, caller, card_template_id)
    if file_uuid is not None:
        found = files.find_linked_file(rows, caller.account_id, file_uuid)
        if found is None or found.card_template_id != card_template.id:
            raise NotFound
    require_may_edit(caller, card_template)
    condition(card_template.updated_at)
    return card_template


def _touch(rows: Rows, caller: Caller, card_template: StoredTemplate) -> int:
    """Give the template its next `updated_at`, and return it."""
    at = clock.tick(rows, caller.account_id)
    stored.change(rows, card_template.id, {"updated_at": at})
    return at
