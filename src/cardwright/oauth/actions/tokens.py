"""What can be done with access tokens that users make for themselves."""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import User
from cardwright.accounts.secrets import ACCESS_TOKEN, hash_secret, new_secret
from cardwright.audit import actions as audit_log
from cardwright.errors import Invalid, NotFound
from cardwright.ids import is_id, parse_id
from cardwright.oauth.models import AccessToken
from cardwright.oauth.scopes import parse_scopes

DEFAULT_LIFE_SECONDS = 30 * 24 * 3600
LONGEST_LIFE_SECONDS = 365 * 24 * 3600
LONGEST_NAME = 255


def create_token(
    session: Session,
    user: User,
    scope: str,
    expires_in: int = DEFAULT_LIFE_SECONDS,
    *,
    name: str | None = None,
    actor_id: int | None = None,
) -> tuple[str, AccessToken]:
    """Return a new token, which is not kept, and its row, which is.

    `scope` is a space-separated list, `expires_in` seconds, `actor_id` who makes it, if not the
    command line. Raises Invalid.
    """
    if not 1 <= expires_in <= LONGEST_LIFE_SECONDS:
        raise Invalid.field("expires_in", f"must be between 1 and {LONGEST_LIFE_SECONDS} seconds")
    if user.is_disabled:
        raise Invalid.field("user", "is disabled")
    token = new_secret(ACCESS_TOKEN)
    created_at = times.now()
    row = AccessToken(
        token_hash=hash_secret(token),
        user_id=user.id,
        scope=" ".join(parse_scopes(scope)),
        created_at=created_at,
        expires_at=created_at + expires_in * times.MICROSECONDS,
        name=None if name is None else checked_name(name),
    )
    session.add(row)
    session.flush()
    _record(session, "token.created", row, user, actor_id)
    return token, row


def list_tokens(session: Session, user: User | None = None) -> Sequence[Row[AccessToken, User]]:
    """Return the tokens that one user or all made themselves, with their users, oldest first."""
    query = (
        select(AccessToken, User)
        .join(User, User.id == AccessToken.user_id)
        .where(AccessToken.grant_id.is_(None))
    )
    if user is not None:
        query = query.where(AccessToken.user_id == user.id)
    return session.execute(query.order_by(AccessToken.id)).all()


def list_live(session: Session, user_id: int) -> Sequence[AccessToken]:
    """Return the tokens that a user made and that still work, newest first."""
    query = select(AccessToken).where(
        AccessToken.user_id == user_id,
        AccessToken.grant_id.is_(None),
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > times.now(),
    )
    return session.scalars(query.order_by(AccessToken.id.desc())).all()


def revoke_token(session: Session, reference: str) -> AccessToken:
    """End a token at once, named by its id or by itself. Raises NotFound.

    A token that is revoked already stays as it is.
    """
    query = select(AccessToken).where(AccessToken.token_hash == hash_secret(reference))
    if is_id(reference):
        query = select(AccessToken).where(AccessToken.id == parse_id(reference))
    token = session.scalar(query)
    if token is None:
        raise NotFound("There is no such token: `cardwright token list` shows them")
    _revoke(session, token, None)
    return token


def revoke_own_token(session: Session, user_id: int, token_id: int) -> AccessToken:
    """End a token that the user made. Raises NotFound for any other."""
    token = session.scalar(
        select(AccessToken).where(
            AccessToken.id == token_id,
            AccessToken.user_id == user_id,
            AccessToken.grant_id.is_(None),
        )
    )
    if token is None:
        raise NotFound
    _revoke(session, token, user_id)
    return token


def checked_name(name: str) -> str:
    """Return the name of a token or an application, trimmed. Raises Invalid."""
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name.isprintable():
        raise Invalid.field("name", "must be printable text")
    if not name:
        raise Invalid.field("name", "can't be blank")
    if len(name) > LONGEST_NAME:
        raise Invalid.field("name", f"is too long (maximum is {LONGEST_NAME} characters)")
    return name


def _revoke(session: Session, token: AccessToken, actor_id: int | None) -> None:
    if token.revoked_at is None:
        token.revoked_at = times.now()
        user = session.get_one(User, token.user_id)
        _record(session, "token.revoked", token, user, actor_id)


def _record(
    session: Session, event: str, token: AccessToken, user: User, actor_id: int | None
) -> None:
    audit_log.record(
        session,
        event=event,
        account_id=user.account_id,
        actor_id=actor_id,
        subject=f"token {token.id}",
        details={"user": user.id, "scope": token.scope},
    )
