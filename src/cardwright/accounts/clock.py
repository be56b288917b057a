"""The account clock: every write of an account gets a stamp later than any before.

The UPDATE takes the lock of the account's row until the transaction ends, so stamps become visible
in the order of their size: who has read a stamp has read all smaller ones. That makes
`updated_since` lossless, and makes the last stamp the version of the account.
"""

from sqlalchemy import BindParameter, bindparam, case, select, update

from cardwright import times
from cardwright.accounts.models import Account
from cardwright.database import PreparedChange, PreparedQuery, Rows


def lock(rows: Rows, account_id: int) -> None:
    """Wait for the other writers of the account; none of them runs until this transaction ends.

    On SQLite, which has no such clause, that holds already: there is one write transaction at a
    time.
    """
    if not rows.is_alone:
        rows.first(_LOCK, account_id=account_id)


def tick(rows: Rows, account_id: int) -> int:
    """Return the next stamp of the account, in microseconds since 1970."""
    stamp: int = rows.returned(_TICK, account_id=account_id, now=times.now())[0]
    return stamp


_LOCK = PreparedQuery(
    select(Account.clock).where(Account.id == bindparam("account_id")).with_for_update()
)

_NOW: BindParameter[int] = bindparam("now")
_TICK = PreparedChange(
    update(Account)
    .where(Account.id == bindparam("account_id"))
    .values(clock=case((Account.clock < _NOW, _NOW), else_=Account.clock + 1))
    .returning(Account.clock)
)
