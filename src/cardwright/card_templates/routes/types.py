"""`/api/3/card_template_types` (contract 1b)."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.card_templates.actions import types
from cardwright.card_templates.routes.parts import LARGEST_JSON, QUICK_JSON
from cardwright.card_templates.type_schemas import (
    CARD_TEMPLATE_TYPE_EXAMPLE,
    CardTemplateTypeInput,
    CardTemplateTypeView,
    card_template_type_view,
)
from cardwright.database import Snapshot
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.input import read_input
from cardwright.web.json_answers import json_answer
from cardwright.web.json_text import parse_object
from cardwright.web.operations import Answer, JsonBody, Parameter, operation
from cardwright.web.query import Query
from cardwright.web.routing import RequestRoute
from cardwright.web.threads import Threads
from cardwright.web.uploads import read_body

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Card template types"])

WRAPPER = "card_template_type"
_CODE = Parameter("code", "path", "Code of the card template type", example="ISO_CARD")
_SHOWN = Answer("The type", CardTemplateTypeView, example=CARD_TEMPLATE_TYPE_EXAMPLE)
_NEW_EXAMPLE = {
    "code": "LOYALTY",
    "name": "Loyalty Card",
    "width_mm": 85.6,
    "height_mm": 54.0,
    "non_printable_zones": CARD_TEMPLATE_TYPE_EXAMPLE["non_printable_zones"],
}


@router.get(
    "/card_template_types",
    **operation(
        "listCardTemplateTypes",
        summary="List card template types",
        description="Returns the built-in types and those of the account, all on one page.",
        scope=Scope.CARD_TEMPLATE_TYPES_READONLY,
        parameters=[
            Parameter(
                "updated_since",
                "query",
                "ISO 8601 time; only types updated after it. Without a zone it is UTC",
                example="2026-06-14T09:30:00Z",
            )
        ],
        answers={
            200: Answer(
                "The types",
                CardTemplateTypeView,
                is_list=True,
                example=CARD_TEMPLATE_TYPE_EXAMPLE,
            )
        },
        errors=(422,),
    ),
)
async def list_card_template_types(request: Request) -> Response:
    return await read(request, Scope.CARD_TEMPLATE_TYPES_READONLY, partial(_list, request))


@router.post(
    "/card_template_types",
    **operation(
        "createCardTemplateType",
        summary="Create a card template type",
        description="Adds a type to the account. Its code must be unique among those it sees.",
        scope=Scope.CARD_TEMPLATE_TYPES,
        body=JsonBody(
            WRAPPER, CardTemplateTypeInput, _NEW_EXAMPLE, ("code", "name", "width_mm", "height_mm")
        ),
        answers={
            201: Answer("The new type", CardTemplateTypeView, example=CARD_TEMPLATE_TYPE_EXAMPLE)
        },
        errors=(422,),
    ),
)
async def create_card_template_type(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATE_TYPES)
    caller.require_admin()
    new = await _input(request)

    def create(session: Session, caller: Caller) -> Response:
        return json_answer(card_template_type_view(types.create_type(session, caller, new)), 201)

    return await write(request, caller, Scope.CARD_TEMPLATE_TYPES, create)


@router.get(
    "/card_template_types/{code}",
    **operation(
        "getCardTemplateType",
        summary="Get a card template type",
        scope=Scope.CARD_TEMPLATE_TYPES_READONLY,
        parameters=[_CODE],
        answers={200: _SHOWN},
        errors=(404,),
    ),
)
async def get_card_template_type(request: Request) -> Response:
    return await read(request, Scope.CARD_TEMPLATE_TYPES_READONLY, partial(_one, request))


_update = partial(
    operation,
    summary="Update a card template type",
    description="Changes the fields that are sent and keeps the others. The code cannot change, "
    "and built-in types cannot be written.",
    scope=Scope.CARD_TEMPLATE_TYPES,
    parameters=[_CODE],
    body=JsonBody(WRAPPER, CardTemplateTypeInput, {"name": "Loyalty Card 2027"}),
    answers={200: _SHOWN},
    errors=(404, 422),
)


@router.patch("/card_template_types/{code}", **_update("patchCardTemplateType"))
@router.put("/card_template_types/{code}", **_update("updateCardTemplateType"))
async def update_card_template_type(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATE_TYPES)
    sent, code = await _input(request), request.path_params["code"]

    def change(session: Session, caller: Caller) -> Response:
        return json_answer(card_template_type_view(types.change_type(session, caller, code, sent)))

    return await write(request, caller, Scope.CARD_TEMPLATE_TYPES, change)


@router.delete(
    "/card_template_types/{code}",
    **operation(
        "deleteCardTemplateType",
        summary="Delete a card template type",
        description="Refused while card templates refer to it, soft-deleted ones included.",
        scope=Scope.CARD_TEMPLATE_TYPES,
        parameters=[_CODE],
        answers={204: Answer("Deleted")},
        errors=(404, 409),
    ),
)
async def delete_card_template_type(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATE_TYPES)
    code = request.path_params["code"]

    def delete(session: Session, caller: Caller) -> None:
        types.delete_type(session, caller, code)

    await write(request, caller, Scope.CARD_TEMPLATE_TYPES, delete)
    return Response(status_code=204)


def _list(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    query = Query(request)
    updated_since = query.time("updated_since")
    query.check()
    found = types.list_types(snapshot.session, caller, updated_since)
    return json_answer([card_template_type_view(one) for one in found])


def _one(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    code = request.path_params["code"]
    return json_answer(card_template_type_view(types.find_type(snapshot.session, caller, code)))


async def _input(request: Request) -> CardTemplateTypeInput:
    body = await read_body(request, LARGEST_JSON)
    if len(body) <= QUICK_JSON:
        return _parse(body)
    threads: Threads = request.app.state.threads
    return await threads.write(_parse, body)


def _parse(body: bytes) -> CardTemplateTypeInput:
    return read_input(
        CardTemplateTypeInput, parse_object(body, WRAPPER, nested="non_printable_zones")
    )
