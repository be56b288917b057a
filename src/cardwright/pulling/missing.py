"""What was deleted for good at the source: it leaves no trace there, so the whole list is asked."""

from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import clock
from cardwright.card_templates.actions import stored
from cardwright.client import Client, Refused
from cardwright.database import Rows
from cardwright.ids import uuid_key
from cardwright.pulling import here, records, writing
from cardwright.pulling.outcome import Outcome
from cardwright.pulling.target import Target

PER_PAGE = 200


def delete_missing(
    source: Client, target: Target, source_id: int, outcome: Outcome, *, overwrites: bool
) -> None:
    """Soft-delete here what the source has no more; whoever wants it back restores it.

    Each is asked for by itself first: a list in which others delete may leave something out.
    """
    with target.database.reading() as session:
        taken = records.taken(session, source_id)
    there = {
        uuid_key(shown.uuid)
        for shown in source.card_templates(include_deleted=True, per_page=PER_PAGE)
    }
    for noted in taken:
        if noted.uuid_key not in there and _is_gone(source, noted.there_id):
            key = noted.uuid_key
            note, is_deleted = target.database.write(
                lambda session, key=key: _delete(session, target, source_id, key, overwrites)  # type: ignore[misc]
            )
            outcome.deleted += is_deleted
            outcome.say([note] if note else [], [])


def _is_gone(source: Client, card_template_id: int) -> bool:
    try:
        source.card_template(card_template_id)
    except Refused as refusal:
        if refusal.status != 404:
            raise
        return True
    return False


def _delete(
    session: Session, target: Target, source_id: int, key: str, overwrites: bool
) -> tuple[str | None, bool]:
    """Soft-delete one. Returns what there is to say, and whether that was done."""
    rows, caller = Rows.of(session), target.caller
    clock.lock(rows, caller.account_id)
    record = records.find(session, source_id, key)
    local = stored.find_by_uuid(rows, caller, key)
    if record is None or local is None or local.deleted_at is not None:
        return None, False
    if writing.is_changed_here(rows, record, local) and not overwrites:
        return f"{local.name!r} ({local.uuid}) is gone at the source; it {writing.KEPT}", False
    changes = {
        "deleted_at": times.now(),
        "deleted_by_id": caller.user_id,
        "default_template": False,
        "updated_at": clock.tick(rows, caller.account_id),
    }
    stored.change(rows, local.id, changes)
    record.here_hash = here.digest_of_stored(rows, stored.find(rows, caller, local.id))
    session.flush()
    return None, True
