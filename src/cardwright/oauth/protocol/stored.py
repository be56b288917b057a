"""Rows of ours in the shape in which Authlib asks about them."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from cardwright.oauth.models import AuthorizationCode, Grant, RefreshToken
from cardwright.oauth.protocol.pkce import METHOD


@dataclass
class ConsumedCode(AuthorizationCodeMixin):
    """A code that has been used up by the request that is being answered."""

    row: AuthorizationCode

    @property
    def code_challenge(self) -> str | None:
        """The challenge of PKCE that the code was asked for with."""
        return self.row.code_challenge

    @property
    def code_challenge_method(self) -> str:
        """How the challenge is made of the verifier."""
        return METHOD

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return self.row.scope


@dataclass
class PresentedToken(TokenMixin):
    """A refresh token that may be used, and its family."""

    row: RefreshToken
    grant: Grant

    def check_client(self, client: ClientMixin) -> bool:
        """Say yes: a token of another client was not even found (`grants.present`)."""
        return True

    def get_scope(self) -> str:
        return self.grant.scope
