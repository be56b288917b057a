"""`PUT /designer/{id}/objects`: save the objects that changed, and leave all others as they are."""

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.card_templates.actions import reading, stored, writing
from cardwright.card_templates.actions.permissions import require_may_edit
from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.database import Rows, Snapshot
from cardwright.designer.schemas import ObjectsInput, read_objects
from cardwright.designer.splicing import splice
from cardwright.errors import PreconditionFailed
from cardwright.files.urls import FileUrls
from cardwright.ids import parse_id
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.conditional import IfMatch, entity_tag
from cardwright.web.input import read_input
from cardwright.web.json_answers import json_answer
from cardwright.web.json_text import parse_object
from cardwright.web.threads import Threads
from cardwright.web.uploads import read_body

router = APIRouter(include_in_schema=False)

WRAPPER = "card_template"
LARGEST_BODY = 4 * 1024 * 1024
"""Bytes; as the API takes."""


@router.put("/designer/{id}/objects")
async def put_objects(request: Request) -> Response:
    """Splice edits into the stored array of the version that If-Match names."""
    caller = await admit(request, Scope.CARD_TEMPLATES)
    body = await read_body(request, LARGEST_BODY)
    condition, card_template_id = IfMatch(request), parse_id(request.path_params["id"])
    # Places in an array mean nothing without the version that they are counted in.
    if request.headers.get("if-match", "*").strip() in ("", "*"):
        raise PreconditionFailed("If-Match must name the version that was edited")

    def find(snapshot: Snapshot, caller: Caller) -> StoredTemplate:
        card_template = stored.find(snapshot.rows, caller, card_template_id)
        require_may_edit(caller, card_template)
        condition.require(card_template.updated_at)
        return card_template

    found = await read(request, Scope.CARD_TEMPLATES, find)
    threads: Threads = request.app.state.threads
    sent = await threads.read(_spliced, found.template_objects, read_objects(body))
    file_urls: FileUrls = request.app.state.file_urls
    links = file_urls.now()

    def is_found(version: int) -> None:
        if version != found.updated_at:
            raise PreconditionFailed

    def change(session: Session, caller: Caller) -> Response:
        rows = Rows.of(session)
        writing.change(rows, caller, card_template_id, sent, is_found)
        view, version = reading.one(rows, caller, card_template_id, links)
        return json_answer(view, headers={"ETag": entity_tag(version, links.tag)})

    return await write(request, caller, Scope.CARD_TEMPLATES, change)


def _spliced(template_objects: str, sent: ObjectsInput) -> CardTemplateInput:
    """Return what the API would be sent to store the same: it goes through the same checks."""
    text = splice(template_objects, sent.objects)
    body = msgspec.json.encode({WRAPPER: {"template_objects": msgspec.Raw(text.encode())}})
    return read_input(CardTemplateInput, parse_object(body, WRAPPER, nested="template_objects"))
