"""`GET /oauth/token/info` and `GET /api/3/account`: what a token says about itself."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy import bindparam, select

from cardwright.accounts.models import Account, User
from cardwright.accounts.schemas import AccountView, account_view
from cardwright.database import PreparedQuery, Snapshot
from cardwright.errors import InvalidToken, Unauthorized
from cardwright.oauth.access import read
from cardwright.oauth.caller import Caller
from cardwright.oauth.models import AccessToken, Application, Grant
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


def _token_info(snapshot: Snapshot, caller: Caller) -> Response:
    found = snapshot.rows.first(_CLIENT_ID, token_hash=caller.token_hash)
    return json_answer(token_info_view(caller, found[0] if found else None))


_CLIENT_ID = PreparedQuery(
    select(Application.client_id)
    .join(Grant, Grant.application_id == Application.id)
    .join(AccessToken, AccessToken.grant_id == Grant.id)
    .where(AccessToken.token_hash == bindparam("token_hash"))
)
