"""`/templates`: the gallery of the card templates, which is where `/` leads."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.accounts.access import redirect, visit
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.actions.types import list_types
from cardwright.database import Snapshot
from cardwright.designer.gallery.asking import PATH, Shown, Sort, read_asked
from cardwright.designer.gallery.callers import caller_of
from cardwright.designer.gallery.cards import find_cards
from cardwright.designer.gallery.listing import list_cards
from cardwright.ids import is_id
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

_SHOWN: dict[Shown, str] = {
    "all": "gallery.show.all",
    "mine": "gallery.show.mine",
    "default": "gallery.show.default",
    "trash": "gallery.show.trash",
}
_SORTS: dict[Sort, str] = {
    "changed": "gallery.sort.changed",
    "created": "gallery.sort.created",
    "name": "gallery.sort.name",
}
# What a page says that holds nothing; for all card templates it says more.
_EMPTY: dict[Shown, str] = {
    "mine": "gallery.empty.mine",
    "default": "gallery.empty.default",
    "trash": "gallery.empty.trash",
}
# What may have been done, and what the page then says.
_DONE = {
    "trashed": "gallery.done.trashed",
    "restored": "gallery.done.restored",
    "default": "gallery.done.default",
    "duplicated": "gallery.done.duplicated",
    "imported": "gallery.done.imported",
    "removed": "gallery.done.removed",
}


@router.get("/")
async def get_home(request: Request) -> Response:
    """Lead who is signed in to the gallery."""
    return await visit(request, lambda _, __: redirect(PATH))


@router.get(PATH)
async def get_gallery(request: Request) -> Response:
    """Show a page of the card templates that are asked for."""
    return await visit(request, lambda snapshot, visitor: _page(request, snapshot, visitor))


def _page(request: Request, snapshot: Snapshot, visitor: Visitor) -> Response:
    asked = read_asked(request.query_params)
    session = snapshot.session
    concerned = request.query_params.get("template", "")
    cards = find_cards(session, visitor, [int(concerned)] if is_id(concerned) else [])
    return render_page(
        request,
        "designer/gallery.html",
        asked=asked,
        listed=list_cards(session, visitor, asked, request.app.state.gallery_names),
        types=list_types(session, caller_of(request, visitor)),
        shown=_SHOWN,
        sorts=_SORTS,
        nothing=_EMPTY.get(asked.shown, ""),
        done=_DONE.get(request.query_params.get("done", "")),
        concerned=next(iter(cards), None),
    )
