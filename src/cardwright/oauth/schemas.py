"""Tokens as the OAuth endpoints show them (contract 4c, 4f)."""

from typing import Annotated

from msgspec import Meta, Struct

from cardwright import times
from cardwright.oauth.caller import Caller


class ApplicationView(Struct, frozen=True, kw_only=True):
    """The application that a token was given to."""

    uid: Annotated[str, Meta(description="Its client id", examples=["8f14e45fceea167a5a36dedd"])]


class TokenInfoView(Struct, frozen=True, kw_only=True):
    """What a token is worth."""

    resource_owner_id: Annotated[int, Meta(description="Id of the user", examples=[7])]
    account_id: Annotated[str, Meta(description="Id of the account", examples=["Hq7XbKd4mRtz"])]
    scope: Annotated[
        list[str], Meta(description="Scopes", examples=[["private.account.card_template"]])
    ]
    expires_in: Annotated[int, Meta(description="Seconds that it has left", examples=[3600])]
    application: Annotated[
        ApplicationView | None, Meta(description="Null for a token that the user made")
    ]
    created_at: Annotated[int, Meta(description="Seconds since 1970", examples=[1781429400])]


class TokenView(Struct, frozen=True, kw_only=True):
    """What a code or a refresh token is exchanged for (RFC 6749, 5.1; contract 4c)."""

    access_token: Annotated[str, Meta(examples=["cw_at_..."])]
    token_type: Annotated[str, Meta(examples=["Bearer"])]
    expires_in: Annotated[int, Meta(description="Seconds that it lives", examples=[3600])]
    refresh_token: Annotated[str, Meta(description="For the next one", examples=["cw_rt_..."])]
    scope: Annotated[
        str, Meta(description="Space-separated", examples=["private.account.card_template"])
    ]
    created_at: Annotated[int, Meta(description="Seconds since 1970", examples=[1781429400])]


class RevokedView(Struct, frozen=True, kw_only=True):
    """Nothing: the token is gone, or there was none."""


def token_info_view(caller: Caller, client_id: str | None) -> TokenInfoView:
    """Return what is known of the caller's token, which an application may have been given."""
    return TokenInfoView(
        resource_owner_id=caller.user_id,
        account_id=caller.account_hashid,
        scope=caller.scope.split(),
        expires_in=max((caller.expires_at - times.now()) // times.MICROSECONDS, 0),
        application=None if client_id is None else ApplicationView(uid=client_id),
        created_at=caller.created_at // times.MICROSECONDS,
    )


class ServerMetadataView(Struct, frozen=True, kw_only=True):
    """What the authorization server can do, and where (RFC 8414, 2)."""

    issuer: Annotated[str, Meta(examples=["https://cards.example.com"])]
    authorization_endpoint: str
    token_endpoint: str
    token_endpoint_auth_methods_supported: tuple[str, ...]
    revocation_endpoint: str
    revocation_endpoint_auth_methods_supported: tuple[str, ...]
    scopes_supported: tuple[str, ...]
    response_types_supported: tuple[str, ...]
    response_modes_supported: tuple[str, ...]
    grant_types_supported: tuple[str, ...]
    code_challenge_methods_supported: tuple[str, ...]
    authorization_response_iss_parameter_supported: bool
    service_documentation: str
