"""What can be done with grants: the family of all tokens that come of one authorization.

Refresh tokens rotate. Each use of one makes a token of the next generation, and a token used twice
tells of a theft, so it ends the family; but for the two cases in which honest clients do that.
A client whose answer was lost, or which refreshes twice at once, sends the same token again within
seconds: it is honoured while nothing newer has been used. And of the several tokens that it then
holds it uses one; the others are dead, yet no sign of a theft.
"""

from collections.abc import Sequence

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import User
from cardwright.accounts.secrets import hash_secret
from cardwright.audit import actions as audit_log
from cardwright.oauth.models import AccessToken, Application, AuthorizationCode, Grant, RefreshToken

GRACE_SECONDS = 30


def create_grant(session: Session, code: AuthorizationCode) -> Grant:
    """Return the grant that a code is exchanged for."""
    now = times.now()
    grant = Grant(
        application_id=code.application_id,
        user_id=code.user_id,
        scope=code.scope,
        generation=0,
        created_at=now,
        used_at=now,
    )
    session.add(grant)
    session.flush()
    code.grant_id = grant.id
    _record(session, "grant.created", grant, grant.user_id)
    return grant


def keep_tokens(
    session: Session,
    grant: Grant,
    access_token: str,
    refresh_token: str,
    *,
    generation: int,
    scope: str,
    expires_in: int,
) -> AccessToken:
    """Keep the hashes of two new tokens of a grant, and return the row of the access token.

    `generation` is that of the refresh token; `scope` and `expires_in`, in seconds, are the access
    token's.
    """
    now = times.now()
    row = AccessToken(
        token_hash=hash_secret(access_token),
        user_id=grant.user_id,
        scope=scope,
        created_at=now,
        expires_at=now + expires_in * times.MICROSECONDS,
        grant_id=grant.id,
    )
    session.add(row)
    session.add(
        RefreshToken(
            token_hash=hash_secret(refresh_token),
            grant_id=grant.id,
            generation=generation,
            created_at=now,
        )
    )
    grant.used_at = now
    return row


def present(session: Session, token: str, application_id: int) -> tuple[RefreshToken, Grant] | None:
    """Return the refresh token that an application presents, if it may be used, and its grant.

    None for one that is unknown, dead, or another application's. One that was used before, outside
    the time of grace, revokes the grant.
    """
    row = session.scalar(select(RefreshToken).where(RefreshToken.token_hash == hash_secret(token)))
    if row is None:
        return None
    grant = _locked(session, row.grant_id)
    if grant.application_id != application_id or grant.revoked_at is not None:
        return None
    session.refresh(row)  # Another request may have used it while this one waited for the lock.
    is_newest = row.generation == grant.generation
    if row.used_at is None:
        return (row, grant) if row.generation > grant.generation else None
    if is_newest and times.now() - row.used_at <= GRACE_SECONDS * times.MICROSECONDS:
        return row, grant
    revoke(session, grant, event="token.reuse_detected")
    return None


def mark_used(row: RefreshToken, grant: Grant) -> None:
    """Keep in mind that tokens were made from a refresh token which `present` gave."""
    row.used_at = row.used_at or times.now()
    grant.generation = row.generation


def revoke(
    session: Session, grant: Grant, *, event: str = "consent.revoked", actor_id: int | None = None
) -> None:
    """End a grant and all of its tokens at once; `event` is how the audit log calls that."""
    if grant.revoked_at is not None:
        return
    now = times.now()
    grant.revoked_at = now
    session.execute(
        update(AccessToken)
        .where(AccessToken.grant_id == grant.id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    _record(session, event, grant, actor_id)


def revoke_all(
    session: Session,
    *,
    application_id: int,
    user_id: int | None = None,
    actor_id: int | None = None,
) -> int:
    """End what users, or one user, granted an application, and return how many grants that was.

    A code that has not been redeemed yet ends, too.
    """
    now = times.now()
    codes = update(AuthorizationCode).where(
        AuthorizationCode.application_id == application_id, AuthorizationCode.used_at.is_(None)
    )
    live = select(Grant).where(Grant.application_id == application_id, Grant.revoked_at.is_(None))
    if user_id is not None:
        codes = codes.where(AuthorizationCode.user_id == user_id)
        live = live.where(Grant.user_id == user_id)
    session.execute(codes.values(used_at=now), execution_options={"synchronize_session": False})
    found = session.scalars(live.with_for_update()).all()
    for grant in found:
        revoke(session, grant, actor_id=actor_id)
    return len(found)


def list_connected(session: Session, user_id: int) -> Sequence[Row[Application, int, int]]:
    """Return the applications that a user has let in, each with its first and last use.

    Both are in microseconds since 1970. The scopes are in `scopes_granted`.
    """
    return session.execute(
        select(Application, func.min(Grant.created_at), func.max(Grant.used_at))
        .join(Grant, Grant.application_id == Application.id)
        .where(Grant.user_id == user_id, Grant.revoked_at.is_(None))
        .group_by(Application.id)
        .order_by(Application.name, Application.id)
    ).all()


def scopes_granted(session: Session, user_id: int) -> dict[int, list[str]]:
    """Return the scopes that a user has granted, by the id of the application."""
    granted: dict[int, dict[str, None]] = {}
    rows = session.execute(
        select(Grant.application_id, Grant.scope)
        .where(Grant.user_id == user_id, Grant.revoked_at.is_(None))
        .order_by(Grant.id)
    )
    for application_id, scope in rows:
        granted.setdefault(application_id, {}).update(dict.fromkeys(scope.split()))
    return {application_id: list(scopes) for application_id, scopes in granted.items()}


def _locked(session: Session, grant_id: int) -> Grant:
    """Return a grant that nobody else changes until this transaction ends."""
    return session.get_one(Grant, grant_id, with_for_update=True, populate_existing=True)


def _record(session: Session, event: str, grant: Grant, actor_id: int | None) -> None:
    application = session.get_one(Application, grant.application_id)
    audit_log.record(
        session,
        event=event,
        account_id=session.get_one(User, grant.user_id).account_id,
        actor_id=actor_id,
        subject=f"grant {grant.id}",
        details={
            "application": application.client_id,
            "name": application.name,
            "user": grant.user_id,
            "scope": grant.scope,
        },
    )
