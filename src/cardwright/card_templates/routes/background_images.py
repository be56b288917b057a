"""`/api/3/card_templates/{id}/background_image/{side}` (contract 1a, 3.9, 3.11)."""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import contents
from cardwright.card_templates.routes.parts import (
    ETAG,
    ID,
    IF_MATCH,
    SIDE,
    links_now,
    template_answer,
    template_id,
)
from cardwright.card_templates.schemas import CARD_TEMPLATE_EXAMPLE, CardTemplateView
from cardwright.database import Rows, Snapshot
from cardwright.errors import NotFound
from cardwright.files.content import BACKGROUND_TYPES
from cardwright.files.intake import received_upload
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.conditional import REVALIDATE, IfMatch
from cardwright.web.operations import Answer, FileBody, operation
from cardwright.web.routing import RequestRoute

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Background images"])

PATH = "/card_templates/{id}/background_image/{side}"
SIDES = ("front", "back")


@router.get(
    PATH,
    **operation(
        "getCardTemplateBackgroundImage",
        summary="Get a background image",
        description="Redirects to the image, which can be read without a bearer token.",
        scope=Scope.CARD_TEMPLATES_READONLY,
        parameters=[ID, SIDE],
        answers={302: Answer("The image is there", headers={"Location": "Signed URL"})},
        errors=(404,),
    ),
)
async def get_background_image(request: Request) -> Response:
    return await read(request, Scope.CARD_TEMPLATES_READONLY, partial(_redirect, request))


@router.put(
    PATH,
    **operation(
        "updateCardTemplateBackgroundImage",
        summary="Upload a background image",
        description="Uploads or replaces the background image of one side. The image is decoded "
        "before it is accepted, and kept as it was sent, byte for byte. The same bytes again "
        "change nothing.",
        scope=Scope.CARD_TEMPLATES,
        parameters=[ID, SIDE, IF_MATCH],
        body=FileBody(
            "A PNG, JPEG, WebP or GIF of at most 20 MiB and 50 megapixels: its bytes, or a form "
            "with one file part of any name. Its content decides what it is.",
            ("image/*", "application/octet-stream"),
        ),
        answers={
            200: Answer(
                "The card template with the URL of the image",
                CardTemplateView,
                headers=ETAG,
                example=CARD_TEMPLATE_EXAMPLE,
            )
        },
        errors=(404, 412, 422),
    ),
)
async def put_background_image(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    side, card_template_id = _side(request), template_id(request)
    links, condition = links_now(request), IfMatch(request).require
    quotas: Quotas = request.app.state.quotas
    async with received_upload(request, caller.account_hashid, BACKGROUND_TYPES) as upload:

        def put(session: Session, caller: Caller) -> Response:
            contents.put_background(
                Rows.of(session), caller, card_template_id, side, upload.blob, condition, quotas
            )
            return template_answer(Rows.of(session), caller, card_template_id, links)

        return await write(request, caller, Scope.CARD_TEMPLATES, put, upload.keep)


@router.delete(
    PATH,
    **operation(
        "deleteCardTemplateBackgroundImage",
        summary="Delete a background image",
        description="Removes the background image of one side, if there is one.",
        scope=Scope.CARD_TEMPLATES,
        parameters=[ID, SIDE, IF_MATCH],
        answers={204: Answer("There is no background image on that side now")},
        errors=(404, 412),
    ),
)
async def delete_background_image(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    side, card_template_id = _side(request), template_id(request)
    condition = IfMatch(request).require

    def delete(session: Session, caller: Caller) -> None:
        contents.delete_background(Rows.of(session), caller, card_template_id, side, condition)

    await write(request, caller, Scope.CARD_TEMPLATES, delete)
    return Response(status_code=204)


def _redirect(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    card_template_id, side = template_id(request), _side(request)
    blob_id = contents.background_blob_id(snapshot.rows, caller, card_template_id, side)
    location = links_now(request).url(caller.account_hashid, blob_id)
    return Response(status_code=302, headers={"Location": location, **REVALIDATE})


def _side(request: Request) -> str:
    side: str = request.path_params["side"]
    if side not in SIDES:
        raise NotFound
    return side
