"""Add a planned card template: its files first, then all of its rows in one transaction."""

from collections.abc import Callable

from fastapi import Request
from sqlalchemy.orm import Session

from cardwright.accounts import clock
from cardwright.accounts.access import Sent, carry_out
from cardwright.accounts.sign_ins import Visitor
from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import writing
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.database import Rows
from cardwright.designer.gallery.callers import caller_of
from cardwright.designer.gallery.making import Plan
from cardwright.designer.gallery.parts import KeptParts
from cardwright.errors import CardwrightError, Unavailable
from cardwright.oauth.caller import Caller
from cardwright.storage import Storage
from cardwright.web.threads import Threads

Naming = Callable[[Session, Caller], str]
"""Returns how the card template is called, or raises."""


async def add_planned(
    request: Request, sent: Sent, account_hashid: str, plan: Plan, naming: Naming | None = None
) -> int | None:
    """Add a card template for who sent a form, and return its id; None: they are signed out.

    It is called as its plan says, or by what `naming` returns in the transaction.

    Where it is refused, its files are removed again. After a fault they stay, because then it is
    not known whether the rows were written. Raises Forbidden, and Invalid with all that is wrong.
    """
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    quotas: Quotas = request.app.state.quotas
    # Not in the transaction: its objects may be long, and others wait for it to end.
    new = await threads.read(plan.read)
    kept = KeptParts(storage, account_hashid, plan.parts)

    def add(session: Session, visitor: Visitor, _: object) -> int:
        caller, rows = caller_of(request, visitor), Rows.of(session)
        caller.require_admin()
        clock.lock(rows, caller.account_id)
        named = new if naming is None else _named(new, naming(session, caller))
        card_template_id, _is_new = writing.create(rows, caller, named, quotas)
        kept.give_to(rows, caller, card_template_id, quotas)
        return card_template_id

    try:
        await threads.carry(kept.keep)
        added = await carry_out(request, sent, add)
    except Unavailable:
        raise
    except CardwrightError:
        await threads.carry(kept.forget)
        raise
    if added is None:
        await threads.carry(kept.forget)
    return added


def _named(new: CardTemplateInput, name: str) -> CardTemplateInput:
    return new.model_copy(update={"name": name})
