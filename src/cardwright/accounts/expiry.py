"""What is over is removed: sign-ins, links and counts of failures."""

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import throttle
from cardwright.accounts.models import PasswordLink, SignIn
from cardwright.accounts.sign_ins import IDLE_SECONDS


def remove_expired(session: Session, limit: int) -> int:
    """Delete what is over, `limit` rows of each table at most. Returns how many rows."""
    now = times.now()
    is_idle = SignIn.last_seen_at <= now - IDLE_SECONDS * times.MICROSECONDS
    return (
        _remove(session, SignIn, or_(SignIn.expires_at <= now, is_idle), limit)
        + _remove(session, PasswordLink, PasswordLink.expires_at <= now, limit)
        + throttle.remove_expired(session, limit)
    )


def _remove(
    session: Session, table: type[SignIn | PasswordLink], is_over: ColumnElement[bool], limit: int
) -> int:
    over = select(table.id).where(is_over).limit(limit)
    removed = delete(table).where(table.id.in_(over)).returning(table.id)
    return len(session.execute(removed, execution_options={"synchronize_session": False}).all())
