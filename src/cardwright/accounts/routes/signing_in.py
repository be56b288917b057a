"""`/sign-in` and `/sign-out`."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts import access, passwords, sign_ins
from cardwright.accounts.models import User
from cardwright.accounts.secrets import hash_secret
from cardwright.accounts.sign_ins import Visitor
from cardwright.accounts.throttle import Attempt
from cardwright.audit import actions as audit_log
from cardwright.database import Database
from cardwright.web.forms import Form, read_form, require_same_origin
from cardwright.web.pages import render_page
from cardwright.web.pages.rendering import form_target
from cardwright.web.threads import Threads

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Candidate:
    """What is known of who wants to sign in, before the password has been looked at."""

    wait_seconds: int
    user_id: int | None = None
    password_hash: str | None = None


@router.get("/sign-in")
async def get_sign_in(request: Request) -> Response:
    """Show the form; who is signed in already goes on."""
    onward = access.local_path(request.query_params.get("next", "/"))
    threads: Threads = request.app.state.threads
    session_id = access.session_id_of(request)
    if session_id is not None and await threads.read(_is_signed_in, request, session_id):
        return access.redirect(onward)
    return _page(request, onward, has_expired="expired" in request.query_params)


@router.post("/sign-in")
async def post_sign_in(request: Request) -> Response:
    """Sign in with e-mail and password, and go on; or say that they do not fit, and no more."""
    require_same_origin(request, request.app.state.settings.public_url)
    form = await read_form(request)
    onward = access.local_path(form.get("next", "/"))
    email, password = form.get("email", "").strip(), form.get("password", "")
    if not email or not password:
        return _page(request, onward, email=email, problem="sign_in.incomplete", status=422)
    threads: Threads = request.app.state.threads
    attempt = Attempt(_email_key(email), access.address_of(request))
    found = await threads.write(_count, request, attempt, email)
    if found.wait_seconds:
        return _throttled(request, onward, email, found.wait_seconds)
    is_correct = await threads.hash(passwords.is_correct, found.password_hash, password)
    renewed = None
    if is_correct and found.password_hash and passwords.is_outdated(found.password_hash):
        renewed = await threads.hash(passwords.hash_password, password)
    session_id = await threads.write(_finish, request, attempt, found, is_correct, renewed)
    if session_id is None:
        return _page(request, onward, email=email, problem="sign_in.wrong", status=422)
    response = access.redirect(onward)
    access.set_session(request, response, session_id)
    return response


@router.post("/sign-out")
async def post_sign_out(request: Request) -> Response:
    """End this sign-in."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        sign_ins.end(session, visitor.user_id, visitor.sign_in_id)
        _record(session, "sign_out.done", visitor.user_id, visitor.account_id)
        return access.redirect(f"{access.SIGN_IN}?out=1")

    response = await access.act(request, change)
    access.clear_session(request, response)
    return response


def _is_signed_in(request: Request, session_id: str) -> bool:
    database: Database = request.app.state.database
    with database.snapshot() as snapshot:
        return sign_ins.find_visitor(snapshot.rows, hash_secret(session_id)) is not None


def _count(request: Request, attempt: Attempt, email: str) -> _Candidate:
    """Count the attempt, and find whom it is about. What it takes is the same for everybody."""

    def count(session: Session) -> _Candidate:
        user = _find(session, email)
        wait_seconds, is_first = attempt.count(session)
        if is_first:
            _record_attempt(session, "sign_in.throttled", user)
        if wait_seconds or user is None:
            return _Candidate(wait_seconds)
        return _Candidate(0, user.id, None if user.is_disabled else user.password_hash)

    return access.write(request, count)


def _finish(
    request: Request,
    attempt: Attempt,
    found: _Candidate,
    is_correct: bool,
    renewed: str | None,
) -> str | None:
    """Sign the user in, and return the session id; or None where they may not come in."""

    def sign_in(session: Session) -> str | None:
        user = None if found.user_id is None else session.get(User, found.user_id)
        # While the password was being looked at, it may have been changed, or the user shut out.
        is_unchanged = user and not user.is_disabled and user.password_hash == found.password_hash
        if user is None or not is_correct or not is_unchanged:
            _record_attempt(session, "sign_in.failed", user)
            return None
        attempt.succeed(session)
        user.password_hash = renewed or user.password_hash
        if (former := access.session_id_of(request)) is not None:
            sign_ins.end_session(session, hash_secret(former))
        browser = request.headers.get("user-agent", "")
        session_id = sign_ins.begin(session, user, access.address_of(request), browser)
        _record(session, "sign_in.succeeded", user.id, user.account_id)
        return session_id

    return access.write(request, sign_in)


def _find(session: Session, email: str) -> User | None:
    if not email.isprintable():
        return None
    return session.scalar(select(User).where(User.email_key == _email_key(email)))


def _email_key(email: str) -> str:
    return unicodedata.normalize("NFC", email).casefold()


def _record(session: Session, event: str, user_id: int, account_id: int) -> None:
    audit_log.record(
        session,
        event=event,
        account_id=account_id,
        actor_id=user_id,
        subject=f"user {user_id}",
    )


def _record_attempt(session: Session, event: str, user: User | None) -> None:
    """Record an attempt without what was typed: people type passwords in the wrong field."""
    audit_log.record(
        session,
        event=event,
        account_id=None if user is None else user.account_id,
        subject=None if user is None else f"user {user.id}",
    )


def _throttled(request: Request, onward: str, email: str, wait_seconds: int) -> Response:
    return _page(
        request,
        onward,
        email=email,
        problem="sign_in.throttled",
        minutes=-(-wait_seconds // 60),
        status=429,
        headers={"Retry-After": str(wait_seconds)},
    )


def _page(
    request: Request,
    onward: str,
    *,
    email: str = "",
    problem: str = "",
    minutes: int = 0,
    has_expired: bool = False,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    return render_page(
        request,
        "accounts/sign_in.html",
        status=status,
        headers=headers,
        directives={"form-action": f"'self' {_target_beyond(onward)}".strip()},
        onward=onward,
        email=email,
        problem=problem,
        minutes=minutes,
        has_expired=has_expired,
        is_out="out" in request.query_params,
        has_chosen="chosen" in request.query_params,
    )


def _target_beyond(onward: str) -> str:
    """Return where the page after this one may lead at once: to the client of an authorization."""
    query = parse_qs(urlsplit(onward).query)
    return form_target(query.get("redirect_uri", [""])[0])
