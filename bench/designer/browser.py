"""The Chromium of this machine, with the designer open in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.connection import BenchError
from bench.designer.stand import EMAIL, OBJECTS, PASSWORD, Stand

WINDOW = (1280, 800)
"""Width and height of the pages in pixels."""

# Under any of the names that systems give it.
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Nothing but the service is there to be reached, so Chromium should not try.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_found(), args=_ARGUMENTS)
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


def _found() -> str:
    for name in _CHROMIUM:
        if path := shutil.which(name):
            return path
    if _ON_MACOS.exists():
        return str(_ON_MACOS)
    raise BenchError("there is no Chromium on this machine: install it (`make test-setup` may)")


def _designer(context: BrowserContext, stand: Stand) -> Page:
    page = context.new_page()
    page.goto(stand.path)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    wait_until_ready(page)
    return page
