"""An application as Authlib knows it, and how a request proves to come from one."""

import hmac

from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError, InvalidRequestError
from sqlalchemy.orm import Session

from cardwright.accounts.secrets import hash_secret
from cardwright.errors import Invalid
from cardwright.oauth.actions import applications
from cardwright.oauth.models import Application
from cardwright.oauth.protocol.parameters import ParameterRequest
from cardwright.oauth.redirect_uris import is_registered
from cardwright.oauth.scopes import parse_scopes, permits

AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post", "none")
GRANT_TYPES = ("authorization_code", "refresh_token")
RESPONSE_TYPES = ("code",)


class Client(ClientMixin):
    """What Authlib asks of an application."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def get_client_id(self) -> str:
        return self.application.client_id

    def get_default_redirect_uri(self) -> str:
        return ""  # A request always says where it wants to be answered (contract 1d).

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes of `scope`, each once; None if not all are allowed."""
        try:
            scopes = parse_scopes(scope or "")
        except Invalid:
            return None
        allowed = all(permits(self.application.scope, one) for one in scopes)
        return " ".join(scopes) if allowed else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        application = self.application
        return is_registered(
            redirect_uri, application.redirect_uris, is_public=application.is_public
        )

    def check_client_secret(self, client_secret: str) -> bool:
        known = self.application.secret_hash
        return known is not None and hmac.compare_digest(known, hash_secret(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return (method == "none") == self.application.is_public

    def check_response_type(self, response_type: str) -> bool:
        return response_type in RESPONSE_TYPES

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in GRANT_TYPES


def find_client(session: Session, client_id: str, *, is_locked: bool = False) -> Client | None:
    """Return the client of that id, unless it is disabled; see `applications.find_client`."""
    application = applications.find_client(session, client_id, is_locked=is_locked)
    if application is None or application.disabled_at is not None:
        return None
    return Client(application)


def authenticate_client(session: Session, request: ParameterRequest) -> Client:
    """Return the client that a request proves to come from, by one method (RFC 6749, 2.3).

    A public application proves nothing: it only says who it is. Raises InvalidClientError, and
    InvalidRequestError when it tries two methods at once.
    """
    basic, form = request.basic_credentials(), request.form
    client_id, secret = basic or (form.get("client_id", ""), form.get("client_secret", ""))
    if basic is not None and (
        "client_secret" in form or form.get("client_id", client_id) != client_id
    ):
        raise InvalidRequestError(
            "The client must authenticate in the Authorization header or in the body, not in both"
        )
    if basic is not None:
        method = "client_secret_basic"
    else:
        method = "client_secret_post" if secret else "none"
    client = find_client(session, client_id, is_locked=True)
    if (
        client is None
        or not client.check_endpoint_auth_method(method, "token")
        or (method != "none" and not client.check_client_secret(secret))
    ):
        raise InvalidClientError("Client authentication failed", status_code=401)
    request.auth_method = method
    return client
