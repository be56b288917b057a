"""What somebody sees in the gallery, and how they send its forms."""

import html
import re
from typing import Any

import httpx

from tests.pages.visits import Browser
from tests.service import Person, path_of

_CARD = re.compile(r'<h2><a href="/(?:designer|templates)/(\d+)">(.*?)</a></h2>')


def names(page: str) -> list[str]:
    """Return the names of the cards of a page, in their order."""
    return [html.unescape(name) for _, name in _CARD.findall(page)]


def shown(browser: Browser, path: str = "/templates") -> list[str]:
    """Return the names of the cards at an address."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.text
    return names(answer.text)


def link(page: str, relation: str) -> str | None:
    """Return where `next` or `prev` leads."""
    found = re.search(rf'rel="{relation}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else None


def version_on(browser: Browser, card_template: dict[str, Any]) -> dict[str, str]:
    """Return what every form of a card template's page sends along."""
    path = f"/templates/{card_template['id']}"
    form = next(one for one in browser.page(path).forms if "version" in one.fields)
    return {name: form.fields[name] for name in ("csrf_token", "version")}


def send(
    browser: Browser, card_template: dict[str, Any], what: str = "", **fields: str
) -> httpx.Response:
    """Send a form about a card template, in the version that its page shows now."""
    path = f"/templates/{card_template['id']}" + (f"/{what}" if what else "")
    return browser.post(path, {**version_on(browser, card_template), **fields})


def now(person: Person, card_template: dict[str, Any]) -> dict[str, Any]:
    """Return a card template as it is now."""
    answer = person.http.get(path_of(card_template))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
