"""`/oauth/...` and `/api/3/account`: what a token says about itself (contract 1d, 1e).

Here `GET /oauth/authorize`, `POST /oauth/token` and `POST /oauth/revoke` will stand, too.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.accounts.models import Account, User
from cardwright.accounts.schemas import AccountView, account_view
from cardwright.database import Snapshot
from cardwright.errors import InvalidToken, Unauthorized
from cardwright.oauth.access import read
from cardwright.oauth.caller import Caller
from cardwright.oauth.schemas import TokenInfoView, token_info_view
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer, operation

router = APIRouter()


@router.get(
    "/api/3/account",
    tags=["Account"],
    **operation(
        "getAccount",
        summary="Get the account",
        description="Returns the account and the user of the token. Any live token will do.",
        is_secured=True,
        answers={200: Answer("The account", AccountView)},
    ),
)
async def get_account(request: Request) -> Response:
    return await read(request, None, _account)


@router.get(
    "/oauth/token/info",
    tags=["OAuth"],
    **operation(
        "getTokenInfo",
        summary="Get token information",
        description="Returns what the token of the request is worth. Any live token will do.",
        is_secured=True,
        answers={200: Answer("The token", TokenInfoView)},
    ),
)
async def get_token_info(request: Request) -> Response:
    try:
        return await read(request, None, _token_info)
    except Unauthorized:
        raise InvalidToken from None


def _account(snapshot: Snapshot, caller: Caller) -> Response:
    session = snapshot.session
    account = session.get_one(Account, caller.account_id)
    return json_answer(account_view(account, session.get_one(User, caller.user_id)))


def _token_info(_: Snapshot, caller: Caller) -> Response:
    return json_answer(token_info_view(caller))
