"""Who asks, for which account, within which scopes."""

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import Account, User
from cardwright.errors import Forbidden, Unauthorized
from cardwright.oauth.models import AccessToken
from cardwright.oauth.scopes import Scope, permits


class Caller(Struct, frozen=True):
    """A live token with its user and account, as the database had them a moment ago."""

    token_hash: bytes
    scope: str
    created_at: int
    expires_at: int
    user_id: int
    is_admin: bool
    account_id: int
    account_hashid: str
    account_version: int

    def require_admin(self) -> None:
        """Raise Forbidden unless the user is an admin of the account."""
        if not self.is_admin:
            raise Forbidden


def identify(session: Session, token_hash: bytes, scope: Scope | None) -> Caller:
    """Return the caller of a live token, in one indexed SELECT.

    Raises Unauthorized for a token that is unknown, expired or revoked, or whose user is disabled,
    and Forbidden when it lacks `scope`.
    """
    row = session.execute(_TOKEN, {"token_hash": token_hash}).one_or_none()
    if row is None or row.revoked_at is not None or row.is_disabled:
        raise Unauthorized
    if row.expires_at <= times.now():
        raise Unauthorized
    if scope is not None and not permits(row.scope, scope):
        raise Forbidden
    return Caller(
        token_hash=token_hash,
        scope=row.scope,
        created_at=row.created_at,
        expires_at=row.expires_at,
        user_id=row.user_id,
        is_admin=row.is_admin,
        account_id=row.account_id,
        account_hashid=row.hashid,
        account_version=row.clock,
    )


_TOKEN = (
    select(
        AccessToken.scope,
        AccessToken.created_at,
        AccessToken.expires_at,
        AccessToken.revoked_at,
        AccessToken.user_id,
        User.is_admin,
        User.is_disabled,
        User.account_id,
        Account.hashid,
        Account.clock,
    )
    .join(User, User.id == AccessToken.user_id)
    .join(Account, Account.id == User.account_id)
    .where(AccessToken.token_hash == bindparam("token_hash"))
)
