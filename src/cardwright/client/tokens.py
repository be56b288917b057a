"""Where the bearer token comes from, and how it is renewed.

An access token lives for an hour (contract 4b), and a long copy takes longer. So a token file is
read again when its token is refused; and where it holds a refresh token as well, the client renews
the token by itself (RFC 6749, 6) and writes the new ones into the file: a refresh token works once.
"""

import os
import secrets
from pathlib import Path
from typing import Protocol

import httpx
import msgspec
from msgspec import Struct

from cardwright.client.errors import ClientError, Refused, Unreachable

SECONDS = 30.0


class TokenSource(Protocol):
    """Gives the token that calls carry."""

    def current(self) -> str:
        """Return the token. Raises ClientError where there is none."""

    def renewed(self, refused: str) -> str | None:
        """Return another token than the one that was refused, or None where there is none."""


class FixedToken:
    """A token that does not change."""

    def __init__(self, token: str) -> None:
        self._token = token

    def current(self) -> str:
        return self._token

    def renewed(self, refused: str) -> str | None:
        return None


class _Tokens(Struct, frozen=True, kw_only=True, omit_defaults=True):
    access_token: str
    refresh_token: str = ""
    client_id: str = ""
    client_secret: str = ""


class TokenFile:
    """A file that holds the token and nothing else; or a JSON object.

    The object has `access_token` and, to be renewed at the server of `url`, `refresh_token`,
    `client_id` and, unless the application is public, `client_secret`. Whoever replaces the file
    while the client runs is heard.
    """

    def __init__(self, path: Path, url: str) -> None:
        self._path, self._token_url = path, f"{url.rstrip('/')}/oauth/token"
        self._tokens: _Tokens | None = None

    def current(self) -> str:
        if self._tokens is None:
            self._tokens = self._read()
        return self._tokens.access_token

    def renewed(self, refused: str) -> str | None:
        self._tokens = tokens = self._read()
        if tokens.access_token == refused:
            if not (tokens.refresh_token and tokens.client_id):
                return None
            self._tokens = self._refresh(tokens)
            self._write(self._tokens)
        return self._tokens.access_token

    def _read(self) -> _Tokens:
        try:
            text = self._path.read_bytes().strip()
        except OSError as failure:
            raise ClientError(f"{self._path}: {failure.strerror}") from None
        try:
            if text.startswith(b"{"):
                return msgspec.json.decode(text, type=_Tokens)
            token = text.decode("ascii")
        except (msgspec.DecodeError, UnicodeError):
            # The fault may quote what stands there, which is a secret.
            token = ""
        if not token or not token.isprintable() or " " in token:
            raise ClientError(
                f"{self._path} holds no token: write the access token into it and nothing else, or "
                "a JSON object with access_token, refresh_token, client_id and client_secret"
            )
        return _Tokens(access_token=token)

    def _refresh(self, tokens: _Tokens) -> _Tokens:
        form = {
            "grant_type": "refresh_token",
            "client_id": tokens.client_id,
            "client_secret": tokens.client_secret,
            "refresh_token": tokens.refresh_token,
        }
        sent = {name: value for name, value in form.items() if value}
        try:
            answer = httpx.post(self._token_url, data=sent, timeout=SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise Unreachable(f"The token could not be renewed: {type(fault).__name__}") from None
        if answer.status_code != 200:
            raise Refused(f"Renewing the token in {self._path}", status=answer.status_code)
        try:
            new = msgspec.json.decode(answer.content, type=_Tokens)
        except msgspec.DecodeError:
            raise ClientError("The server renewed the token with an answer that has none") from None
        return msgspec.structs.replace(
            tokens,
            access_token=new.access_token,
            refresh_token=new.refresh_token or tokens.refresh_token,
        )

    def _write(self, tokens: _Tokens) -> None:
        """Replace the file in one step: a lost refresh token could not be had again."""
        partial = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.encode(tokens) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._path)
        except OSError as failure:
            partial.unlink(missing_ok=True)
            raise ClientError(f"{self._path}: {failure.strerror}") from None
