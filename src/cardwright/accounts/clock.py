"""The account clock: every write of an account gets a stamp later than any before.

The UPDATE takes the lock of the account's row until the transaction ends, so stamps become visible
in the order of their size: who has read a stamp has read all smaller ones. That makes
`updated_since` lossless, and makes the last stamp the version of the account.
"""

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import Account


def lock(session: Session, account_id: int) -> None:
    """Wait for the other writers of the account; none of them runs until this transaction ends.

    On SQLite that holds already: there is one write transaction at a time.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(Account.clock).where(Account.id == account_id).with_for_update())


def tick(session: Session, account_id: int) -> int:
    """Return the next stamp of the account, in microseconds since 1970."""
    now = times.now()
    return session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(clock=case((Account.clock < now, now), else_=Account.clock + 1))
        .returning(Account.clock)
        .execution_options(synchronize_session=False)
    ).scalar_one()
