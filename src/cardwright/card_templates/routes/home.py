"""`/`: what a user sees first, the card templates of the account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import select

from cardwright.accounts import access
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.database import Snapshot
from cardwright.ids import is_id, parse_id
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 100


@router.get("/")
async def get_home(request: Request) -> Response:
    """List the card templates, the last changed first; `before` is when a change was made."""
    before = request.query_params.get("before", "")
    changed_before = parse_id(before) if is_id(before) else None

    def answer(snapshot: Snapshot, visitor: Visitor) -> Response:
        query = (
            select(CardTemplate, CardTemplateType.name)
            .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
            .where(CardTemplate.account_id == visitor.account_id)
            .order_by(CardTemplate.updated_at.desc())
            .limit(ON_A_PAGE + 1)
        )
        if changed_before is not None:
            query = query.where(CardTemplate.updated_at < changed_before)
        found = snapshot.session.execute(query).all()
        shown = [(row[0], row[1]) for row in found[:ON_A_PAGE]]
        return render_page(
            request,
            "card_templates/home.html",
            card_templates=shown,
            older=shown[-1][0].updated_at if len(found) > ON_A_PAGE else None,
        )

    return await access.visit(request, answer)
