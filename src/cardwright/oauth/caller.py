"""Who asks, for which account, within which scopes."""

from msgspec import Struct
from sqlalchemy import bindparam, select

from cardwright import times
from cardwright.accounts import sign_ins
from cardwright.accounts.models import Account, User
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import Forbidden, Unauthorized
from cardwright.oauth.models import AccessToken
from cardwright.oauth.scopes import SESSION_SCOPE, Scope, permits


class Caller(Struct, frozen=True):
    """A live token or sign-in with its user and account, as the database had them a moment ago."""

    token_hash: bytes
    """That of the token, or of the session id."""
    scope: str
    created_at: int
    expires_at: int
    user_id: int
    is_admin: bool
    account_id: int
    account_hashid: str
    account_version: int
    sign_in_id: int | None = None
    """The sign-in by which a page of ours asks, where it is no token."""
    is_to_be_seen: bool = False
    """Whether it is time to write down that the browser is still there."""
    address: str | None = None
    """The network address that a request comes from which may change something."""

    def require_admin(self) -> None:
        """Raise Forbidden unless the user is an admin of the account."""
        if not self.is_admin:
            raise Forbidden


def identify(rows: Rows, token_hash: bytes, scope: Scope | None) -> Caller:
    """Return the caller of a live token, in one indexed SELECT.

    Raises Unauthorized for a token that is unknown, expired or revoked, or whose user is disabled,
    and Forbidden when it lacks `scope`.
    """
    row = rows.first(_LIVE_TOKEN, token_hash=token_hash, now=times.now())
    if row is None:
        raise Unauthorized
    caller = Caller(token_hash, *row)
    if scope is not None and not permits(caller.scope, scope):
        raise Forbidden
    return caller


def identify_session(rows: Rows, session_hash: bytes, scope: Scope | None) -> Caller:
    """Return the caller of a live sign-in, in one indexed SELECT.

    Raises Unauthorized when it has ended, and Forbidden where pages have no business.
    """
    visitor = sign_ins.find_visitor(rows, session_hash)
    if visitor is None:
        raise Unauthorized
    if scope is not None and not permits(SESSION_SCOPE, scope):
        raise Forbidden
    return signed_in(visitor, session_hash)


def signed_in(visitor: Visitor, session_hash: bytes = b"") -> Caller:
    """Return the caller that somebody is who is signed in."""
    return Caller(
        token_hash=session_hash,
        scope=SESSION_SCOPE,
        created_at=visitor.created_at,
        expires_at=visitor.expires_at,
        user_id=visitor.user_id,
        is_admin=visitor.is_admin,
        account_id=visitor.account_id,
        account_hashid=visitor.account_hashid,
        account_version=visitor.account_version,
        sign_in_id=visitor.sign_in_id,
        is_to_be_seen=visitor.is_to_be_seen,
    )


# The columns are the fields of Caller, in their order.
_LIVE_TOKEN = PreparedQuery(
    select(
        AccessToken.scope,
        AccessToken.created_at,
        AccessToken.expires_at,
        AccessToken.user_id,
        User.is_admin,
        User.account_id,
        Account.hashid,
        Account.clock,
    )
    .join(User, User.id == AccessToken.user_id)
    .join(Account, Account.id == User.account_id)
    .where(
        AccessToken.token_hash == bindparam("token_hash"),
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > bindparam("now"),
        ~User.is_disabled,
    )
)
