"""The colours that an account keeps: who of it designs a card is offered them."""

from sqlalchemy import bindparam, delete, insert, select

from cardwright import times
from cardwright.accounts import clock
from cardwright.database import PreparedChange, PreparedQuery, Rows
from cardwright.designer.models import Swatch
from cardwright.errors import Invalid
from cardwright.oauth.caller import Caller

MOST_SWATCHES = 48
"""What can be looked over, and does not fill the database."""


def list_swatches(rows: Rows, account_id: int) -> list[str]:
    """Return the colours of an account as `#rrggbb`, the first that was kept first."""
    return [color for (color,) in rows.all(_LIST, account_id=account_id)]


def keep_swatch(rows: Rows, caller: Caller, color: str) -> list[str]:
    """Keep a colour, if it is not kept already, and return them all.

    Raises Forbidden, and Invalid where the account has as many as it may.
    """
    caller.require_admin()
    # One writer of the account at a time, so that none of them counts too few.
    clock.lock(rows, caller.account_id)
    kept = list_swatches(rows, caller.account_id)
    if color in kept:
        return kept
    if len(kept) >= MOST_SWATCHES:
        problem = f"has the {MOST_SWATCHES} colours that it may: remove one of them first"
        raise Invalid.field("account", problem)
    rows.change(_ADD, account_id=caller.account_id, color=color, created_at=times.now())
    return [*kept, color]


def remove_swatch(rows: Rows, caller: Caller, color: str) -> list[str]:
    """Give up a colour, if it is kept, and return those that are left. Raises Forbidden."""
    caller.require_admin()
    rows.change(_REMOVE, account_id=caller.account_id, given_up=color)
    return list_swatches(rows, caller.account_id)


_OF_ACCOUNT = Swatch.account_id == bindparam("account_id")
_LIST = PreparedQuery(select(Swatch.color).where(_OF_ACCOUNT).order_by(Swatch.id))
_ADD = PreparedChange(insert(Swatch), ["account_id", "color", "created_at"])
_REMOVE = PreparedChange(delete(Swatch).where(_OF_ACCOUNT, Swatch.color == bindparam("given_up")))
