"""`/connections`: the applications that a user has let in, and how to shut them out again."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import Snapshot
from cardwright.errors import NotFound
from cardwright.oauth.actions import applications, grants
from cardwright.web.forms import Form
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

PATH = "/connections"


@router.get(PATH)
async def get_connections(request: Request) -> Response:
    """List what the user has let in."""

    def answer(snapshot: Snapshot, visitor: Visitor) -> Response:
        session = snapshot.session
        return render_page(
            request,
            "oauth/connections.html",
            connections=grants.list_connected(session, visitor.user_id),
            scopes=grants.scopes_granted(session, visitor.user_id),
            is_done="done" in request.query_params,
        )

    return await access.visit(request, answer)


@router.post("/connections/{client_id}/revoke")
async def post_revoke(request: Request, client_id: str) -> Response:
    """End all that the user granted an application."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        found = applications.find_application(session, client_id)
        ended = grants.revoke_all(
            session,
            application_id=found.id,
            user_id=visitor.user_id,
            actor_id=visitor.user_id,
        )
        if not ended:
            raise NotFound
        return access.redirect(f"{PATH}?done=1")

    return await access.act(request, change)
