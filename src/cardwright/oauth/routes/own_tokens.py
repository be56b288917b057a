"""`/tokens`: the access tokens that a user makes for programs of their own."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access
from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import Snapshot
from cardwright.errors import Invalid
from cardwright.ids import parse_id
from cardwright.oauth.actions import tokens
from cardwright.oauth.scopes import in_use, others
from cardwright.web.forms import Form
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

PATH = "/tokens"
LIVES_DAYS = (7, 30, 90, 365)
DAY_SECONDS = 24 * 3600


@router.get(PATH)
async def get_tokens(request: Request) -> Response:
    """List the user's live tokens, and the form for another one."""
    return await access.visit(
        request, lambda snapshot, visitor: _page(request, snapshot, visitor, None, None)
    )


@router.post(PATH)
async def post_tokens(request: Request) -> Response:
    """Make a token, and show it, this once."""

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        days = form.get("days", "")
        if days not in map(str, LIVES_DAYS):
            raise Invalid.field("days", "must be one of those offered")
        token, row = tokens.create_token(
            session,
            session.get_one(User, visitor.user_id),
            " ".join(form.getlist("scope")),
            int(days) * DAY_SECONDS,
            name=form.get("name", ""),
            actor_id=visitor.user_id,
        )
        return render_page(request, "oauth/new_token.html", token=token, row=row)

    return await access.act(
        request,
        change,
        lambda snapshot, visitor, form, refusal: _page(request, snapshot, visitor, form, refusal),
    )


@router.post("/tokens/{token_id}/revoke")
async def post_revoke(request: Request, token_id: str) -> Response:
    """End a token of the user."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        tokens.revoke_own_token(session, visitor.user_id, parse_id(token_id))
        return access.redirect(f"{PATH}?done=1")

    return await access.act(request, change)


def _page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    form: Form | None,
    refusal: Invalid | None,
) -> Response:
    return render_page(
        request,
        "oauth/tokens.html",
        status=refusal.status if refusal else 200,
        tokens=tokens.list_live(snapshot.session, visitor.user_id),
        form=form or {},
        chosen=form.getlist("scope") if form else [],
        errors=refusal.errors if refusal else {},
        lives=LIVES_DAYS,
        usual_life=30,
        scopes_in_use=in_use(),
        other_scopes=others(),
        is_done="done" in request.query_params,
    )
