"""`/templates/{id}`: the page of one card template, and what can be done to it there."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.access import act, redirect, visit
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.actions import writing
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.database import Rows, Snapshot
from cardwright.designer.gallery.asking import PATH, read_asked
from cardwright.designer.gallery.callers import caller_of
from cardwright.designer.gallery.cards import find_card
from cardwright.designer.gallery.details import details_page, expected
from cardwright.errors import Invalid
from cardwright.ids import is_id, parse_id
from cardwright.web.forms import Form
from cardwright.web.input import read_input
from cardwright.web.json_text import JsonObject
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

_Sent = Callable[[Form], Mapping[str, object]]


@router.get(PATH + "/{id}")
async def get_details(request: Request) -> Response:
    """Show a card template, deleted or not."""
    card_template_id = _id(request)
    return await visit(
        request,
        lambda snapshot, visitor: details_page(request, snapshot, visitor, card_template_id),
    )


@router.post(PATH + "/{id}")
async def post_details(request: Request) -> Response:
    """Change what the form holds: the name, the owner, the edit rule and whether it is default."""
    return await _change(request, _sent_details, f"{PATH}/{_id(request)}?done=saved")


@router.post(PATH + "/{id}/default")
async def post_default(request: Request) -> Response:
    """Make it the default of the account."""
    return await _change(request, lambda _: {"default_template": True}, done="default")


@router.post(PATH + "/{id}/trash")
async def post_trash(request: Request) -> Response:
    """Move it to the trash."""
    return await _change(
        request, lambda _: {"deleted_at": times.format_time(times.now())}, done="trashed"
    )


@router.post(PATH + "/{id}/restore")
async def post_restore(request: Request) -> Response:
    """Take it out of the trash, under another name where one is given."""

    def sent(form: Form) -> dict[str, object]:
        name = {"name": form["name"]} if "name" in form else {}
        return {"deleted_at": None, **name}

    return await _change(request, sent, done="restored")


@router.get(PATH + "/{id}/delete")
async def get_delete(request: Request) -> Response:
    """Ask whether a card template of the trash is to be deleted for good."""
    return await visit(
        request, lambda snapshot, visitor: _question(request, snapshot, visitor, None)
    )


@router.post(PATH + "/{id}/delete")
async def post_delete(request: Request) -> Response:
    """Delete it for good. Only what is in the trash is deleted from here."""

    def delete(session: Session, visitor: Visitor, form: Form) -> Response:
        caller, card_template_id = caller_of(request, visitor), _id(request)
        card = find_card(session, visitor, card_template_id)
        caller.require_admin()
        if card.deleted_at is None:
            raise Invalid.field("version", "is not in the trash")
        writing.delete(Rows.of(session), caller, card_template_id, expected(form))
        return redirect(f"{PATH}?show=trash&done=removed")

    return await act(
        request,
        delete,
        lambda snapshot, visitor, _, refusal: _question(request, snapshot, visitor, refusal),
    )


async def _change(request: Request, sent: _Sent, to: str = "", done: str = "") -> Response:
    """Change a card template by a form, and go on to a page, or back to the gallery."""
    card_template_id = _id(request)

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        members = sent(form)
        read = read_input(CardTemplateInput, JsonObject(dict(members), {}))
        caller = caller_of(request, visitor)
        writing.change(Rows.of(session), caller, card_template_id, read, expected(form))
        return redirect(to or _back(form, done, card_template_id))

    def refused(snapshot: Snapshot, visitor: Visitor, form: Form, refusal: Invalid) -> Response:
        return details_page(request, snapshot, visitor, card_template_id, form, refusal)

    return await act(request, change, refused)


def _sent_details(form: Form) -> Mapping[str, object]:
    """Return the members that a request of the API would send for the same."""
    sent: dict[str, object] = {k: form[k] for k in ("name", "editable_by") if k in form}
    owner_id = form.get("owner_id", "")
    if owner_id:
        # What is no id is none of an admin, either.
        sent["owner_id"] = int(owner_id) if is_id(owner_id) else 0
    # A box that is not ticked sends nothing: it is there where the name is.
    if "name" in form:
        sent["default_template"] = "default_template" in form
    return sent


def _back(form: Form, done: str, card_template_id: int) -> str:
    """Return the address of the page of the gallery that the form came from."""
    query = dict(parse_qsl(urlsplit(form.get("back", "")).query))
    url = read_asked(query).at_once()
    told = urlencode({"done": done, "template": card_template_id})
    return f"{url}{'&' if '?' in url else '?'}{told}"


def _question(
    request: Request, snapshot: Snapshot, visitor: Visitor, refusal: Invalid | None
) -> Response:
    visitor.require_admin()
    card = find_card(snapshot.session, visitor, _id(request))
    if card.deleted_at is None:
        return redirect(f"{PATH}/{card.id}")
    return render_page(
        request,
        "designer/gallery_delete.html",
        status=412 if refusal else 200,
        card=card,
        is_stale=refusal is not None,
    )


def _id(request: Request) -> int:
    return parse_id(request.path_params["id"])
