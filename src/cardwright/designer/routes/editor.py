"""`GET /designer/{id}`: the page of the designer."""

from urllib.parse import urlsplit

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.accounts.access import visit
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.schemas import OWNER_ONLY
from cardwright.database import Snapshot
from cardwright.designer.fonts import FAMILIES
from cardwright.designer.import_map import import_map, source_of
from cardwright.designer.opening import open_template
from cardwright.designer.portraits import portrait, silhouette
from cardwright.designer.properties import GROUPS, LEVELS
from cardwright.designer.samples import FIELDS, PEOPLE
from cardwright.designer.shortcuts import SHORTCUTS
from cardwright.designer.swatches import list_swatches
from cardwright.ids import parse_id
from cardwright.settings import Settings
from cardwright.web.pages import render_page, texts_for
from cardwright.web.pages.rendering import form_target

router = APIRouter(include_in_schema=False)

# What these texts say stands in the page itself.
_OF_HELP = ("designer.help.", "designer.key.")


@router.get("/designer/{id}")
async def get_designer(request: Request) -> Response:
    """Show the designer with a card template, which those who may not change it can look at."""
    return await visit(request, lambda snapshot, visitor: _page(request, snapshot, visitor))


def _page(request: Request, snapshot: Snapshot, visitor: Visitor) -> Response:
    opened = open_template(snapshot, visitor.account_id, parse_id(request.path_params["id"]))
    is_own = opened.owner_id == visitor.user_id
    is_allowed = visitor.is_admin and (opened.editable_by != OWNER_ONLY or is_own)
    may_edit = is_allowed and opened.deleted_at is None
    texts = texts_for(request)
    words = {
        key: text
        for key, text in texts.messages.items()
        if key.startswith("designer.") and not key.startswith(_OF_HELP)
    }
    shortcuts = [one for one in SHORTCUTS if may_edit or not one.edits]
    viewer = request.state.viewer
    start = {
        "id": opened.id,
        "type": opened.card_template_type,
        "fonts": FAMILIES,
        "fields": FIELDS,
        "people": PEOPLE,
        "portrait": portrait(),
        "silhouette": silhouette(),
        "properties": GROUPS,
        "levels": LEVELS,
        "swatches": list_swatches(snapshot.rows, visitor.account_id),
        "shortcuts": shortcuts,
        "may_edit": may_edit,
        "csrf_token": viewer.csrf_token,
        "language": texts.language,
        "texts": words,
    }
    modules = import_map()
    settings: Settings = request.app.state.settings
    return render_page(
        request,
        "designer/editor.html",
        directives={
            "script-src": f"'self' {source_of(modules)}",
            "connect-src": _with_files("'self'", settings.public_url),
            "img-src": _with_files("'self' blob: data:", settings.public_url),
        },
        name=opened.name,
        import_map=modules,
        shortcuts=shortcuts,
        start=_in_script(start),
    )


def _with_files(sources: str, public_url: str) -> str:
    """Return the CSP sources with the place that the URLs of files lead to."""
    return f"{sources} {form_target(public_url)}" if urlsplit(public_url).netloc else sources


def _in_script(value: object) -> str:
    """Return JSON that cannot end the script element that it stands in."""
    text = msgspec.json.encode(value).decode()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
