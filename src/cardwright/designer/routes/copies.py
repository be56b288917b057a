"""`POST /designer/copies`: a design that cannot be saved over another becomes one of its own."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import writing
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.database import Rows
from cardwright.designer.gallery.making import with_uuids
from cardwright.designer.schemas import read_copy
from cardwright.designer.splicing import splice_all
from cardwright.errors import Invalid
from cardwright.ids import is_uuid
from cardwright.oauth.access import admit, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.input import read_input
from cardwright.web.json_answers import json_answer
from cardwright.web.json_text import parse_object
from cardwright.web.threads import Threads
from cardwright.web.uploads import read_body

router = APIRouter(include_in_schema=False)

WRAPPER = "card_template"
LARGEST_BODY = 8 * 1024 * 1024
"""Bytes: objects as large as the API takes them, and as many edits."""


@router.post("/designer/copies")
async def post_copy(request: Request) -> Response:
    """Splice edits into the objects that are sent, and add a card template with them."""
    caller = await admit(request, Scope.CARD_TEMPLATES)
    caller.require_admin()
    body = await read_body(request, LARGEST_BODY)
    threads: Threads = request.app.state.threads
    new = await threads.read(_copied, body)
    quotas: Quotas = request.app.state.quotas

    def add(session: Session, caller: Caller) -> int:
        return writing.create(Rows.of(session), caller, new, quotas)[0]

    added = await write(request, caller, Scope.CARD_TEMPLATES, add)
    return json_answer({"id": added}, status=201)


def _copied(body: bytes) -> CardTemplateInput:
    """Return what the API would be sent to store the same: it goes through the same checks."""
    sent = read_copy(body)
    if not all(map(is_uuid, (*sent.uuids, *sent.uuids.values()))):
        raise Invalid.field("uuids", "must be UUIDs by UUIDs")
    text = with_uuids(splice_all(sent.stored, sent.objects), sent.uuids)
    fields = {**sent.card_template, "template_objects": msgspec.Raw(text.encode())}
    parsed = parse_object(
        msgspec.json.encode({WRAPPER: fields}), WRAPPER, nested="template_objects"
    )
    return read_input(CardTemplateInput, parsed)
