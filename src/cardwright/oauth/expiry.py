"""What is over is removed: requests, codes, tokens, and grants that were taken back.

Codes and refresh tokens stay for a while after their use, because only what is still there can be
noticed when it comes a second time.
"""

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.oauth.models import (
    AccessToken,
    AuthorizationCode,
    AuthorizationRequest,
    Grant,
    RefreshToken,
)

DAY = 24 * 3600 * times.MICROSECONDS
CODES_KEPT_DAYS = 7
TOKENS_KEPT_DAYS = 7
REFRESH_TOKENS_KEPT_DAYS = 90

_Table = (
    type[AccessToken]
    | type[AuthorizationCode]
    | type[AuthorizationRequest]
    | type[Grant]
    | type[RefreshToken]
)


def remove_expired(session: Session, limit: int) -> int:
    """Delete what is over, `limit` rows of each table at most. Returns how many rows."""
    now = times.now()
    is_revoked = Grant.revoked_at <= now - TOKENS_KEPT_DAYS * DAY
    of_revoked = RefreshToken.grant_id.in_(select(Grant.id).where(is_revoked))
    is_old = RefreshToken.used_at <= now - REFRESH_TOKENS_KEPT_DAYS * DAY
    # A grant goes last, so that few rows at a time go with it.
    is_empty = ~exists().where(RefreshToken.grant_id == Grant.id)
    return (
        _remove(session, AuthorizationRequest, AuthorizationRequest.expires_at <= now, limit)
        + _remove(
            session,
            AuthorizationCode,
            AuthorizationCode.expires_at <= now - CODES_KEPT_DAYS * DAY,
            limit,
        )
        + _remove(
            session, AccessToken, AccessToken.expires_at <= now - TOKENS_KEPT_DAYS * DAY, limit
        )
        # Two statements, because an index answers each of them, and none answers both.
        + _remove(session, RefreshToken, is_old, limit)
        + _remove(session, RefreshToken, of_revoked, limit)
        + _remove(session, Grant, is_revoked & is_empty, limit)
    )


def _remove(session: Session, table: _Table, is_over: ColumnElement[bool], limit: int) -> int:
    over = select(table.id).where(is_over).limit(limit)
    removed = delete(table).where(table.id.in_(over)).returning(table.id)
    return len(session.execute(removed, execution_options={"synchronize_session": False}).all())
