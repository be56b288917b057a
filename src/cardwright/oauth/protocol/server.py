"""Authlib's server, made for one request and its transaction."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import User
from cardwright.accounts.secrets import ACCESS_TOKEN, REFRESH_TOKEN, new_secret
from cardwright.oauth.actions import grants
from cardwright.oauth.models import Grant
from cardwright.oauth.protocol.clients import Client, authenticate_client, find_client
from cardwright.oauth.protocol.grants import AuthorizationCodeGrant, RefreshTokenGrant
from cardwright.oauth.protocol.parameters import ParameterRequest
from cardwright.oauth.protocol.pkce import ProofKey
from cardwright.oauth.protocol.revocation import Revocation

# Its debug lines hold live tokens.
logging.getLogger("authlib").setLevel(logging.INFO)

_DESCRIPTIONS = {
    "invalid_request": "The request lacks a parameter, or has one that is malformed or repeated",
    "invalid_grant": "The code or refresh token is invalid, expired, used or revoked",
    "invalid_scope": "The scope is unknown, or more than was granted",
    "unsupported_grant_type": "grant_type must be authorization_code or refresh_token",
}


@dataclass(frozen=True)
class Lives:
    """How long what is handed out lives, in seconds."""

    code_seconds: int
    access_token_seconds: int


@dataclass(frozen=True)
class OAuthAnswer:
    """An answer of the protocol: JSON, or a redirection where there is a `Location`."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


class OAuthServer(AuthorizationServer):
    """The protocol, in one write transaction.

    The caller commits it also when the answer is an error: a refused request may have used up a
    code or revoked a family.
    """

    def __init__(self, session: Session, lives: Lives, issuer: str) -> None:
        super().__init__()
        self.session = session
        self.lives = lives
        self.issuer = issuer
        self.register_grant(AuthorizationCodeGrant, [ProofKey(required=True)])
        self.register_grant(RefreshTokenGrant)
        self.register_endpoint(Revocation)
        self.register_token_generator(
            "default",
            BearerTokenGenerator(
                lambda **_: new_secret(ACCESS_TOKEN),
                lambda **_: new_secret(REFRESH_TOKEN),
                lambda *_: lives.access_token_seconds,
            ),
        )

    def authorization(self, request: ParameterRequest) -> AuthorizationCodeGrant:
        """Return a checked authorization request. Raises OAuth2Error (see `refusal`)."""
        grant: AuthorizationCodeGrant = self.get_consent_grant(request)
        return grant

    def decide(self, grant: AuthorizationCodeGrant, user: User | None) -> OAuthAnswer:
        """Return the redirection that tells the application what the user, if any, allows."""
        answer: OAuthAnswer = self.create_authorization_response(grant.request, user, grant)
        return answer

    def token(self, request: ParameterRequest) -> OAuthAnswer:
        """Answer a request of `POST /oauth/token`."""
        if request.payload.grant_type is None:
            return self.refusal(InvalidRequestError(_DESCRIPTIONS["unsupported_grant_type"]))
        return self._answer(request, lambda: self.create_token_response(request))

    def revocation(self, request: ParameterRequest) -> OAuthAnswer:
        """Answer a request of `POST /oauth/revoke`."""
        return self._answer(request, lambda: self.create_endpoint_response("revocation", request))

    def refusal(self, error: OAuth2Error) -> OAuthAnswer:
        """Return the answer that tells of `error`, to the application wherever that is safe."""
        told = {
            "error": error.error,
            "error_description": error.description or _DESCRIPTIONS[error.error],
        }
        if error.redirect_uri:
            return self.redirection(error.redirect_uri, told, error.state)
        headers = (
            {"WWW-Authenticate": 'Basic realm="cardwright"'} if error.status_code == 401 else {}
        )
        return OAuthAnswer(error.status_code, told, headers)

    def redirection(
        self, redirect_uri: str, told: Mapping[str, str], state: str | None
    ) -> OAuthAnswer:
        """Return a redirection with `iss`, which tells apart the servers a client uses (RFC 9207).

        The redirect URI is left as it was registered, byte for byte.
        """
        pairs = {**told, **({"state": state} if state else {}), "iss": self.issuer}
        joint = "&" if "?" in redirect_uri else "?"
        return OAuthAnswer(302, {}, {"Location": f"{redirect_uri}{joint}{urlencode(pairs)}"})

    # What Authlib calls.

    def query_client(self, client_id: str) -> Client | None:
        return find_client(self.session, client_id)

    def authenticate_client(
        self, request: Any, methods: Iterable[str], endpoint: str = "token"
    ) -> Client:
        return authenticate_client(self.session, request)

    def get_authorization_grant(self, request: Any) -> AuthorizationCodeGrant:
        """Return the one grant there is, which checks `response_type` itself."""
        grant = AuthorizationCodeGrant(request, self)
        ProofKey(required=True)(grant)
        return grant

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        presented = request.refresh_token
        if presented is None:
            code = request.authorization_code
            grant: Grant = grants.create_grant(self.session, code.row)
            generation = 1
        else:
            grant, generation = presented.grant, presented.row.generation + 1
        row = grants.keep_tokens(
            self.session,
            grant,
            token["access_token"],
            token["refresh_token"],
            generation=generation,
            scope=token["scope"],
            expires_in=token["expires_in"],
        )
        token["created_at"] = row.created_at // times.MICROSECONDS

    def create_oauth2_request(self, request: Any) -> ParameterRequest:
        made: ParameterRequest = request
        return made

    def handle_response(self, status: int, body: Any, headers: Any) -> OAuthAnswer:
        return OAuthAnswer(status, body or {}, dict(headers))

    def handle_error_response(self, request: Any, error: OAuth2Error) -> OAuthAnswer:
        return self.refusal(error)

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Do nothing: nobody listens."""

    def _answer(self, request: ParameterRequest, answer: Any) -> OAuthAnswer:
        if request.payload.repeated():
            return self.refusal(InvalidRequestError("No parameter may be given twice"))
        result: OAuthAnswer = answer()
        return result
