"""How an application gives back a token (RFC 7009, contract 4e)."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.secrets import hash_secret
from cardwright.oauth.actions import grants
from cardwright.oauth.models import AccessToken, Grant, RefreshToken
from cardwright.oauth.protocol.clients import AUTHENTICATION_METHODS, Client


class RevocationRefused(OAuth2Error):
    """The caller is no client, or the token is another client's; the documented answer to both."""

    error = "unauthorized_client"
    description = "You are not authorized to revoke this token"
    status_code = 403


class Revocation(RevocationEndpoint):
    """A refresh token takes its whole family with it; an access token goes alone."""

    CLIENT_AUTH_METHODS = AUTHENTICATION_METHODS

    def authenticate_endpoint_client(self, request: Any) -> Client:
        """Return the client. Raises RevocationRefused."""
        try:
            client: Client = super().authenticate_endpoint_client(request)
        except InvalidClientError:
            raise RevocationRefused from None
        return client

    def authenticate_token(self, request: Any, client: Client) -> AccessToken | Grant | None:
        """Return what the token stands for, None if there is nothing left of it.

        `token_type_hint` need not be looked at: a hash is looked up in both tables in no time.
        """
        token = request.form.get("token")
        if token is None:
            raise InvalidRequestError("token must be given")
        session: Session = self.server.session
        token_hash = hash_secret(token)
        access_token = session.scalar(
            select(AccessToken).where(AccessToken.token_hash == token_hash)
        )
        grant_id = (
            access_token.grant_id
            if access_token is not None
            else session.scalar(
                select(RefreshToken.grant_id).where(RefreshToken.token_hash == token_hash)
            )
        )
        grant = session.get(Grant, grant_id, with_for_update=True) if grant_id else None
        if grant is None:
            if access_token is not None:
                raise RevocationRefused  # The user made it, and no application.
            return None
        if grant.application_id != client.application.id:
            raise RevocationRefused
        return access_token or grant

    def revoke_token(self, token: AccessToken | Grant, request: Any) -> None:
        if isinstance(token, Grant):
            grants.revoke(self.server.session, token, event="token.revoked")
        elif token.revoked_at is None:
            token.revoked_at = times.now()
