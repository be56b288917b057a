"""Letting people in: a link for a new user, or for one who has lost the password, and its mail."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cardwright.accounts import actions, links, mail
from cardwright.accounts.models import Account, User
from cardwright.audit import actions as audit_log
from cardwright.settings import Settings
from cardwright.web.pages.texts import Texts


@dataclass(frozen=True)
class Letter:
    """A link on its way to a user."""

    email: str
    name: str
    account_name: str
    link: str
    hours: int
    is_invitation: bool

    def send(self, settings: Settings, texts: Texts) -> None:
        """Mail it. Blocks; raises Unavailable when the mail server does not take it."""
        values = {
            "name": self.name,
            "account": self.account_name,
            "link": self.link,
            "hours": self.hours,
        }
        if self.is_invitation:
            subject = texts("mail.invitation.subject", **values)
            body = texts("mail.invitation.body", **values)
        else:
            subject, body = texts("mail.reset.subject"), texts("mail.reset.body", **values)
        mail.send(settings, self.email, subject, body)


def invite(
    session: Session,
    account: Account,
    email: str,
    name: str,
    public_url: str,
    *,
    is_admin: bool,
    hours: int | None = None,
    by: int | None = None,
) -> Letter:
    """Add a user, with a link to choose a password by. Raises Invalid as `actions.create_user`."""
    user = actions.create_user(session, account, email, name, is_admin=is_admin, by=by)
    return write_to(session, user, public_url, hours=hours, by=by)


def write_to(
    session: Session,
    user: User,
    public_url: str,
    *,
    hours: int | None = None,
    by: int | None = None,
) -> Letter:
    """Return a letter with a new link: an invitation for who has no password yet, or a reset.

    Raises Invalid for a user who is disabled.
    """
    is_invitation = user.password_hash is None
    if hours is None:
        hours = links.INVITATION_HOURS if is_invitation else links.RESET_HOURS
    link = links.create_link(session, user, public_url, hours)
    audit_log.record(
        session,
        event="invitation.made" if is_invitation else "password.reset_made",
        account_id=user.account_id,
        actor_id=by,
        subject=f"user {user.id}",
    )
    return Letter(
        email=user.email,
        name=f"{user.first_name} {user.last_name}".strip(),
        account_name=session.get_one(Account, user.account_id).name,
        link=link,
        hours=hours,
        is_invitation=is_invitation,
    )
