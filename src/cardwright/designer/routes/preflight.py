"""`POST /designer/{id}/preflight`: what is wrong with a card, and what mends it with one click."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec import UNSET, Struct, UnsetType

from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.designer.mending import Mend, mends_of
from cardwright.designer.routes.drawing import LARGEST_BODY, bring_files, gathered
from cardwright.designer.schemas import read_preflight
from cardwright.layout.findings import Finding
from cardwright.layout.parse import parse_layout
from cardwright.layout.values import read_values
from cardwright.oauth.access import admit
from cardwright.oauth.scopes import Scope
from cardwright.rendering.jobs import PreflightJob
from cardwright.rendering.template import Template
from cardwright.rendering.workers import Renderers
from cardwright.web.json_answers import json_answer
from cardwright.web.threads import Threads
from cardwright.web.uploads import read_body

router = APIRouter(include_in_schema=False)


class MendableFinding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A finding as the API has it, with its mend where there is one."""

    object: str
    side: str
    severity: str
    code: str
    message: str
    fix: str
    mend: Mend | UnsetType = UNSET


@router.post("/designer/{id}/preflight")
async def post_preflight(request: Request) -> Response:
    """Look through the stored card, with a record or with samples; nothing is changed."""
    caller = await admit(request, Scope.CARD_TEMPLATES_READONLY)
    asked = read_preflight(await read_body(request, LARGEST_BODY))
    values = None if asked.data is None else read_values(asked.data)
    queue: DrawingQueue = request.app.state.render_queue
    with queue.place(caller.account_id) as party:
        proof = await gathered(request)
        await bring_files(request, proof, values)
        renderers: Renderers = request.app.state.renderers
        findings = await renderers.preflight(
            PreflightJob(template=proof.template, built_in=proof.built_in, values=values), party
        )
    threads: Threads = request.app.state.threads
    return await threads.read(_answer, proof.template, findings)


def _answer(template: Template, findings: list[Finding]) -> Response:
    mends = mends_of(parse_layout(template.template_objects), template.card, findings)
    return json_answer({"findings": list(map(_mendable, findings, mends))})


def _mendable(finding: Finding, mend: Mend | None) -> MendableFinding:
    told = {key: value for key, value in msgspec.structs.asdict(finding).items() if key != "record"}
    return MendableFinding(**told, mend=UNSET if mend is None else mend)
