"""`/choose-password` for who has a link, and `/password` for who is signed in."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access, links, passwords
from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.accounts.throttle import Attempt
from cardwright.database import Database
from cardwright.errors import Invalid, NotFound, TooManyRequests
from cardwright.web.forms import Form, read_form, require_same_origin
from cardwright.web.pages import render_page
from cardwright.web.threads import Threads

router = APIRouter(include_in_schema=False)


@router.get("/choose-password")
async def get_choose_password(request: Request) -> Response:
    """Show the form of a link. Does not use the link: mail scanners open links, too."""
    token = request.query_params.get("token", "")
    threads: Threads = request.app.state.threads
    try:
        email = await threads.read(_email_of, request, token)
    except NotFound:
        return _dead_link(request)
    return _choose_page(request, token, email)


@router.post("/choose-password")
async def post_choose_password(request: Request) -> Response:
    """Set the password, end the link, and ask for the new password at once."""
    require_same_origin(request, request.app.state.settings.public_url)
    form = await read_form(request)
    token, password = form.get("token", ""), form.get("password", "")
    threads: Threads = request.app.state.threads
    try:
        email = await threads.read(_email_of, request, token)
        try:
            _check(form, email)
        except Invalid as refusal:
            return _choose_page(request, token, email, refusal)
        password_hash = await threads.hash(passwords.hash_password, password)
        await threads.write(_use, request, token, password_hash)
    except NotFound:
        return _dead_link(request)
    return access.redirect(f"{access.SIGN_IN}?chosen=1")


@router.get("/password")
async def get_password(request: Request) -> Response:
    """Show the form for another password."""
    return await access.visit(request, lambda _, visitor: _change_page(request, visitor))


@router.post("/password")
async def post_password(request: Request) -> Response:
    """Change the password of who is signed in and knows the present one."""
    threads: Threads = request.app.state.threads
    sent = await access.receive(request)
    if sent is None:
        return access.to_sign_in(request, has_expired=True)
    try:
        kept = await access.carry_out(request, sent, partial(_count, request))
        if kept is None:
            return access.to_sign_in(request, has_expired=True)
        if not await threads.hash(passwords.is_correct, kept, sent.form.get("current", "")):
            raise Invalid.field("current", "is not your password")
        made = await threads.hash(passwords.hash_password, sent.form["password"])
        done = await access.carry_out(request, sent, partial(_replace, request, kept, made))
    except Invalid as refusal:
        told = refusal
        return await access.visit(request, lambda _, visitor: _change_page(request, visitor, told))
    return done or access.to_sign_in(request, has_expired=True)


def _email_of(request: Request, token: str) -> str:
    database: Database = request.app.state.database
    with database.reading() as session:
        return links.find_user(session, token).email


def _use(request: Request, token: str, password_hash: str) -> None:
    access.write(request, lambda session: links.use_link(session, token, password_hash))


def _check(form: Form, email: str) -> None:
    passwords.check_choice(form.get("password", ""), email)
    if form.get("password") != form.get("again"):
        raise Invalid.field("again", "is not the same")


def _count(request: Request, session: Session, visitor: Visitor, form: Form) -> str:
    """Count the attempt as failed, for now, and return what is kept of the present password."""
    _check(form, visitor.email)
    user = session.get_one(User, visitor.user_id)
    wait_seconds, _ = Attempt(user.email_key, access.address_of(request)).count(session)
    if wait_seconds:
        raise TooManyRequests(wait_seconds)
    return user.password_hash or ""


def _replace(
    request: Request, kept: str, made: str, session: Session, visitor: Visitor, _: Form
) -> Response:
    user = session.get_one(User, visitor.user_id)
    if user.password_hash != kept:  # Changed elsewhere while this one was looked at.
        raise Invalid.field("current", "is not your password")
    Attempt(user.email_key, access.address_of(request)).succeed(session)
    links.set_password(session, user, made, keep_sign_in=visitor.sign_in_id)
    return access.redirect("/sign-ins?done=password")


def _choose_page(
    request: Request, token: str, email: str, refusal: Invalid | None = None
) -> Response:
    return render_page(
        request,
        "accounts/choose_password.html",
        status=refusal.status if refusal else 200,
        token=token,
        email=email,
        errors=refusal.errors if refusal else {},
        shortest=passwords.SHORTEST,
    )


def _dead_link(request: Request) -> Response:
    return render_page(request, "accounts/dead_link.html", status=404)


def _change_page(request: Request, visitor: Visitor, refusal: Invalid | None = None) -> Response:
    return render_page(
        request,
        "accounts/change_password.html",
        status=refusal.status if refusal else 200,
        email=visitor.email,
        errors=refusal.errors if refusal else {},
        shortest=passwords.SHORTEST,
    )
