"""What can be done with access tokens."""

import hashlib
import secrets
from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import User
from cardwright.errors import Invalid, NotFound
from cardwright.ids import is_id, parse_id
from cardwright.oauth.models import AccessToken
from cardwright.oauth.scopes import parse_scopes

TOKEN_PREFIX = "cw_at_"  # noqa: S105 - lets secret scanners recognise a leaked token
DEFAULT_LIFE_SECONDS = 30 * 24 * 3600
LONGEST_LIFE_SECONDS = 365 * 24 * 3600


def create_token(
    session: Session, user: User, scope: str, expires_in: int = DEFAULT_LIFE_SECONDS
) -> tuple[str, AccessToken]:
    """Return a new token, which is not kept, and its row, which is.

    `scope` is a space-separated list, `expires_in` seconds. Raises Invalid.
    """
    if not 1 <= expires_in <= LONGEST_LIFE_SECONDS:
        raise Invalid.field("expires_in", f"must be between 1 and {LONGEST_LIFE_SECONDS} seconds")
    if user.is_disabled:
        raise Invalid.field("user", "is disabled")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    created_at = times.now()
    row = AccessToken(
        token_hash=hash_token(token),
        user_id=user.id,
        scope=" ".join(parse_scopes(scope)),
        created_at=created_at,
        expires_at=created_at + expires_in * times.MICROSECONDS,
    )
    session.add(row)
    session.flush()
    return token, row


def list_tokens(session: Session, user: User | None = None) -> Sequence[Row[AccessToken, User]]:
    """Return the tokens of one user or of all, with their users, oldest first."""
    query = select(AccessToken, User).join(User, User.id == AccessToken.user_id)
    if user is not None:
        query = query.where(AccessToken.user_id == user.id)
    return session.execute(query.order_by(AccessToken.id)).all()


def revoke_token(session: Session, reference: str) -> AccessToken:
    """End a token at once, named by its id or by itself. Raises NotFound.

    A token that is revoked already stays as it is.
    """
    query = select(AccessToken).where(AccessToken.token_hash == hash_token(reference))
    if is_id(reference):
        query = select(AccessToken).where(AccessToken.id == parse_id(reference))
    token = session.scalar(query)
    if token is None:
        raise NotFound("There is no such token: `cardwright token list` shows them")
    token.revoked_at = token.revoked_at or times.now()
    return token


def hash_token(token: str) -> bytes:
    """Return what is stored of a token: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
