"""A service that believes the addresses which browsers say they have, and a real browser."""

from collections.abc import Iterator

import pytest
from bench.chromium import ARGUMENTS, MISSING, find_chromium
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, ConsoleMessage, expect, sync_playwright

from tests.service import Service


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service behind a proxy, which the browsers of the tests pretend to be."""
    with Service(tmp_path_factory.mktemp("pages"), trusted_proxies="127.0.0.1") as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """The Chromium of this machine.

    It is closed after each module: as long as Playwright is open, an event loop runs in this
    thread, and tests of other modules begin loops of their own.
    """
    found = find_chromium()
    assert found, MISSING
    # A machine that is busy with other tests may need more than the five seconds of Playwright.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What browsers wrote to their consoles: refusals by the Content-Security-Policy, say."""
    return []


@pytest.fixture
def window(chromium: Chromium, service: Service, complaints: list[str]) -> Iterator[BrowserContext]:
    """A browser window without cookies. The test fails when a page of it complains."""
    context = chromium.new_context(base_url=service.url)

    def listen(message: ConsoleMessage) -> None:
        # A refusal that the page shows is no fault; Chromium writes each status above 399.
        if message.type in ("error", "warning") and "responded with a status" not in message.text:
            complaints.append(message.text)

    context.on("console", listen)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert complaints == []
