"""Tokens as the OAuth endpoints show them (contract 4f)."""

from typing import Annotated

from msgspec import Meta, Struct

from cardwright import times
from cardwright.oauth.caller import Caller


class TokenInfoView(Struct, frozen=True, kw_only=True):
    """What a token is worth."""

    resource_owner_id: Annotated[int, Meta(description="Id of the user", examples=[7])]
    account_id: Annotated[str, Meta(description="Id of the account", examples=["Hq7XbKd4mRtz"])]
    scope: Annotated[
        list[str], Meta(description="Scopes", examples=[["private.account.card_template"]])
    ]
    expires_in: Annotated[int, Meta(description="Seconds that it has left", examples=[3600])]
    application: Annotated[None, Meta(description="Null: the token was made on the command line")]
    created_at: Annotated[int, Meta(description="Seconds since 1970", examples=[1781429400])]


def token_info_view(caller: Caller) -> TokenInfoView:
    """Return what is known of the caller's token."""
    return TokenInfoView(
        resource_owner_id=caller.user_id,
        account_id=caller.account_hashid,
        scope=caller.scope.split(),
        expires_in=max((caller.expires_at - times.now()) // times.MICROSECONDS, 0),
        application=None,
        created_at=caller.created_at // times.MICROSECONDS,
    )
