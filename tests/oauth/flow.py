"""The two sides of an authorization: a browser in which somebody is signed in, and a program."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from cardwright.accounts import actions as accounts
from cardwright.accounts import sign_ins
from cardwright.oauth.actions import applications
from tests.service import EVERYTHING, Account, Person, Service

CALLBACK = "https://program.example/callback"
REVOKED = {
    "error": "invalid_token",
    "error_description": "The access token is invalid or has expired",
}


@dataclass
class Program:
    """A registered application, as the program sees it that bears its name."""

    service: Service
    client_id: str
    client_secret: str | None
    redirect_uri: str = CALLBACK

    @property
    def credentials(self) -> dict[str, str]:
        """What it proves itself with, in the body of a request."""
        proof = {"client_secret": self.client_secret} if self.client_secret else {}
        return {"client_id": self.client_id, **proof}

    def request(self, **parameters: str | None) -> dict[str, str]:
        """Return the parameters of an authorization request; those that are None are left out."""
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": EVERYTHING,
            "state": "a state",
            **parameters,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as a program of its own."""
        return self.service.client().post(path, data=fields)

    def redeem(self, code: str, **fields: str) -> httpx.Response:
        """Exchange a code for tokens."""
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        return self.post("/oauth/token", **self.credentials, **{**sent, **fields})

    def refresh(self, refresh_token: str, **fields: str) -> httpx.Response:
        """Exchange a refresh token for newer tokens."""
        sent = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self.post("/oauth/token", **self.credentials, **{**sent, **fields})

    def revoke(self, token: str, **fields: str) -> httpx.Response:
        """Give a token back."""
        return self.post("/oauth/revoke", **self.credentials, token=token, **fields)


@dataclass
class Browser:
    """A browser in which a person is signed in."""

    person: Person
    http: httpx.Client

    def open(self, program: Program, **parameters: str | None) -> httpx.Response:
        """Follow a link to the consent page."""
        return self.http.get("/oauth/authorize", params=program.request(**parameters))

    def allow(self, program: Program, **parameters: str | None) -> str:
        """Let the program in, and return the code that it gets."""
        answer = self.decide(self.open(program, **parameters), "allow")
        assert answer.status_code == 302, answer.text
        return told(answer)["code"]

    def decide(self, page: httpx.Response, decision: str) -> httpx.Response:
        """Press a button of the consent page."""
        assert page.status_code == 200, page.text
        return self.http.post("/oauth/consent", data={**hidden(page), "decision": decision})

    def tokens(self, program: Program, **parameters: str | None) -> dict[str, Any]:
        """Let the program in, and return the tokens that it gets."""
        verifier, challenge = a_proof_key()
        answer = program.redeem(
            self.allow(program, **{**challenge, **parameters}), code_verifier=verifier
        )
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens


def a_program(
    service: Service,
    *,
    redirect_uri: str = CALLBACK,
    is_public: bool = False,
    scope: str | None = None,
    skip_consent: bool = False,
    account: Account | None = None,
) -> Program:
    """Register an application, of a random name."""
    with service.database.writing() as session:
        secret, row = applications.create_application(
            session,
            f"Program {secrets.token_hex(8)}",
            [redirect_uri],
            scope=scope,
            is_public=is_public,
            skip_consent=skip_consent,
            account_id=account.id if account else None,
        )
        return Program(service, row.client_id, secret, redirect_uri)


def a_browser(person: Person) -> Browser:
    """Sign a person in, past the page where one does that."""
    service = person.account.service
    with service.database.writing() as session:
        user = accounts.find_user(session, person.email)
        session_id = sign_ins.begin(session, user, "127.0.0.1", "test")
    http = service.client()
    http.cookies.set("cardwright", session_id)
    return Browser(person, http)


def a_proof_key() -> tuple[str, dict[str, str]]:
    """Return a verifier, and the parameters with its challenge (RFC 7636)."""
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return verifier, {"code_challenge": challenge, "code_challenge_method": "S256"}


def hidden(page: httpx.Response) -> dict[str, str]:
    """Return the hidden fields of the forms of a page."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def told(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters that a redirection takes to the program."""
    query = parse_qs(urlsplit(answer.headers["location"]).query, strict_parsing=True)
    assert all(len(values) == 1 for values in query.values())
    return {name: values[0] for name, values in query.items()}


def is_live(service: Service, access_token: str) -> bool:
    """Say whether an access token works."""
    answer = service.client(access_token).get("/oauth/token/info")
    if answer.status_code == 401:
        assert answer.json() == REVOKED
    return answer.status_code == 200
