"""`/audit`: for admins, what happened in their account."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from cardwright.accounts import access
from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.audit import actions as audit_log
from cardwright.database import Snapshot
from cardwright.ids import is_id, parse_id
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 50


@router.get("/audit")
async def get_audit(request: Request) -> Response:
    """Show a page of events, the newest first; `before` is the id of an event."""
    before = request.query_params.get("before", "")
    before_id = parse_id(before) if is_id(before) else None

    def answer(snapshot: Snapshot, visitor: Visitor) -> Response:
        visitor.require_admin()
        session = snapshot.session
        found = audit_log.list_events(
            session, account_id=visitor.account_id, before_id=before_id, limit=ON_A_PAGE + 1
        )
        shown = found[::-1][:ON_A_PAGE]
        people = session.execute(
            select(User.id, User.email).where(User.account_id == visitor.account_id)
        ).all()
        return render_page(
            request,
            "accounts/audit.html",
            events=[(one, json.loads(one.details)) for one in shown],
            emails={f"user {user_id}": email for user_id, email in people},
            older=shown[-1].id if len(found) > ON_A_PAGE else None,
            is_newest=before_id is None,
        )

    return await access.visit(request, answer)
