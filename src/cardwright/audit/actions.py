"""What can be done with the audit log: add to it, and read it."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.audit.models import AuditEvent
from cardwright.database import PreparedChange, Rows

ADDRESS = "cardwright.address"
"""The key of `session.info` under which a request leaves the address that it came from."""


def record(
    session: Session,
    *,
    event: str,
    account_id: int | None = None,
    actor_id: int | None = None,
    subject: str | None = None,
    address: str | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add an event to the log, in the transaction in which it happens.

    `event` is a group and a word, `sign_in.failed`; `subject` a kind and an id, `user 7`. Without
    an `address`, it is that of the request which the session serves. `details` must be JSON, and
    must hold nothing secret.
    """
    record_in(
        Rows.of(session),
        event=event,
        account_id=account_id,
        actor_id=actor_id,
        subject=subject,
        address=address or session.info.get(ADDRESS),
        details=details,
    )


def record_in(
    rows: Rows,
    *,
    event: str,
    account_id: int | None,
    actor_id: int | None,
    subject: str | None,
    address: str | None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Do what `record` does, for rules that work without a session."""
    rows.change(
        _ADD,
        happened_at=times.now(),
        event=event,
        account_id=account_id,
        actor_id=actor_id,
        subject=subject,
        address=address,
        details=json.dumps(dict(details or {}), ensure_ascii=False),
    )


def list_events(
    session: Session,
    *,
    account_id: int | None = None,
    event: str | None = None,
    since: int | None = None,
    before_id: int | None = None,
    limit: int | None = None,
) -> Sequence[AuditEvent]:
    """Return events, newest last: with `limit`, the newest that many.

    `event` is a whole name, or a group of them (`sign_in`); `since` is in microseconds since 1970,
    inclusive; `before_id` leaves out that event and all newer ones.
    """
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    if account_id is not None:
        query = query.where(AuditEvent.account_id == account_id)
    if event is not None:
        # Apart, because an index leads to a name, and to no group.
        is_name = "." in event
        in_group = AuditEvent.event.startswith(f"{event}.", autoescape=True)
        query = query.where(AuditEvent.event == event if is_name else in_group)
    if since is not None:
        query = query.where(AuditEvent.happened_at >= since)
    if before_id is not None:
        query = query.where(AuditEvent.id < before_id)
    return session.scalars(query).all()[::-1]


_ADD = PreparedChange(
    insert(AuditEvent),
    sets=[column.key for column in AuditEvent.__table__.columns if column.key != "id"],
)
