"""What can be done with authorization codes: each buys one grant, once, for one application."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import User
from cardwright.accounts.secrets import hash_secret, new_secret
from cardwright.audit import actions as audit_log
from cardwright.oauth.actions import grants
from cardwright.oauth.models import Application, AuthorizationCode, Grant


def create_code(
    session: Session,
    application: Application,
    user: User,
    *,
    redirect_uri: str,
    scope: str,
    code_challenge: str | None,
    expires_in: int,
) -> str:
    """Return a new code, which is not kept. `expires_in` is its life in seconds."""
    code, now = new_secret(), times.now()
    session.add(
        AuthorizationCode(
            code_hash=hash_secret(code),
            application_id=application.id,
            user_id=user.id,
            redirect_uri=redirect_uri,
            scope=scope,
            code_challenge=code_challenge,
            created_at=now,
            expires_at=now + expires_in * times.MICROSECONDS,
        )
    )
    return code


def consume(session: Session, code: str, application_id: int) -> AuthorizationCode | None:
    """Return the code, used up by that, if the application may use it.

    One statement finds and marks it, so of several at once only one has it. A code that comes again
    revokes what it was exchanged for (RFC 6749, 4.1.2), and gives None; so does one that is
    unknown, expired or another application's. What this does is to be committed even if the request
    is refused for another reason: whoever got the verifier wrong must not have a second try.
    """
    now, code_hash = times.now(), hash_secret(code)
    code_id = session.scalar(
        update(AuthorizationCode)
        .where(
            AuthorizationCode.code_hash == code_hash,
            AuthorizationCode.application_id == application_id,
            AuthorizationCode.used_at.is_(None),
            AuthorizationCode.expires_at > now,
        )
        .values(used_at=now)
        .returning(AuthorizationCode.id)
        .execution_options(synchronize_session=False)
    )
    if code_id is not None:
        return session.get_one(AuthorizationCode, code_id)
    used = session.scalar(
        select(AuthorizationCode).where(
            AuthorizationCode.code_hash == code_hash,
            AuthorizationCode.application_id == application_id,
            AuthorizationCode.used_at.is_not(None),
        )
    )
    if used is not None:
        _notice_replay(session, used)
    return None


def _notice_replay(session: Session, code: AuthorizationCode) -> None:
    grant = session.get(Grant, code.grant_id, with_for_update=True) if code.grant_id else None
    if grant is not None and grant.revoked_at is None:
        grants.revoke(session, grant, event="code.reuse_detected")
        return
    audit_log.record(
        session,
        event="code.reuse_refused",
        account_id=session.get_one(User, code.user_id).account_id,
        subject=f"application {session.get_one(Application, code.application_id).client_id}",
    )
