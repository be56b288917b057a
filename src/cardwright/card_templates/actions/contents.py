"""Background images and linked files: the parts of a card template that are bytes."""

from sqlalchemy.orm import Session

from cardwright.accounts import clock
from cardwright.card_templates.actions.permissions import require_may_edit
from cardwright.card_templates.actions.writing import TAKEN, Condition, find
from cardwright.card_templates.models import CardTemplate
from cardwright.errors import Invalid, NotFound
from cardwright.files import actions as files
from cardwright.files.actions import KeptBlob
from cardwright.oauth.caller import Caller


def background_blob_id(session: Session, caller: Caller, card_template_id: int, side: str) -> str:
    """Return the id of the blob behind one side. Raises NotFound for either not being there."""
    card_template = find(session, caller, card_template_id)
    found = files.find_background(session, card_template.id, side)
    if found is None:
        raise NotFound
    return found[1].id


def put_background(
    session: Session,
    caller: Caller,
    card_template_id: int,
    side: str,
    kept: KeptBlob,
    condition: Condition,
) -> CardTemplate:
    """Make `kept` the background image of one side; the same bytes again change nothing."""
    card_template = _find_to_edit(session, caller, card_template_id, condition)
    found = files.find_background(session, card_template.id, side)
    if found is None or not kept.is_same_as(found[1]):
        at = _touch(session, card_template)
        files.put_background(session, caller.account_id, card_template.id, side, kept, at)
    return card_template


def delete_background(
    session: Session, caller: Caller, card_template_id: int, side: str, condition: Condition
) -> None:
    """Delete the background image of one side, if there is one."""
    card_template = _find_to_edit(session, caller, card_template_id, condition)
    found = files.find_background(session, card_template.id, side)
    if found is not None:
        files.delete_background(session, *found, _touch(session, card_template))


def put_linked_file(
    session: Session,
    caller: Caller,
    card_template_id: int,
    uuid: str,
    file_role: str,
    kept: KeptBlob,
    condition: Condition,
) -> CardTemplate:
    """Add or replace a linked file; the same bytes in the same role change nothing.

    Raises Invalid (`errors.uuid`) when another template of the account has a file of that UUID.
    """
    card_template = _find_to_edit(session, caller, card_template_id, condition)
    found = files.find_linked_file(session, caller.account_id, uuid)
    if found is None:
        at = _touch(session, card_template)
        files.create_linked_file(
            session, caller.account_id, card_template.id, uuid, file_role, kept, at
        )
        return card_template
    linked_file, blob = found
    if linked_file.card_template_id != card_template.id:
        raise Invalid.field("uuid", TAKEN)
    if not kept.is_same_as(blob) or file_role != linked_file.file_role:
        at = _touch(session, card_template)
        files.replace_linked_file(session, linked_file, blob, file_role, kept, at)
    return card_template


def delete_linked_file(
    session: Session, caller: Caller, card_template_id: int, uuid: str, condition: Condition
) -> None:
    """Delete a linked file. Raises NotFound when the template has none of that UUID."""
    card_template = _find_to_edit(session, caller, card_template_id, condition, uuid)
    found = files.find_linked_file(session, caller.account_id, uuid)
    if found is not None:
        files.delete_linked_file(session, *found, _touch(session, card_template))


def _find_to_edit(
    session: Session,
    caller: Caller,
    card_template_id: int,
    condition: Condition,
    file_uuid: str | None = None,
) -> CardTemplate:
    """Return a template whose content the caller may change, in the version they expect.

    What is not there is not found before anything else is refused.
    """
    clock.lock(session, caller.account_id)
    card_template = find(session, caller, card_template_id)
    if file_uuid is not None:
        found = files.find_linked_file(session, caller.account_id, file_uuid)
        if found is None or found[0].card_template_id != card_template.id:
            raise NotFound
    require_may_edit(caller, card_template)
    condition(card_template.updated_at)
    return card_template


def _touch(session: Session, card_template: CardTemplate) -> int:
    """Give the template its next `updated_at`, and return it."""
    card_template.updated_at = clock.tick(session, card_template.account_id)
    return card_template.updated_at
