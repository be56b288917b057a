"""`POST /designer/{id}/print`: a card as the pages that an office printer takes, both sides."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.designer.routes.drawing import LARGEST_BODY, bring_files, gathered
from cardwright.designer.schemas import read_print
from cardwright.layout.values import read_values
from cardwright.oauth.access import admit
from cardwright.oauth.scopes import Scope
from cardwright.rendering.jobs import Drawing, PrintJob
from cardwright.rendering.workers import Renderers
from cardwright.web.uploads import read_body

router = APIRouter(include_in_schema=False)


@router.post("/designer/{id}/print")
async def post_print(request: Request) -> Response:
    """Draw the stored card for one record; nothing is kept."""
    caller = await admit(request, Scope.CARD_TEMPLATES_READONLY)
    asked = read_print(await read_body(request, LARGEST_BODY))
    values = read_values(asked.data)
    queue: DrawingQueue = request.app.state.render_queue
    with queue.place(caller.account_id) as party:
        proof = await gathered(request)
        await bring_files(request, proof, values)
        renderers: Renderers = request.app.state.renderers
        drawn = await renderers.run(
            PrintJob(
                template=proof.template,
                built_in=proof.built_in,
                values=values,
                page=asked.page,
                flip=asked.flip,
            ),
            party,
        )
    if not isinstance(drawn, Drawing):
        raise TypeError("A print is answered by a drawing")
    return Response(drawn.content, 200, {"Cache-Control": "no-store"}, drawn.media_type)
