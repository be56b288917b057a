"""`/api/3/card_templates/{id}/preview/{side}`: how a side looks, with samples in its fields."""

from collections.abc import Hashable
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.card_templates.actions import proofs
from cardwright.card_templates.actions.proofs import PreviewVersion
from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.card_templates.routes.drawing import SCOPE, bring_files, gathered
from cardwright.card_templates.routes.parts import ID, IF_NONE_MATCH, SIDE, template_id
from cardwright.database import Snapshot
from cardwright.errors import NotFound
from cardwright.layout.objects.box import Side
from cardwright.oauth.access import read_at_once
from cardwright.oauth.caller import Caller
from cardwright.rendering.jobs import Drawing, PreviewJob
from cardwright.rendering.workers import Renderers
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.conditional import REVALIDATE, is_fresh
from cardwright.web.operations import Answer, Parameter, operation
from cardwright.web.query import Query
from cardwright.web.routing import RequestRoute

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Proofs"])

DEFAULT_WIDTH_PX, LEAST_WIDTH_PX, MOST_WIDTH_PX = 600, 64, 2048
OVERHEAD = 500
"""About how many bytes a kept preview takes beside its own."""

Kept = AnswerCache[bytes]
_ETAG = {"ETag": "Names what the preview shows, for If-None-Match"}


@router.get(
    "/card_templates/{id}/preview/{side}",
    **operation(
        "getCardTemplatePreview",
        summary="Get a preview",
        description="Returns a picture of one side. Samples made of their names stand in the "
        "fields, and a silhouette in image fields. A 503 says what the service lacks for drawing, "
        "or that too many cards are being drawn.",
        scope=SCOPE,
        parameters=[
            ID,
            SIDE,
            Parameter(
                "width",
                "query",
                "Width in pixels",
                "integer",
                constraints=(
                    ("minimum", LEAST_WIDTH_PX),
                    ("maximum", MOST_WIDTH_PX),
                    ("default", DEFAULT_WIDTH_PX),
                ),
            ),
            IF_NONE_MATCH,
        ],
        answers={
            200: Answer(
                "The preview",
                media={"image/png": {"schema": {"type": "string", "format": "binary"}}},
                headers=_ETAG,
            ),
            304: Answer("Your copy still holds", headers=_ETAG),
        },
        errors=(404, 422),
    ),
)
async def get_preview(request: Request) -> Response:
    version, caller, known = await read_at_once(request, SCOPE, partial(_known, request))
    if known is not None:
        return known
    side, width_px = _asked(request)
    queue: DrawingQueue = request.app.state.preview_queue
    with queue.place(caller.account_id) as party:
        return await _drawn(request, version, side, width_px, party)


def _known(
    request: Request, snapshot: Snapshot, caller: Caller
) -> tuple[PreviewVersion, Caller, Response | None]:
    """Return the answer that is kept for this version of the template, or None."""
    side, width_px = _asked(request)
    version = proofs.preview_version(snapshot.rows, caller, template_id(request))
    kept: Kept = request.app.state.previews
    etag = kept.get((version, side, width_px))
    if etag is None:
        return version, caller, None
    return version, caller, _answer(request, etag.decode())


async def _drawn(
    request: Request, version: PreviewVersion, side: Side, width_px: int, party: Hashable
) -> Response:
    proof = await gathered(request)
    etag = f'"{proof.content_tag(side, width_px)}"'
    kept: Kept = request.app.state.previews
    answer = _answer(request, etag)
    if answer is None:
        await bring_files(request, proof)
        renderers: Renderers = request.app.state.renderers
        job = PreviewJob(
            template=proof.template, built_in=proof.built_in, side=side, width_px=width_px
        )
        drawing = await renderers.run(job, party)
        if not isinstance(drawing, Drawing):
            raise TypeError("A preview is answered by a drawing")
        kept.put(etag, drawing.content, len(drawing.content) + OVERHEAD)
        answer = _shown(drawing.content, etag)
    kept.put((version, side, width_px), etag.encode(), OVERHEAD)
    return answer


def _answer(request: Request, etag: str) -> Response | None:
    """Return the answer to who has the preview of that tag already, or where it is kept."""
    if is_fresh(request, etag):
        return Response(status_code=304, headers={"ETag": etag, **REVALIDATE})
    kept: Kept = request.app.state.previews
    content = kept.get(etag)
    return None if content is None else _shown(content, etag)


def _shown(content: bytes, etag: str) -> Response:
    return Response(content, 200, {"ETag": etag, **REVALIDATE}, "image/png")


def _asked(request: Request) -> tuple[Side, int]:
    """Return side and width in pixels. Raises NotFound and Invalid."""
    side = request.path_params["side"]
    if side not in ("front", "back"):
        raise NotFound
    query = Query(request)
    width_px = query.integer("width", DEFAULT_WIDTH_PX, least=LEAST_WIDTH_PX, largest=MOST_WIDTH_PX)
    query.check()
    return side, width_px
