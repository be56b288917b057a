"""The doors of every route: from the credentials of a request to its caller, and a transaction.

They are a bearer token; or, where there is none, the session cookie of who is signed in, by which
the scripts of our own pages ask. With the cookie, whatever may change something needs the session's
CSRF token, too: a browser sends cookies along with what other sites make it ask for.
"""

from collections.abc import Callable
from typing import TypeVar

from fastapi import Request
from msgspec.structs import replace
from sqlalchemy.orm import Session

from cardwright.accounts import access as accounts
from cardwright.accounts.secrets import hash_secret
from cardwright.database import Database, Rows, Snapshot
from cardwright.errors import Unauthorized
from cardwright.oauth.caller import Caller, identify, identify_session
from cardwright.oauth.scopes import Scope
from cardwright.storage import Storage
from cardwright.web.forms import require_same_origin
from cardwright.web.threads import Threads

T = TypeVar("T")


async def read(request: Request, scope: Scope | None, answer: Callable[[Snapshot, Caller], T]) -> T:
    """Return what `answer` returns, given one snapshot of the database and the caller in it.

    Token, scope, queries and encoding are one hop to a reading thread. Raises Unauthorized, and
    Forbidden when the token lacks `scope` (None: any live token will do).
    """
    secret_hash, find = _credentials(request)
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> tuple[T, Caller]:
        with database.snapshot() as snapshot:
            caller = find(snapshot.rows, secret_hash, scope)
            return answer(snapshot, caller), caller

    answered, caller = await threads.read(work)
    await _keep_seen(request, caller)
    return answered


async def read_at_once(
    request: Request, scope: Scope, answer: Callable[[Snapshot, Caller], T]
) -> T:
    """As `read`, but without the hop, which costs more than a lookup of a row or two.

    Only for an `answer` that takes a fraction of a millisecond: everybody else waits for it. Where
    the database is behind a network, it is `read`.
    """
    database: Database = request.app.state.database
    if not database.is_quick:
        return await read(request, scope, answer)
    secret_hash, find = _credentials(request)
    with database.snapshot() as snapshot:
        caller = find(snapshot.rows, secret_hash, scope)
        answered = answer(snapshot, caller)
    await _keep_seen(request, caller)
    return answered


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

    `first` is what has to be done before, but not while others wait for the transaction to end:
    keeping the bytes of an upload. Where the storage is quick, it needs no hop of its own.

    The caller is looked up again in that transaction: while the body arrived, the token may have
    been revoked, or the user may have lost a role.
    """
    threads: Threads = request.app.state.threads
    find = identify if caller.sign_in_id is None else identify_session

    def change_as_caller(session: Session) -> T:
        found = find(Rows.of(session), caller.token_hash, scope)
        return change(session, replace(found, address=accounts.address_of(request)))

    storage: Storage = request.app.state.storage
    if first is not None and not storage.is_quick:
        await threads.carry(first)
        first = None

    def work() -> T:
        if first is not None:
            first()
        return accounts.write(request, change_as_caller)

    return await threads.write(work)


def bearer_hash(request: Request) -> bytes:
    """Return the hash of the token in the Authorization header (RFC 6750, 2.1).

    Raises Unauthorized when there is none, or another scheme, or several headers.
    """
    headers = request.headers.getlist("authorization")
    scheme, _, token = headers[0].strip().partition(" ") if len(headers) == 1 else ("", "", "")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized
    return hash_secret(token.strip())


def _credentials(request: Request) -> tuple[bytes, Callable[[Rows, bytes, Scope | None], Caller]]:
    """Return the hash of what the request is made with, and what finds its caller.

    Raises Unauthorized where it has neither a token nor a cookie, and Forbidden for a change that
    does not show to be made by one of our pages.
    """
    if "authorization" in request.headers or not request.scope["path"].startswith(_API):
        return bearer_hash(request), identify
    session_id = accounts.session_id_of(request)
    if session_id is None:
        raise Unauthorized
    if request.method not in ("GET", "HEAD"):
        require_same_origin(request, request.app.state.settings.public_url)
        accounts.require_csrf_token(session_id, request.headers.get(accounts.CSRF_HEADER, ""))
    return hash_secret(session_id), identify_session


async def _keep_seen(request: Request, caller: Caller) -> None:
    """Write down, now and then, that the browser of a session is still there."""
    if caller.sign_in_id is not None and caller.is_to_be_seen:
        await accounts.keep_seen(request, caller.sign_in_id)


_API = ("/api/3/", "/designer/")
