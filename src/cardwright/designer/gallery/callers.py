"""Who asks, as the rules of the API know them: a page obeys the same ones."""

from fastapi import Request
from msgspec.structs import replace

from cardwright.accounts.access import address_of, welcome
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import Database
from cardwright.oauth.caller import Caller, signed_in
from cardwright.web.threads import Threads


def caller_of(request: Request, visitor: Visitor) -> Caller:
    """Return the caller that a visitor is."""
    return replace(signed_in(visitor), address=address_of(request))


async def find_visitor(request: Request, session_id: str) -> Visitor | None:
    """Return who sends a form, before anything is done for it; None where they are signed out."""
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def find() -> Visitor | None:
        with database.snapshot() as snapshot:
            return welcome(request, snapshot.rows, session_id)

    return await threads.read(find)
