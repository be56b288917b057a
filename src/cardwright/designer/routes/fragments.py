"""`POST /designer/{id}/fragments`: objects, saved or not, as the SVG that the stage shows."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.card_templates.actions.proofs import Proof
from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.designer.routes.drawing import LARGEST_BODY, bring_files, gathered
from cardwright.designer.schemas import FragmentsInput, read_fragments
from cardwright.errors import Invalid
from cardwright.layout.values import read_values
from cardwright.oauth.access import admit
from cardwright.oauth.scopes import Scope
from cardwright.rendering.jobs import Fragments, FragmentsJob
from cardwright.rendering.workers import Renderers
from cardwright.web.json_answers import json_answer
from cardwright.web.uploads import read_body

router = APIRouter(include_in_schema=False)


@router.post("/designer/{id}/fragments")
async def post_fragments(request: Request) -> Response:
    """Draw the objects that are sent; nothing is stored."""
    caller = await admit(request, Scope.CARD_TEMPLATES_READONLY)
    asked = read_fragments(await read_body(request, LARGEST_BODY))
    queue: DrawingQueue = request.app.state.stage_queue
    with queue.place(caller.account_id) as party:
        proof = await gathered(request)
        job = _job(proof, asked)
        # Backgrounds are not drawn, so they need not be here.
        drawn_of = msgspec.structs.replace(proof, template=job.template, background_keys=())
        await bring_files(request, drawn_of, job.values)
        renderers: Renderers = request.app.state.renderers
        drawn = await renderers.run(job, party)
    return json_answer(drawn if isinstance(drawn, Fragments) else Fragments(fragments=[]))


def _job(proof: Proof, asked: FragmentsInput) -> FragmentsJob:
    try:
        text = bytes(asked.objects).decode()
    except UnicodeDecodeError:
        raise Invalid.field("objects", "must be UTF-8") from None
    # Of the files only those matter that the objects name, so a background is not drawn again.
    template = msgspec.structs.replace(proof.template, template_objects=text, backgrounds={})
    values = None if asked.data is None else read_values(asked.data)
    return FragmentsJob(template=template, side=asked.side, values=values, built_in=proof.built_in)
