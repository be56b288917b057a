"""A page of a real browser, on the service that the tests of the pages use."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.designer.cards import CARD
from tests.pages.conftest import chromium, complaints, service, window
from tests.pages.test_in_a_browser import sign_in
from tests.pages.visits import Browser, person_of
from tests.service import Account, Person

__all__ = ["chromium", "complaints", "service", "window"]

Open = Callable[..., Page]


@pytest.fixture
def person(account: Account) -> Person:
    """An admin with a password."""
    return person_of(account)


@pytest.fixture
def open_designer(window: BrowserContext, account: Account, person: Person) -> Open:
    """Opens the designer with a new card template; its page is `page.goto`ne there already."""
    window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})

    def opened(card_template_id: int | None = None, who: Person | None = None) -> Page:
        if card_template_id is None:
            card_template_id = person.create_template(**CARD)["id"]
        page = window.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"/designer/{card_template_id}")
        if page.url.partition("?")[0].endswith("/sign-in"):
            sign_in(page, who or person)
        page.wait_for_selector("html[data-ready]")
        return page

    return opened
