"""What people do on the stage: find objects, drag them, and wait until all is saved."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.service import Person


def the_object(page: Page, name: str) -> Locator:
    """Return an object on the stage by what it is called."""
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(name)}, "))


def drag(page: Page, begin: tuple[float, float], by: tuple[float, float]) -> None:
    """Drag from a point of the window, which must be in view, by so many pixels."""
    size = page.viewport_size
    assert size is not None
    for x, y in (begin, (begin[0] + by[0], begin[1] + by[1])):
        assert 0 <= x < size["width"], "outside of the window nothing happens"
        assert 0 <= y < size["height"]
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(begin[0] + by[0] / 2, begin[1] + by[1] / 2, steps=3)
    page.mouse.move(begin[0] + by[0], begin[1] + by[1], steps=3)
    page.mouse.up()


def middle_of(locator: Locator) -> tuple[float, float]:
    """Return the middle of an element, in pixels of the window."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scale_of(page: Page) -> float:
    """Return how many pixels a millimetre has on the stage."""
    scale: float = page.evaluate("document.querySelector('.art').getScreenCTM().a")
    return scale


def saved(page: Page) -> None:
    """Wait until everything that was edited is saved."""
    expect(page.locator("html")).to_have_attribute("data-save", "saved", timeout=20_000)


def let_pass(page: Page, milliseconds: int) -> None:
    """Wait by the clock of the page: what it had to do sooner is done, however slow it is."""
    page.evaluate("(time) => new Promise((done) => setTimeout(done, time))", milliseconds)


def objects_of(person: Person, card_template_id: int) -> dict[str, dict[str, Any]]:
    """Return the stored objects by their names, or else their ids."""
    view = person.http.get(f"/api/3/card_templates/{card_template_id}").json()
    return {one.get("name") or one.get("id", "?"): one for one in view["template_objects"]}


def id_of(page: Page) -> int:
    """Return the id of the card template that the page shows."""
    return int(page.url.rstrip("/").rpartition("/")[2])
