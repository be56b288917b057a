"""`/.well-known/oauth-authorization-server`: what clients find out by themselves (RFC 8414)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.oauth.protocol.clients import AUTHENTICATION_METHODS, GRANT_TYPES, RESPONSE_TYPES
from cardwright.oauth.protocol.pkce import METHOD
from cardwright.oauth.schemas import ServerMetadataView
from cardwright.oauth.scopes import SCOPES
from cardwright.settings import Settings
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer, operation

router = APIRouter(tags=["OAuth"])


@router.get(
    "/.well-known/oauth-authorization-server",
    **operation(
        "getServerMetadata",
        summary="Get the metadata of the authorization server",
        description="Returns addresses and abilities, for clients that set themselves up "
        "(RFC 8414).",
        answers={200: Answer("The metadata", ServerMetadataView)},
    ),
)
async def get_server_metadata(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    issuer = settings.public_url
    return json_answer(
        ServerMetadataView(
            issuer=issuer,
            authorization_endpoint=f"{issuer}/oauth/authorize",
            token_endpoint=f"{issuer}/oauth/token",
            token_endpoint_auth_methods_supported=AUTHENTICATION_METHODS,
            revocation_endpoint=f"{issuer}/oauth/revoke",
            revocation_endpoint_auth_methods_supported=AUTHENTICATION_METHODS,
            scopes_supported=tuple(SCOPES),
            response_types_supported=RESPONSE_TYPES,
            response_modes_supported=("query",),
            grant_types_supported=GRANT_TYPES,
            code_challenge_methods_supported=(METHOD,),
            authorization_response_iss_parameter_supported=True,
            service_documentation=f"{issuer}/docs",
        )
    )
