"""`/designer/swatches`: the colours that everybody of an account is offered."""

import re
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.database import Rows
from cardwright.designer.swatches import keep_swatch, list_swatches, remove_swatch
from cardwright.errors import Invalid
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.json_answers import json_answer

router = APIRouter(include_in_schema=False)

PATH = "/designer/swatches"
_COLOR = re.compile("[0-9a-f]{6}")


@router.get(PATH)
async def get_swatches(request: Request) -> Response:
    """List the colours of the account."""
    return await read(
        request,
        Scope.CARD_TEMPLATES_READONLY,
        lambda snapshot, caller: _listed(list_swatches(snapshot.rows, caller.account_id)),
    )


@router.put(PATH + "/{color}")
async def put_swatch(request: Request) -> Response:
    """Keep a colour, which is six hexadecimal digits here, and list them all."""
    return await _change(request, keep_swatch)


@router.delete(PATH + "/{color}")
async def delete_swatch(request: Request) -> Response:
    """Give up a colour, and list those that are left."""
    return await _change(request, remove_swatch)


async def _change(request: Request, act: Callable[[Rows, Caller, str], list[str]]) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    digits = request.path_params["color"].lower()
    if not _COLOR.fullmatch(digits):
        raise Invalid.field("color", "must be six hexadecimal digits")

    def change(session: Session, caller: Caller) -> Response:
        return _listed(act(Rows.of(session), caller, f"#{digits}"))

    return await write(request, caller, Scope.CARD_TEMPLATES, change)


def _listed(swatches: list[str]) -> Response:
    return json_answer({"swatches": swatches})
