"""What can be done with accounts and users."""

import secrets
import unicodedata
from collections.abc import Sequence
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import sign_ins
from cardwright.accounts.models import Account, User
from cardwright.audit import actions as audit_log
from cardwright.errors import Invalid, NotFound
from cardwright.ids import is_id, parse_id

LONGEST_NAME = 255
# Without letters and digits that people mistake for one another.
_HASHID_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz"
_HASHID_LENGTH = 12


def create_account(session: Session, name: str, time_zone: str = "UTC") -> Account:
    """Add an account. Raises Invalid for a name that is taken or an unknown IANA time zone."""
    name = _checked_name("name", name)
    if time_zone not in available_timezones():
        raise Invalid.field("time_zone", "must be an IANA time zone, such as Europe/Paris")
    if session.scalar(select(Account.id).where(Account.name == name)):
        raise Invalid.field("name", "has already been taken")
    hashid = "".join(secrets.choice(_HASHID_ALPHABET) for _ in range(_HASHID_LENGTH))
    account = Account(
        hashid=hashid, name=name, time_zone=time_zone, clock=0, created_at=times.now()
    )
    session.add(account)
    session.flush()
    return account


def find_account(session: Session, name: str) -> Account:
    """Return the account of that name. Raises NotFound."""
    name = unicodedata.normalize("NFC", name.strip())
    by_name = select(Account).where(Account.name == name)
    account = session.scalar(by_name) if name.isprintable() else None
    if account is None:
        raise NotFound(f"There is no account named {name!r}")
    return account


def list_accounts(session: Session) -> Sequence[Account]:
    """Return all accounts, oldest first."""
    return session.scalars(select(Account).order_by(Account.id)).all()


def create_user(
    session: Session,
    account: Account,
    email: str,
    name: str,
    *,
    is_admin: bool,
    by: int | None = None,
) -> User:
    """Add a user. `name` is "First Last": what follows the first blank is the last name.

    `by` is the user who does it here and in what follows, None for the command line.

    Raises Invalid for an address that is not one, or that another user has, in any account: a
    person signs in by it.
    """
    email = unicodedata.normalize("NFC", email.strip())
    if (
        email.count("@") != 1
        or email.startswith("@")
        or email.endswith("@")
        or " " in email
        or not email.isprintable()
    ):
        raise Invalid.field("email", "is not an e-mail address")
    if session.scalar(select(User.id).where(User.email_key == email.casefold())):
        raise Invalid.field("email", "has already been taken")
    first_name, _, last_name = _checked_name("name", name).partition(" ")
    user = User(
        account_id=account.id,
        email=email,
        email_key=email.casefold(),
        first_name=first_name,
        last_name=last_name.strip(),
        is_admin=is_admin,
        is_disabled=False,
        created_at=times.now(),
    )
    session.add(user)
    session.flush()
    _record(session, "user.created", user, by, email=email, is_admin=is_admin)
    return user


def find_user(session: Session, reference: str) -> User:
    """Return the user with that e-mail address or id. Raises NotFound."""
    email_key = unicodedata.normalize("NFC", reference.strip()).casefold()
    query = select(User).where(User.email_key == email_key)
    if is_id(reference):
        query = select(User).where(User.id == parse_id(reference))
    user = session.scalar(query) if reference.isprintable() else None
    if user is None:
        raise NotFound(f"There is no user {reference!r}")
    return user


def list_users(session: Session, account: Account | None = None) -> Sequence[User]:
    """Return the users of one account or of all, oldest first."""
    query = select(User).order_by(User.id)
    if account is not None:
        query = query.where(User.account_id == account.id)
    return session.scalars(query).all()


def set_admin(session: Session, user: User, *, is_admin: bool, by: int | None = None) -> None:
    """Make a user an admin, or no longer one. Raises Invalid for the last admin."""
    if not is_admin:
        _require_another_admin(session, user)
    if user.is_admin != is_admin:
        user.is_admin = is_admin
        _record(session, "user.role_changed", user, by, is_admin=is_admin)


def set_disabled(session: Session, user: User, *, is_disabled: bool, by: int | None = None) -> None:
    """Shut a user out, or let them in again. Raises Invalid for the last admin."""
    if is_disabled:
        _require_another_admin(session, user)
        sign_ins.end_all(session, user.id)
    if user.is_disabled != is_disabled:
        user.is_disabled = is_disabled
        _record(session, "user.disabled" if is_disabled else "user.enabled", user, by)


def remove_user(session: Session, user: User) -> None:
    """Delete a user with their tokens. Raises Invalid for the last admin.

    Their card templates must have been released before (`card_templates.actions.release`): the
    foreign key sees to it.
    """
    _require_another_admin(session, user)
    _record(session, "user.removed", user, None, email=user.email)
    session.delete(user)
    session.flush()


def _checked_name(field: str, name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    if not name.isprintable():
        raise Invalid.field(field, "must be printable text")
    if not name:
        raise Invalid.field(field, "can't be blank")
    if len(name) > LONGEST_NAME:
        raise Invalid.field(field, f"is too long (maximum is {LONGEST_NAME} characters)")
    return name


def _require_another_admin(session: Session, user: User) -> None:
    if not user.is_admin or user.is_disabled:
        return
    others = session.scalar(
        select(func.count())
        .select_from(User)
        .where(
            User.account_id == user.account_id,
            User.id != user.id,
            User.is_admin,
            ~User.is_disabled,
        )
    )
    if not others:
        raise Invalid.field("user", "is the last admin of the account: make another one first")


def _record(session: Session, event: str, user: User, by: int | None, **details: object) -> None:
    audit_log.record(
        session,
        event=event,
        account_id=user.account_id,
        actor_id=by,
        subject=f"user {user.id}",
        details=details,
    )
