"""People who use the pages: a browser without a screen, and who sits at it."""

import secrets
from functools import cache
from typing import Any

import httpx

from cardwright.accounts import actions as accounts
from cardwright.accounts import links, passwords
from cardwright.audit import actions as audit_log
from tests.pages.html import Page
from tests.service import Account, Person, Service

PASSWORD = "seven green bicycles"


class Browser:
    """What a browser does with pages over HTTP: it keeps cookies, and names where forms are from.

    Each has a network address of its own, so that failures here are not counted there.
    """

    def __init__(self, service: Service, **headers: str) -> None:
        self.service = service
        self.address = "10." + ".".join(str(secrets.randbelow(250) + 1) for _ in range(3))
        self.http = service.client()
        self.http.headers.update(
            {
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "X-Forwarded-For": self.address,
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Firefox/153.0",
                **headers,
            }
        )

    def get(self, path: str) -> httpx.Response:
        """Open a page, following redirects."""
        return self.http.get(path, follow_redirects=True)

    def page(self, path: str) -> Page:
        """Open a page that must be there, and take it apart."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form as a page of the service would."""
        sent = {"Origin": self.service.url, "Sec-Fetch-Site": "same-origin", **headers}
        return self.http.post(path, data=fields, headers=sent)

    def submit(self, path: str, action: str, **fields: str) -> httpx.Response:
        """Open a page, fill in its form that goes to `action`, and send that."""
        form = self.page(path).form(action)
        return self.post(form.action, {**form.fields, **fields})

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Send the sign-in form."""
        return self.post("/sign-in", {"email": email, "password": password, **fields})

    @property
    def session_id(self) -> str:
        """What the cookie holds."""
        return self.http.cookies["cardwright"]

    @property
    def is_signed_in(self) -> bool:
        """Whether a page that is for users is shown."""
        return self.http.get("/sign-ins").status_code == 200


@cache
def kept_password() -> str:
    """Return what is kept of PASSWORD, made once: it takes its time."""
    return passwords.hash_password(PASSWORD)


def person_of(account: Account, *, is_admin: bool = True) -> Person:
    """Add a user whose password is PASSWORD."""
    person = account.create_person(is_admin=is_admin)
    with account.service.database.writing() as session:
        links.set_password(session, accounts.find_user(session, person.email), kept_password())
    return person


def signed_in(account: Account, *, is_admin: bool = True) -> tuple[Browser, Person]:
    """Return a browser in which a new user of the account is signed in."""
    person, browser = person_of(account, is_admin=is_admin), Browser(account.service)
    answer = browser.sign_in(person.email)
    assert answer.status_code == 303, answer.text
    return browser, person


def events_of(account: Account) -> list[tuple[str, Any, Any]]:
    """Return what the audit log holds of an account: event, actor and subject."""
    with account.service.database.reading() as session:
        found = audit_log.list_events(session, account_id=account.id)
        return [(one.event, one.actor_id, one.subject) for one in found]
