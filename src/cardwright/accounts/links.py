"""Links by which a user chooses a password: invitations and resets. Each works once, for a while.

What a link holds is 256 random bits, of which only the SHA-256 is kept.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import sign_ins
from cardwright.accounts.models import PasswordLink, User
from cardwright.accounts.secrets import hash_secret, new_secret
from cardwright.audit import actions as audit_log
from cardwright.errors import Invalid, NotFound

PATH = "/choose-password"
INVITATION_HOURS = 72
RESET_HOURS = 4
LONGEST_HOURS = 30 * 24


def create_link(session: Session, user: User, public_url: str, hours: int) -> str:
    """Return a new link for a user, which ends those that they were given before.

    Raises Invalid for a user who is disabled.
    """
    if user.is_disabled:
        raise Invalid.field("user", "is disabled")
    if not 1 <= hours <= LONGEST_HOURS:
        raise Invalid.field("hours", f"must be between 1 and {LONGEST_HOURS}")
    _end_all(session, user)
    token, now = new_secret(), times.now()
    session.add(
        PasswordLink(
            token_hash=hash_secret(token),
            user_id=user.id,
            created_at=now,
            expires_at=now + hours * 3600 * times.MICROSECONDS,
        )
    )
    session.flush()
    return f"{public_url}{PATH}?token={token}"


def find_user(session: Session, token: str) -> User:
    """Return whose link it is. Raises NotFound when it is used, over, or never was."""
    user = session.scalar(
        select(User)
        .join(PasswordLink, PasswordLink.user_id == User.id)
        .where(
            PasswordLink.token_hash == hash_secret(token),
            PasswordLink.expires_at > times.now(),
            ~User.is_disabled,
        )
    )
    if user is None:
        raise NotFound
    return user


def use_link(session: Session, token: str, password_hash: str) -> User:
    """Give the user of a link the password, and end the link. Raises NotFound as `find_user`."""
    user = find_user(session, token)
    used = session.execute(
        delete(PasswordLink)
        .where(PasswordLink.token_hash == hash_secret(token))
        .returning(PasswordLink.id)
    ).first()
    if used is None:  # Another request was faster.
        raise NotFound
    set_password(session, user, password_hash)
    return user


def set_password(
    session: Session, user: User, password_hash: str, *, keep_sign_in: int | None = None
) -> None:
    """Give a user a password. Ends their links, and where they are signed in, but for one."""
    user.password_hash = password_hash
    sign_ins.end_all(session, user.id, but=keep_sign_in)
    _end_all(session, user)
    audit_log.record(
        session,
        event="password.changed",
        account_id=user.account_id,
        actor_id=user.id,
        subject=f"user {user.id}",
    )


def _end_all(session: Session, user: User) -> None:
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user.id))
