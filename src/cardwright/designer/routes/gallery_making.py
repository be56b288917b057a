"""`/templates/new` and `/templates/{id}/duplicate`: new card templates."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright import starters
from cardwright.accounts.access import receive, redirect, to_sign_in, visit
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.actions import stored
from cardwright.card_templates.actions.types import list_types
from cardwright.database import Database, Rows, Snapshot
from cardwright.designer.gallery.addition import add_planned
from cardwright.designer.gallery.asking import PATH
from cardwright.designer.gallery.callers import caller_of, find_visitor
from cardwright.designer.gallery.details import CHANGED, details_page
from cardwright.designer.gallery.making import (
    Plan,
    free_name,
    plan_blank,
    plan_copy,
    plan_starter,
)
from cardwright.designer.gallery.offering import offered
from cardwright.errors import Invalid
from cardwright.ids import parse_id
from cardwright.oauth.caller import Caller
from cardwright.storage import Storage
from cardwright.web.forms import Form
from cardwright.web.pages import render_page, texts_for
from cardwright.web.threads import Threads

router = APIRouter(include_in_schema=False)

NEW = PATH + "/new"
BLANK = "blank"


@router.get(NEW)
async def get_new(request: Request) -> Response:
    """Ask what a new card template is to begin as."""
    return await visit(
        request, lambda snapshot, visitor: _page(request, snapshot, visitor, {}, None)
    )


@router.post(NEW)
async def post_new(request: Request) -> Response:
    """Create a card template, and open it in the designer."""
    sent = await receive(request)
    visitor = None if sent is None else await find_visitor(request, sent.session_id)
    if sent is None or visitor is None:
        return to_sign_in(request, has_expired=True)
    visitor.require_admin()
    try:
        plan = _plan(sent.form)
        added = await add_planned(request, sent, visitor.account_hashid, plan)
    except Invalid as refusal:
        told = refusal
        return await visit(
            request, lambda snapshot, visitor: _page(request, snapshot, visitor, sent.form, told)
        )
    return (
        to_sign_in(request, has_expired=True) if added is None else redirect(f"/designer/{added}")
    )


@router.post(PATH + "/{id}/duplicate")
async def post_duplicate(request: Request) -> Response:
    """Copy a card template with its files."""
    sent = await receive(request)
    visitor = None if sent is None else await find_visitor(request, sent.session_id)
    if sent is None or visitor is None:
        return to_sign_in(request, has_expired=True)
    visitor.require_admin()
    card_template_id = parse_id(request.path_params["id"])
    plan = await _planned_copy(request, visitor, card_template_id)
    texts = texts_for(request)

    def name(session: Session, caller: Caller) -> str:
        rows = Rows.of(session)
        source = stored.find(rows, caller, card_template_id)
        # Its files have been read since: they may be others by now.
        if source.updated_at != plan.source_version:
            raise Invalid.field("version", CHANGED)
        return free_name(
            rows,
            caller,
            source.name,
            texts("gallery.copy.first"),
            texts.messages["gallery.copy.numbered"],
        )

    try:
        added = await add_planned(request, sent, visitor.account_hashid, plan, name)
    except Invalid as refusal:
        told = refusal
        return await visit(
            request,
            lambda snapshot, visitor: details_page(
                request, snapshot, visitor, card_template_id, None, told
            ),
        )
    if added is None:
        return to_sign_in(request, has_expired=True)
    return redirect(f"{PATH}?done=duplicated&template={added}")


async def _planned_copy(request: Request, visitor: Visitor, card_template_id: int) -> Plan:
    database: Database = request.app.state.database
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    caller = caller_of(request, visitor)

    def plan() -> Plan:
        with database.reading() as session:
            return plan_copy(session, caller, card_template_id, storage)

    return await threads.read(plan)


def _plan(form: Form) -> Plan:
    """Return what the form asks for. Raises Invalid."""
    name, begins_as = form.get("name", ""), form.get("start", BLANK)
    starter = next((one for one in starters.all() if one.key == begins_as), None)
    if starter is not None:
        return plan_starter(name, starter)
    if begins_as != BLANK:
        raise Invalid.field("start", "must be one of those offered")
    return plan_blank(
        name,
        form.get("type", ""),
        form.get("orientation", "L"),
        double_sided=form.get("sides") == "2",
    )


def _page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    form: Mapping[str, str],
    refusal: Invalid | None,
) -> Response:
    visitor.require_admin()
    types = list_types(snapshot.session, caller_of(request, visitor))
    return render_page(
        request,
        "designer/gallery_new.html",
        status=refusal.status if refusal else 200,
        types=types,
        starters=offered(types),
        begins_as=form.get("start") or BLANK,
        form=form,
        errors=refusal.errors if refusal else {},
    )
