"""Proof keys for codes (RFC 7636), with method S256 alone."""

import re
from typing import Any

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError
from authlib.oauth2.rfc7636 import CodeChallenge

METHOD = "S256"
# A SHA-256 in Base64 for URLs, without padding.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class ProofKey(CodeChallenge):
    """A public application must use one; a confidential one may.

    A confidential application that sends a verifier without having sent a challenge is let through,
    because the official SDK does so (contract A21); its secret proves who it is.
    """

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Check what an authorization request says. Raises InvalidRequestError.

        Without a method the challenge would be the verifier itself (RFC 7636, 4.3), so that is
        refused like any other method.
        """
        sent = grant.request.payload.data
        challenge, method = sent.get("code_challenge"), sent.get("code_challenge_method")
        if challenge is None and method is None:
            if grant.request.client.application.is_public:
                raise InvalidRequestError("A public application must send a code_challenge")
        elif method != METHOD:
            raise InvalidRequestError(f"code_challenge_method must be {METHOD}")
        elif not _CHALLENGE.fullmatch(challenge or ""):
            raise InvalidRequestError("code_challenge must be a SHA-256 in 43 letters of base64url")

    def validate_code_verifier(self, grant: Any, result: None) -> None:
        """Check what a token request says. Raises InvalidGrantError or InvalidRequestError."""
        request = grant.request
        if request.authorization_code.code_challenge is None:
            if request.client.application.is_public:
                raise InvalidGrantError("The code was made without a code_challenge")
            return
        super().validate_code_verifier(grant, result)
