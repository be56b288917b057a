"""The doors of every route: from the bearer token of a request to its caller, and a transaction."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from sqlalchemy.orm import Session

from cardwright.database import Database, Rows, Snapshot
from cardwright.errors import Unauthorized
from cardwright.oauth.actions import hash_token
from cardwright.oauth.caller import Caller, identify
from cardwright.oauth.scopes import Scope
from cardwright.web.threads import Threads

T = TypeVar("T")


async def read(request: Request, scope: Scope | None, answer: Callable[[Snapshot, Caller], T]) -> T:
    """Return what `answer` returns, given one snapshot of the database and the caller in it.

    Token, scope, queries and encoding are one hop to a reading thread. Raises Unauthorized, and
    Forbidden when the token lacks `scope` (None: any live token will do).
    """
    token_hash = bearer_hash(request)
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> T:
        with database.snapshot() as snapshot:
            return answer(snapshot, identify(snapshot.rows, token_hash, scope))

    return await threads.read(work)


async def read_at_once(
    request: Request, scope: Scope, answer: Callable[[Snapshot, Caller], T]
) -> T:
    """As `read`, but without the hop, which costs more than a lookup of a row or two.

    Only for an `answer` that takes a fraction of a millisecond: everybody else waits for it.
    """
    token_hash = bearer_hash(request)
    database: Database = request.app.state.database
    with database.snapshot() as snapshot:
        return answer(snapshot, identify(snapshot.rows, token_hash, scope))


async def admit(request: Request, scope: Scope) -> Caller:
    """Return the caller, before the body of a write is received.

    Raises Unauthorized, and Forbidden when the token lacks `scope`.
    """
    return await read_at_once(request, scope, lambda _, caller: caller)


async def write(
    request: Request,
    caller: Caller,
    scope: Scope,
    change: Callable[[Session, Caller], T],
    first: Callable[[], None] | None = None,
) -> T:
    """Return what `change` returns, run in one write transaction that is committed by then.

    `first` is what has to be done before, in the same thread but not while others wait for the
    transaction to end: keeping the bytes of an upload.

    The caller is looked up again in that transaction: while the body arrived, the token may have
    been revoked, or the user may have lost a role.
    """
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> T:
        if first is not None:
            first()
        with database.writing() as session:
            return change(session, identify(Rows.of(session), caller.token_hash, scope))

    return await threads.write(work)


def bearer_hash(request: Request) -> bytes:
    """Return the hash of the token in the Authorization header (RFC 6750, 2.1).

    Raises Unauthorized when there is none, or another scheme, or several headers.
    """
    headers = request.headers.getlist("authorization")
    scheme, _, token = headers[0].strip().partition(" ") if len(headers) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized
    return hash_token(token.strip())
