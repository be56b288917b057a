"""The doors of every page: from the cookie of a browser to its user, and a transaction."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from cardwright.accounts import sign_ins
from cardwright.accounts.secrets import hash_secret
from cardwright.accounts.sign_ins import Visitor
from cardwright.audit.actions import ADDRESS
from cardwright.database import Database, Rows, Snapshot
from cardwright.errors import Forbidden, Invalid, Unavailable
from cardwright.settings import Settings
from cardwright.web.forms import Form, read_form, require_same_origin
from cardwright.web.pages import Viewer
from cardwright.web.threads import Threads

T = TypeVar("T")

SIGN_IN = "/sign-in"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
_COOKIE = "cardwright"
# A browser accepts a cookie of this prefix only from this very host, over TLS (RFC 6265bis, 4.1.3).
_SECURE_COOKIE = "__Host-cardwright"


@dataclass(frozen=True)
class Sent:
    """A form that a page of ours sent for a session, which may have ended since."""

    session_id: str
    form: Form


async def visit(request: Request, answer: Callable[[Snapshot, Visitor], Response]) -> Response:
    """Return the page that `answer` makes for who is signed in; others are sent to sign in."""
    session_id = session_id_of(request)
    if session_id is None:
        return to_sign_in(request)
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> tuple[Response, Visitor | None]:
        with database.snapshot() as snapshot:
            visitor = welcome(request, snapshot.rows, session_id)
            if visitor is None:
                return to_sign_in(request, has_expired=True), None
            return answer(snapshot, visitor), visitor

    response, visitor = await threads.read(work)
    if visitor is not None and visitor.is_to_be_seen:
        await keep_seen(request, visitor.sign_in_id)
    return response


async def act(
    request: Request,
    change: Callable[[Session, Visitor, Form], Response],
    refused: Callable[[Snapshot, Visitor, Form, Invalid], Response] | None = None,
) -> Response:
    """Return what `change` does with a form of one of our pages, in one write transaction.

    It is committed by then. Where `change` raises Invalid, nothing is, and `refused` makes the
    page that says so. Raises Forbidden for a form that is not from one of our pages.
    """
    sent = await receive(request)
    if sent is None:
        return to_sign_in(request, has_expired=True)
    try:
        done = await carry_out(request, sent, change)
    except Invalid as refusal:
        if refused is None:
            raise
        told = refusal
        return await visit(
            request, lambda snapshot, visitor: refused(snapshot, visitor, sent.form, told)
        )
    return done or to_sign_in(request, has_expired=True)


async def receive(request: Request) -> Sent | None:
    """Return the form of a request that has a session, which is still to be looked at.

    Raises Forbidden for a form that is not from one of our pages.
    """
    require_same_origin(request, _settings(request).public_url)
    session_id = session_id_of(request)
    if session_id is None:
        return None
    form = await read_form(request)
    require_csrf_token(session_id, form.get(CSRF_FIELD, ""))
    return Sent(session_id, form)


async def carry_out(
    request: Request, sent: Sent, change: Callable[[Session, Visitor, Form], T]
) -> T | None:
    """Return what `change` does with a form, committed; None when the session has ended."""
    threads: Threads = request.app.state.threads

    def work(session: Session) -> T | None:
        visitor = welcome(request, Rows.of(session), sent.session_id)
        if visitor is None:
            return None
        sign_ins.see(session, visitor.sign_in_id)
        return change(session, visitor, sent.form)

    return await threads.write(write, request, work)


def session_id_of(request: Request) -> str | None:
    """Return what the browser's cookie holds, if it has one."""
    return request.cookies.get(_cookie_name(request))


def require_csrf_token(session_id: str, given: str) -> None:
    """Raise Forbidden unless `given` is the token of the session."""
    if not sign_ins.is_csrf_token(session_id, given):
        raise Forbidden("The page is out of date: go back, load it again, and then retry")


def welcome(request: Request, rows: Rows, session_id: str) -> Visitor | None:
    """Return who is signed in, if anybody is, and let the frame of the page know."""
    visitor = sign_ins.find_visitor(rows, hash_secret(session_id))
    if visitor is not None:
        request.state.viewer = Viewer(
            name=visitor.name,
            email=visitor.email,
            account_name=visitor.account_name,
            time_zone=visitor.time_zone,
            is_admin=visitor.is_admin,
            csrf_token=sign_ins.csrf_token(session_id),
        )
    return visitor


async def keep_seen(request: Request, sign_in_id: int) -> None:
    """Write down that the browser is still there."""
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> None:
        # The page has been made: that the database is busy right now is no reason not to show it.
        with suppress(Unavailable), database.writing() as session:
            sign_ins.see(session, sign_in_id)

    await threads.write(work)


def write(request: Request, change: Callable[[Session], T]) -> T:
    """Return what `change` returns, run in one write transaction that is committed by then.

    The session knows for the audit log from where the request comes. After a collision with
    another transaction `change` runs again.
    """
    database: Database = request.app.state.database

    def change_from_there(session: Session) -> T:
        session.info[ADDRESS] = address_of(request)
        return change(session)

    return database.write(change_from_there)


def address_of(request: Request) -> str:
    """Return the network address that the request comes from."""
    return request.client.host if request.client else "-"


def to_sign_in(request: Request, *, has_expired: bool = False) -> Response:
    """Send the browser to the sign-in page, and from there back to the page it asks for."""
    query = {"expired": "1"} if has_expired else {}
    if request.method in ("GET", "HEAD"):
        url = request.url
        query["next"] = f"{url.path}?{url.query}" if url.query else url.path
    where = f"{SIGN_IN}?{urlencode(query)}" if query else SIGN_IN
    return redirect(where)


def redirect(path: str) -> Response:
    """Send the browser to a page of ours, with GET (RFC 9110, 15.4.4)."""
    return RedirectResponse(path, 303, {"Cache-Control": "no-store", "Vary": "Cookie"})


def local_path(given: str) -> str:
    """Return the path that a page was asked to go on to, or `/` where that is elsewhere."""
    # Browsers read a backslash as a slash, and leave out what cannot be seen (WHATWG URL, 4.4).
    is_plain = given.isprintable() and "\\" not in given and " " not in given
    return given if is_plain and given.startswith("/") and not given.startswith("//") else "/"


def set_session(request: Request, response: Response, session_id: str) -> None:
    """Give the browser its session id."""
    response.set_cookie(
        _cookie_name(request),
        session_id,
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def clear_session(request: Request, response: Response) -> None:
    """Take the session id from the browser, and what it may keep of our pages."""
    response.delete_cookie(
        _cookie_name(request),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def _cookie_name(request: Request) -> str:
    return _SECURE_COOKIE if _is_secure(request) else _COOKIE


def _is_secure(request: Request) -> bool:
    return _settings(request).public_url.startswith("https://")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
