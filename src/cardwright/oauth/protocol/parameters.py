"""The parameters of a request, in the form in which Authlib reads them."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote_plus

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import OAuth2Payload

# Authlib refuses whatever did not come over TLS, which ends before this service where there is any,
# and which an installation without it has decided against (`CARDWRIGHT_PUBLIC_URL`).
_URI = "https://localhost/"


class Parameters(OAuth2Payload):
    """Names and values; what has no value counts as left out (RFC 6749, 3.1 and 3.2)."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._lists: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            if value:
                self._lists[name].append(value)
        self._first = {name: values[0] for name, values in self._lists.items()}

    @property
    def data(self) -> dict[str, str]:
        """The first value of each name."""
        return self._first

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        """All values of each name."""
        return self._lists

    def repeated(self) -> list[str]:
        """Return the names that are there more than once, which none may be."""
        return [name for name, values in self._lists.items() if len(values) > 1]


class ParameterRequest(OAuth2Request):
    """A request of which nothing counts but its parameters and its Authorization header."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]], *, method: str, authorization: str | None = None
    ) -> None:
        super().__init__(method, _URI, headers={})
        self.payload: Parameters = Parameters(pairs)
        self.authorization = authorization

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        return self.payload.data

    def basic_credentials(self) -> tuple[str, str] | None:
        """Return client id and secret of HTTP Basic (RFC 6749, 2.3.1), or None without either.

        Both Base64 alphabets are accepted, and padding may be missing (contract 4e).
        """
        scheme, _, encoded = (self.authorization or "").partition(" ")
        if scheme.lower() != "basic":
            return None
        encoded = encoded.strip().replace("-", "+").replace("_", "/").rstrip("=")
        try:
            padded = encoded + "=" * (-len(encoded) % 4)
            decoded = base64.b64decode(padded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return "", ""
        client_id, _, secret = decoded.partition(":")
        return unquote_plus(client_id), unquote_plus(secret)
