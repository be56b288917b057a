"""The two grants there are: a code for tokens, and a refresh token for newer ones."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import (
    AccessDeniedError,
    InvalidClientError,
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    UnsupportedResponseTypeError,
)
from authlib.oauth2.rfc6749 import grants as authlib_grants

from cardwright.accounts.models import User
from cardwright.oauth.actions import applications, codes, grants
from cardwright.oauth.protocol.clients import AUTHENTICATION_METHODS, Client
from cardwright.oauth.protocol.stored import ConsumedCode, PresentedToken

BAD_CODE = "The code is unknown, expired or used, or it was made for another client"
BAD_REFRESH_TOKEN = "The refresh token is unknown, used or revoked, or it is another client's"  # noqa: S105
NO_USER = "The user may no longer use this application"


class AuthorizationCodeGrant(authlib_grants.AuthorizationCodeGrant):
    """RFC 6749, 4.1."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS

    @staticmethod
    def validate_no_multiple_request_parameter(request: Any) -> None:
        """Leave that to `validate_authorization_request`, which knows where to send an error."""

    def validate_authorization_request(self) -> str:
        """Return where the answer goes; raise OAuth2Error.

        Until client and redirect URI are known to be good, an error has no `redirect_uri`: a page
        tells of it, so that nobody is sent anywhere by whoever made the link.
        """
        request = self.request
        sent, repeated = request.payload.data, request.payload.repeated()
        if {"client_id", "redirect_uri"} & set(repeated):
            raise InvalidRequestError("client_id and redirect_uri must be given once")
        client: Client | None = self.server.query_client(sent.get("client_id", ""))
        if client is None:
            raise InvalidClientError("There is no such application, or it is disabled")
        redirect_uri: str = sent.get("redirect_uri", "")
        if not client.check_redirect_uri(redirect_uri):
            raise InvalidRequestError("redirect_uri is not one that the application registered")
        request.client = client
        try:
            self._check_payload()
            # This is where Authlib calls its extensions, of which ours is `ProofKey`.
            self.execute_hook("after_validate_authorization_request_payload", redirect_uri)
        except OAuth2Error as error:
            error.redirect_uri = redirect_uri
            raise
        return redirect_uri

    def create_authorization_response(
        self, redirect_uri: str, grant_user: User | None
    ) -> tuple[int, str, list[tuple[str, str]]]:
        """Return the redirection with a code. Raises AccessDeniedError without a user."""
        if grant_user is None:
            raise AccessDeniedError("The user did not allow it", redirect_uri=redirect_uri)
        sent = self.request.payload.data
        code = codes.create_code(
            self.server.session,
            self.request.client.application,
            grant_user,
            redirect_uri=redirect_uri,
            scope=self.request.scope,
            code_challenge=sent.get("code_challenge"),
            expires_in=self.server.lives.code_seconds,
        )
        answer = self.server.redirection(redirect_uri, {"code": code}, sent.get("state"))
        return answer.status, "", list(answer.headers.items())

    def query_authorization_code(self, code: str, client: Client) -> ConsumedCode:
        row = codes.consume(self.server.session, code, client.application.id)
        if row is None:
            raise InvalidGrantError(BAD_CODE)
        return ConsumedCode(row)

    def delete_authorization_code(self, authorization_code: ConsumedCode) -> None:
        """Do nothing: it was used up when it was looked for, and is kept to notice a replay."""

    def authenticate_user(self, authorization_code: ConsumedCode) -> User:
        row = authorization_code.row
        return _user(self, row.user_id, row.application_id)

    def _check_payload(self) -> None:
        """Check all of an authorization request but its client, its redirect URI and PKCE."""
        request = self.request
        sent, repeated = request.payload.data, request.payload.repeated()
        if repeated:
            raise InvalidRequestError("No parameter may be given twice")
        if "response_type" not in sent:
            raise InvalidRequestError("response_type must be code")
        if sent["response_type"] != "code":
            raise UnsupportedResponseTypeError("code", "response_type must be code")
        if not all(char.isprintable() for char in sent.get("state", "")):
            raise InvalidRequestError("state must be printable text")
        scope = request.client.get_allowed_scope(sent.get("scope"))
        if scope is None:
            raise InvalidScopeError("scope is missing, unknown, or not allowed to the application")
        request.scope = scope


class RefreshTokenGrant(authlib_grants.RefreshTokenGrant):
    """RFC 6749, 6, with rotation."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> PresentedToken:
        application = self.request.client.application
        presented = grants.present(self.server.session, refresh_token, application.id)
        if presented is None:
            raise InvalidGrantError(BAD_REFRESH_TOKEN)
        return PresentedToken(*presented)

    def authenticate_user(self, refresh_token: PresentedToken) -> User:
        grant = refresh_token.grant
        return _user(self, grant.user_id, grant.application_id)

    def revoke_old_credential(self, refresh_token: PresentedToken) -> None:
        grants.mark_used(refresh_token.row, refresh_token.grant)


def _user(grant: Any, user_id: int, application_id: int) -> User:
    """Return the user in whose name tokens are made, as long as they may be. Raises OAuth2Error."""
    session = grant.server.session
    user: User = session.get_one(User, user_id)
    usable = applications.usable_by(session, application_id, user.account_id)
    if user.is_disabled or usable is None:
        raise InvalidGrantError(NO_USER)
    return user
