"""`POST /oauth/token` and `POST /oauth/revoke`: what programs ask for (contract 1d)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.oauth.protocol.server import OAuthServer
from cardwright.oauth.routes.answers import answer_form, refused
from cardwright.oauth.schemas import RevokedView, TokenView
from cardwright.web.operations import Answer, FormBody, operation

router = APIRouter(tags=["OAuth"])

_CLIENT_FIELDS = {
    "client_id": "The application, unless HTTP Basic names it",
    "client_secret": "Its secret, unless it is public or HTTP Basic holds it",
}


@router.post(
    "/oauth/token",
    **operation(
        "getAccessToken",
        summary="Get an access token",
        description="Exchanges a code, or a refresh token, for an access token and a new refresh "
        "token. The one before may be sent again for 30 seconds, as long as nothing newer has "
        "been used; after that, sending it revokes all tokens of the authorization.",
        body=FormBody(
            {
                "grant_type": "`authorization_code` or `refresh_token`",
                **_CLIENT_FIELDS,
                "code": "The code",
                "redirect_uri": "The one that the code was sent to",
                "code_verifier": "Where the code was asked for with a challenge (PKCE, S256)",
                "refresh_token": "The refresh token",
                "scope": "Fewer scopes for a refreshed token; left out, those of the authorization",
            },
            required=("grant_type",),
            example={
                "grant_type": "authorization_code",
                "client_id": "8f14e45fceea167a5a36dedd4bea2543",
                "client_secret": "cw_cs_...",
                "code": "...",
                "redirect_uri": "https://example.com/callback",
            },
        ),
        answers={
            200: Answer("The tokens", TokenView),
            400: refused(
                "invalid_request, invalid_grant, invalid_scope or unsupported_grant_type",
                "invalid_grant",
                "The code is unknown, expired or used, or it was made for another client",
            ),
            401: refused(
                "The client could not be authenticated",
                "invalid_client",
                "Client authentication failed",
            ),
        },
    ),
)
async def get_access_token(request: Request) -> Response:
    return await answer_form(request, OAuthServer.token)


@router.post(
    "/oauth/revoke",
    **operation(
        "revokeToken",
        summary="Revoke a token",
        description="Ends an access token, or a refresh token with all tokens that came with it or "
        "from it, at once. A token that is unknown or dead already is none to the same effect.",
        body=FormBody(
            {
                "token": "The access or refresh token",
                "token_type_hint": "`access_token` or `refresh_token`; need not be given",
                **_CLIENT_FIELDS,
            },
            required=("token",),
            example={"token": "cw_rt_...", "token_type_hint": "refresh_token"},
        ),
        answers={
            200: Answer("The token is dead", RevokedView),
            400: refused(
                "A parameter is missing or repeated", "invalid_request", "token must be given"
            ),
            403: refused(
                "The client could not be authenticated, or the token is another client's",
                "unauthorized_client",
                "You are not authorized to revoke this token",
            ),
        },
    ),
)
async def revoke_token(request: Request) -> Response:
    return await answer_form(request, OAuthServer.revocation)
