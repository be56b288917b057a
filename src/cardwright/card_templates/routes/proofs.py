"""`fields`, `render` and `preflight` of a card template, and the schema of its objects."""

from functools import cache, partial
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.card_templates.actions import proofs
from cardwright.card_templates.drawing_queue import DrawingQueue
from cardwright.card_templates.proof_schemas import (
    FIELDS_EXAMPLE,
    FINDING_EXAMPLE,
    MOST_RECORDS,
    PREFLIGHT_EXAMPLE,
    RENDER_EXAMPLE,
    CardTemplateFieldsView,
    PreflightInput,
    PreflightView,
    RenderInput,
)
from cardwright.card_templates.routes.drawing import SCOPE, asked, bring_files, gathered
from cardwright.card_templates.routes.parts import ID, template_id
from cardwright.database import Snapshot
from cardwright.layout.fields import csv_header, list_fields, record_schema
from cardwright.layout.json_schema import layout_schema
from cardwright.layout.parse import parse_layout
from cardwright.layout.values import read_values
from cardwright.oauth.access import admit, read
from cardwright.oauth.caller import Caller
from cardwright.rendering.jobs import Drawing, PreflightJob, RenderJob, Values
from cardwright.rendering.workers import Renderers
from cardwright.web.json_answers import encoded_answer, json_answer
from cardwright.web.operations import Answer, PartsBody, operation
from cardwright.web.routing import RequestRoute

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Proofs"])

_PICTURES = "A picture for an image field: the name of the part is that of the field"
_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/card_templates/{id}/fields",
    **operation(
        "getCardTemplateFields",
        summary="List the fields of a card template",
        description="Returns what the objects of a card template take from a record, in the order "
        "of their first use. `today`, `template_name` and `card_index` are built in, and not among "
        "them.",
        scope=SCOPE,
        parameters=[ID],
        answers={200: Answer("The fields", CardTemplateFieldsView, example=FIELDS_EXAMPLE)},
        errors=(404, 422),
    ),
)
async def get_fields(request: Request) -> Response:
    return await read(request, SCOPE, partial(_fields, request))


@router.post(
    "/card_templates/{id}/render",
    **operation(
        "renderCardTemplate",
        summary="Draw a card",
        description="Draws a card template for one record. A PDF has a page for each side, of "
        "exactly the size of the card; PNG and SVG are of one side. `X-Findings` says how much "
        "`preflight` would find wrong on these sides. With `strict`, nothing is drawn where that "
        "includes an error: the 422 then carries `findings`, too.\n\n"
        "A card that cannot be drawn within the limits of time and memory is a 422. A 503 says "
        "what the service lacks for drawing, or that too many cards are being drawn.",
        scope=SCOPE,
        parameters=[ID],
        body=PartsBody(RenderInput, RENDER_EXAMPLE, _PICTURES),
        answers={
            200: Answer(
                "The card",
                media={"image/png": _FILE, "application/pdf": _FILE, "image/svg+xml": _FILE},
                headers={"X-Findings": "How many findings there are, errors and warnings"},
            )
        },
        errors=(404, 422),
    ),
)
async def render_card_template(request: Request) -> Response:
    caller = await admit(request, SCOPE)
    async with asked(request, RenderInput, nested="data") as (sent, pictures):
        values = read_values(sent.data)
        queue: DrawingQueue = request.app.state.render_queue
        with queue.place(caller.account_id) as party:
            proof = await gathered(request)
            await bring_files(request, proof, values.values())
            renderers: Renderers = request.app.state.renderers
            drawing = await renderers.run(
                RenderJob(
                    template=proof.template,
                    built_in=proof.built_in,
                    values=values,
                    pictures=pictures,
                    side=sent.side,
                    format=sent.format,
                    dpi=sent.dpi,
                    bleed_mm=sent.bleed_mm,
                    plane=sent.plane,
                    strict=sent.strict,
                ),
                party,
            )
    name = f"card-template-{template_id(request)}-{sent.side}.{sent.format}"
    return _drawn(drawing, name)


@router.post(
    "/card_templates/{id}/preflight",
    **operation(
        "preflightCardTemplate",
        summary="Look for what is wrong with a card",
        description="Looks through a card template and one record (`data`) or at most "
        f"{MOST_RECORDS} (`records`); without either, samples stand in. Every finding says what is "
        "wrong with which object, and how to mend it. Barcodes are read back from the finished "
        "card.",
        scope=SCOPE,
        parameters=[ID],
        body=PartsBody(PreflightInput, PREFLIGHT_EXAMPLE, _PICTURES),
        answers={
            200: Answer("What is wrong", PreflightView, example={"findings": [FINDING_EXAMPLE]})
        },
        errors=(404, 422),
    ),
)
async def preflight_card_template(request: Request) -> Response:
    caller = await admit(request, SCOPE)
    async with asked(request, PreflightInput, nested="records") as (sent, pictures):
        values = None if sent.data is None else read_values(sent.data)
        records = None if sent.records is None else _records(sent.records)
        queue: DrawingQueue = request.app.state.render_queue
        with queue.place(caller.account_id) as party:
            proof = await gathered(request)
            named = (text for one in records or [values or {}] for text in one.values())
            await bring_files(request, proof, named)
            renderers: Renderers = request.app.state.renderers
            findings = await renderers.preflight(
                PreflightJob(
                    template=proof.template,
                    built_in=proof.built_in,
                    values=values,
                    records=records,
                    pictures=pictures,
                    dpi=sent.dpi,
                ),
                party,
            )
    return json_answer({"findings": findings})


@router.get(
    "/card_template_layout_schema",
    **operation(
        "getCardTemplateLayoutSchema",
        summary="Get the schema of template objects",
        description="Returns the JSON Schema (2020-12) of the `template_objects` that this service "
        "draws. Objects that do not follow it are kept, and not drawn.",
        scope=SCOPE,
        answers={200: Answer("The schema", media={"application/json": {"schema": {}}})},
    ),
)
async def get_layout_schema(request: Request) -> Response:
    await admit(request, SCOPE)
    return encoded_answer(_encoded_schema())


@cache
def _encoded_schema() -> bytes:
    return msgspec.json.encode(layout_schema())


def _fields(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    text = proofs.template_objects(snapshot.rows, caller, template_id(request))
    layout = parse_layout(text)
    fields = list_fields(layout)
    return json_answer(
        {
            "fields": fields,
            "schema": record_schema(layout, fields),
            "csv_header": csv_header(fields),
        }
    )


def _records(sent: list[dict[str, Any]]) -> list[Values]:
    return [read_values(record, "records") for record in sent]


def _drawn(drawing: object, name: str) -> Response:
    if not isinstance(drawing, Drawing):
        raise TypeError("A render is answered by a drawing")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{name}"',
        "X-Findings": str(len(drawing.findings)),
    }
    return Response(drawing.content, 200, headers, drawing.media_type)
