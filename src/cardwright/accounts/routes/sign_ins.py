"""`/sign-ins`: where a user is signed in, and how to end that."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access, sign_ins
from cardwright.accounts.browsers import describe
from cardwright.accounts.sign_ins import Visitor
from cardwright.audit import actions as audit_log
from cardwright.database import Snapshot
from cardwright.ids import parse_id
from cardwright.web.forms import Form
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

# What the page may be asked to say that was done.
_DONE = {"ended": "sign_ins.done.ended", "password": "sign_ins.done.password"}


@router.get("/sign-ins")
async def get_sign_ins(request: Request) -> Response:
    """List where the user is signed in."""

    def answer(snapshot: Snapshot, visitor: Visitor) -> Response:
        found = sign_ins.list_live(snapshot.session, visitor.user_id)
        return render_page(
            request,
            "accounts/sign_ins.html",
            sign_ins=[(one, describe(one.browser)) for one in found],
            this_id=visitor.sign_in_id,
            email=visitor.email,
            done=_DONE.get(request.query_params.get("done", "")),
        )

    return await access.visit(request, answer)


@router.post("/sign-ins/{sign_in_id}/end")
async def post_end(request: Request, sign_in_id: str) -> Response:
    """Sign out one browser, which may be this one."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        sign_ins.end(session, visitor.user_id, parse_id(sign_in_id))
        _record(session, visitor, "sign_out.elsewhere")
        return access.redirect("/sign-ins?done=ended")

    return await access.act(request, change)


@router.post("/sign-ins/end-all")
async def post_end_all(request: Request) -> Response:
    """Sign out everywhere, here too."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        sign_ins.end_all(session, visitor.user_id)
        _record(session, visitor, "sign_out.everywhere")
        response = access.redirect(f"{access.SIGN_IN}?out=1")
        access.clear_session(request, response)
        return response

    return await access.act(request, change)


def _record(session: Session, visitor: Visitor, event: str) -> None:
    audit_log.record(
        session,
        event=event,
        account_id=visitor.account_id,
        actor_id=visitor.user_id,
        subject=f"user {visitor.user_id}",
    )
