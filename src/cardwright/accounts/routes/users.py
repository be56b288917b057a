"""`/users`: for admins, the users of their account."""

import asyncio
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts import access, actions, invitations, mail
from cardwright.accounts.invitations import Letter
from cardwright.accounts.models import Account, User
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import Snapshot
from cardwright.errors import BadRequest, Invalid, NotFound, Unavailable
from cardwright.ids import parse_id
from cardwright.settings import Settings
from cardwright.web.forms import Form
from cardwright.web.pages import render_page, texts_for

router = APIRouter(include_in_schema=False)

_Change = Callable[[Session, Visitor, Form], Response]
_Refused = Callable[[Snapshot, Visitor, Form, Invalid], Response]

PATH = "/users"
# What may be done to a user, and what the page then says.
_CHANGES = {
    "admin": "users.done.admin",
    "no-admin": "users.done.no_admin",
    "disable": "users.done.disabled",
    "enable": "users.done.enabled",
}


@router.get(PATH)
async def get_users(request: Request) -> Response:
    """List the users of the account."""
    return await access.visit(
        request, lambda snapshot, visitor: _page(request, snapshot, visitor, None, None)
    )


@router.post(PATH)
async def post_users(request: Request) -> Response:
    """Invite somebody: a new user, with a link to choose a password by."""
    written: list[Letter] = []

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        visitor.require_admin()
        written.append(
            invitations.invite(
                session,
                session.get_one(Account, visitor.account_id),
                form.get("email", ""),
                form.get("name", ""),
                _settings(request).public_url,
                is_admin="is_admin" in form,
                by=visitor.user_id,
            )
        )
        return Response()

    return await _act_and_send(request, change, written)


@router.post("/users/{user_id}/link")
async def post_link(request: Request, user_id: str) -> Response:
    """Give a user a link to choose a password by; former ones end."""
    written: list[Letter] = []

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        user = _find(session, visitor, user_id)
        public_url = _settings(request).public_url
        written.append(invitations.write_to(session, user, public_url, by=visitor.user_id))
        return Response()

    return await _act_and_send(request, change, written)


@router.post("/users/{user_id}")
async def post_user(request: Request, user_id: str) -> Response:
    """Change the role of a user, shut them out, or let them in again."""

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        user = _find(session, visitor, user_id)
        match form.get("change"):
            case ("admin" | "no-admin") as asked:
                actions.set_admin(session, user, is_admin=asked == "admin", by=visitor.user_id)
            case ("disable" | "enable") as asked:
                is_disabled = asked == "disable"
                actions.set_disabled(session, user, is_disabled=is_disabled, by=visitor.user_id)
            case _:
                raise BadRequest
        return access.redirect(f"{PATH}?done={asked}&user={user.id}")

    return await access.act(request, change, _refused(request))


async def _act_and_send(request: Request, change: _Change, written: list[Letter]) -> Response:
    """Show the link that `change` makes, once; and mail it where there is a mail server."""
    response = await access.act(request, change, _refused(request))
    if not written:
        return response
    letter, problem = written[0], ""
    settings = _settings(request)
    if mail.is_set(settings):
        try:
            await asyncio.to_thread(letter.send, settings, texts_for(request))
        except Unavailable as fault:
            problem = str(fault)
    return render_page(
        request,
        "accounts/link.html",
        letter=letter,
        was_mailed=mail.is_set(settings) and not problem,
        problem=problem,
    )


def _refused(request: Request) -> _Refused:
    return lambda snapshot, visitor, form, refusal: _page(request, snapshot, visitor, form, refusal)


def _find(session: Session, visitor: Visitor, user_id: str) -> User:
    """Return a user of the visitor's account. Raises Forbidden, and NotFound for all others."""
    visitor.require_admin()
    user = session.scalar(
        select(User).where(User.id == parse_id(user_id), User.account_id == visitor.account_id)
    )
    if user is None:
        raise NotFound
    return user


def _page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    form: Form | None,
    refusal: Invalid | None,
) -> Response:
    visitor.require_admin()
    session = snapshot.session
    users = actions.list_users(session, session.get_one(Account, visitor.account_id))
    done = _CHANGES.get(request.query_params.get("done", ""))
    concerned = request.query_params.get("user", "")
    return render_page(
        request,
        "accounts/users.html",
        status=refusal.status if refusal else 200,
        users=users,
        form=form or {},
        errors=refusal.errors if refusal else {},
        done=done,
        concerned=next((one.email for one in users if str(one.id) == concerned), ""),
        this_id=visitor.user_id,
    )


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
