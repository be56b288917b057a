"""The Chromium of this machine, with the designer open in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.chromium import ARGUMENTS, MISSING, find_chromium
from bench.connection import BenchError
from bench.designer.stand import OBJECTS, PASSWORD, Stand
from bench.one_account import EMAIL

WINDOW = (1280, 800)
"""Width and height of the pages in pixels."""

_PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Window:
    """A window with the designer in it, in which somebody is signed in."""

    context: BrowserContext
    designer: Page
    version: str
    """Of the browser."""

    @property
    def session_headers(self) -> dict[str, str]:
        """What the script of the designer sends with its requests, beside their bodies."""
        cookies = self.context.cookies()
        start = "JSON.parse(document.getElementById('start').textContent).csrf_token"
        return {
            "Cookie": "; ".join(f"{one.get('name')}={one.get('value')}" for one in cookies),
            "X-CSRF-Token": self.designer.evaluate(start),
        }


@contextmanager
def opened(stand: Stand) -> Iterator[Window]:
    """Start Chromium and open the designer; it is closed after the block. Raises BenchError."""
    found = find_chromium()
    if found is None:
        raise BenchError(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        width, height = WINDOW
        context = browser.new_context(
            base_url=stand.address, viewport={"width": width, "height": height}
        )
        context.set_default_timeout(_PATIENCE_MS)
        try:
            yield Window(context, _designer(context, stand), browser.version)
        finally:
            browser.close()


def wait_until_ready(page: Page) -> None:
    """Wait until the designer can be used and has drawn all objects."""
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(f".art > g:nth-child({OBJECTS}) > g", state="attached")


def _designer(context: BrowserContext, stand: Stand) -> Page:
    page = context.new_page()
    page.goto(stand.path)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    wait_until_ready(page)
    return page
