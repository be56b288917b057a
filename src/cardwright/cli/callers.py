"""Who acts when a command works in an account: the operator, in the name of one of its admins."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account, User
from cardwright.errors import NotFound
from cardwright.oauth.caller import Caller


def owner_in(session: Session, account: Account, reference: str | None) -> User:
    """Return the admin of an account with that e-mail address or id, or else the first one.

    Raises NotFound.
    """
    if reference is not None:
        found = accounts.find_user(session, reference)
        if found.account_id != account.id or not found.is_admin:
            raise NotFound(f"{reference} is no admin of {account.name}")
        return found
    admins = select(User).where(User.account_id == account.id, User.is_admin, ~User.is_disabled)
    first = session.scalar(admins.order_by(User.id).limit(1))
    if first is None:
        raise NotFound(f"{account.name} has no admin who could own the card template: create one")
    return first


def caller_for(account: Account, owner: User | None) -> Caller:
    """Return who acts: the operator, in the name of the owner."""
    return Caller(
        token_hash=b"",
        scope="",
        created_at=0,
        expires_at=0,
        user_id=owner.id if owner else 0,
        is_admin=owner is not None,
        account_id=account.id,
        account_hashid=account.hashid,
        account_version=account.clock,
    )
