"""`/api/3/card_templates/{id}/files` (contract 1a, 2c)."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import contents, reading
from cardwright.card_templates.file_roles import LONGEST_ROLE, checked_role
from cardwright.card_templates.routes.parts import ID, IF_MATCH, links_now, template_id
from cardwright.database import Rows, Snapshot
from cardwright.errors import Invalid, NotFound
from cardwright.files.intake import received_upload
from cardwright.files.schemas import LinkedFileView
from cardwright.ids import is_uuid
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.conditional import IfMatch
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer, FileBody, Parameter, operation
from cardwright.web.routing import RequestRoute
from cardwright.web.uploads import is_form

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Linked files"])

_FILE_UUID = Parameter(
    "file_uuid",
    "path",
    "UUID of the linked file, unique in the account",
    example="6F9619FF-8B86-D011-B42D-00CF4FC964FF",
)


@router.get(
    "/card_templates/{id}/files",
    **operation(
        "listCardTemplateFiles",
        summary="List linked files",
        description="Returns all files of a card template, oldest first.",
        scope=Scope.CARD_TEMPLATES_READONLY,
        parameters=[ID],
        answers={200: Answer("The files", LinkedFileView, is_list=True)},
        errors=(404,),
    ),
)
async def list_linked_files(request: Request) -> Response:
    return await read(request, Scope.CARD_TEMPLATES_READONLY, partial(_list, request))


@router.put(
    "/card_templates/{id}/files/{file_uuid}",
    **operation(
        "uploadCardTemplateFile",
        summary="Upload or replace a linked file",
        description="What the first bytes claim to be, a raster image, a font or an SVG, the file "
        "must be in whole. It is kept as it was sent, byte for byte. The same bytes in the same "
        "role again change nothing.",
        scope=Scope.CARD_TEMPLATES,
        parameters=[
            ID,
            _FILE_UUID,
            Parameter(
                "file_role",
                "query",
                "What the file is for, such as background_front, background_back or logo",
                required=True,
                example="logo",
                constraints=(("minLength", 1), ("maxLength", LONGEST_ROLE)),
            ),
            IF_MATCH,
        ],
        body=FileBody(
            "Any file of at most 20 MiB: its bytes, or a form with one file part of any name."
        ),
        answers={200: Answer("The linked file", LinkedFileView)},
        errors=(404, 412, 422),
    ),
)
async def put_linked_file(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    card_template_id, file_uuid = template_id(request), request.path_params["file_uuid"]
    links, condition = links_now(request), IfMatch(request).require
    quotas: Quotas = request.app.state.quotas
    if not is_uuid(file_uuid):
        raise Invalid.field("uuid", "must be a UUID")
    asked_role = _asked_role(request)
    async with received_upload(request, caller.account_hashid) as upload:
        file_role = asked_role or checked_role(upload.fields.get("file_role", ""))

        def put(session: Session, caller: Caller) -> Response:
            rows, kept = Rows.of(session), upload.blob
            contents.put_linked_file(
                rows, caller, card_template_id, file_uuid, file_role, kept, condition, quotas
            )
            return json_answer(reading.linked_file(rows, caller, file_uuid, links))

        return await write(request, caller, Scope.CARD_TEMPLATES, put, upload.keep)


@router.delete(
    "/card_templates/{id}/files/{file_uuid}",
    **operation(
        "deleteCardTemplateFile",
        summary="Delete a linked file",
        scope=Scope.CARD_TEMPLATES,
        parameters=[ID, _FILE_UUID, IF_MATCH],
        answers={204: Answer("Deleted")},
        errors=(404, 412),
    ),
)
async def delete_linked_file(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    card_template_id, file_uuid = template_id(request), request.path_params["file_uuid"]
    condition = IfMatch(request).require
    if not is_uuid(file_uuid):
        raise NotFound

    def delete(session: Session, caller: Caller) -> None:
        contents.delete_linked_file(
            Rows.of(session), caller, card_template_id, file_uuid, condition
        )

    await write(request, caller, Scope.CARD_TEMPLATES, delete)
    return Response(status_code=204)


def _list(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    shown = reading.linked_files(snapshot.rows, caller, template_id(request), links_now(request))
    return json_answer(shown)


def _asked_role(request: Request) -> str | None:
    """Return the role in the query; None when only a form can have it, as an extension.

    Refused before the body is received where it can be.
    """
    asked = request.query_params.get("file_role")
    return None if asked is None and is_form(request) else checked_role(asked or "")
