"""`/templates/starters/{key}.png`: how a starter looks."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright import __version__, starters
from cardwright.accounts.access import visit
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.actions.types import find_type
from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.database import Snapshot
from cardwright.designer.gallery.asking import PATH
from cardwright.designer.gallery.callers import caller_of
from cardwright.designer.gallery.offering import card_of, template_of
from cardwright.errors import NotFound
from cardwright.layout.card import Card
from cardwright.rendering.jobs import Drawing, PreviewJob
from cardwright.rendering.workers import Renderers
from cardwright.starters import Starter
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.conditional import REVALIDATE, is_fresh, not_modified
from cardwright.web.query import Query
from cardwright.web.threads import Threads

router = APIRouter(include_in_schema=False)

DEFAULT_WIDTH_PX, LEAST_WIDTH_PX, MOST_WIDTH_PX = 280, 64, 1024
OVERHEAD = 500
_TODAY = "2026-01-01"


@router.get(PATH + "/starters/{key}.png")
async def get_starter(request: Request) -> Response:
    """Draw the front of a starter, which is kept: it is the same until the next release."""
    starter = next((one for one in starters.all() if one.key == request.path_params["key"]), None)
    if starter is None:
        raise NotFound
    query = Query(request)
    width_px = query.integer("width", DEFAULT_WIDTH_PX, least=LEAST_WIDTH_PX, largest=MOST_WIDTH_PX)
    query.check()
    seen: list[tuple[Card, int]] = []

    def answer(snapshot: Snapshot, visitor: Visitor) -> Response:
        caller = caller_of(request, visitor)
        found = find_type(snapshot.session, caller, starter.template_type_code)
        seen.append((card_of(starter, found), visitor.account_id))
        return Response()

    response = await visit(request, answer)
    if not seen:
        return response
    card, account_id = seen[0]
    etag = _tag(starter, card, width_px)
    if is_fresh(request, etag):
        return not_modified(etag)
    content = await _drawn(request, starter, card, account_id, width_px)
    return Response(content, 200, {"ETag": etag, **REVALIDATE}, "image/png")


async def _drawn(
    request: Request, starter: Starter, card: Card, account_id: int, width_px: int
) -> bytes:
    kept: AnswerCache[bytes] = request.app.state.previews
    key = ("starter", starter.key, card, width_px)
    content = kept.get(key)
    if content is not None:
        return content
    queue: DrawingQueue = request.app.state.preview_queue
    threads: Threads = request.app.state.threads
    renderers: Renderers = request.app.state.renderers
    with queue.place(account_id) as party:
        template = await threads.read(template_of, starter, card)
        built_in = {"today": _TODAY, "template_name": starter.name, "card_index": "1"}
        job = PreviewJob(template=template, built_in=built_in, side="front", width_px=width_px)
        drawing = await renderers.run(job, party)
    if not isinstance(drawing, Drawing):
        raise TypeError("A preview is answered by a drawing")
    kept.put(key, drawing.content, len(drawing.content) + OVERHEAD)
    return drawing.content


def _tag(starter: Starter, card: Card, width_px: int) -> str:
    told = f"{__version__} {starter.key} {card} {width_px}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
