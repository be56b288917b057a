"""Fingers on the stage: a tap selects, one finger drags, two zoom."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import id_of, middle_of, objects_of, saved, scale_of, the_object
from tests.service import Person

Point = tuple[float, float]


class Fingers:
    """Fingers on the screen of a page, which Chromium takes for real ones."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(self, what: str, *points: Point) -> None:
        """Put fingers down, move them, or lift those that are not named any more."""
        touched = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": touched})

    def go(self, *paths: Sequence[Point]) -> None:
        """Lead fingers along paths of the same length, and lift them."""
        steps = list(zip(*paths, strict=True))
        self.touch("touchStart", *steps[0])
        for points in steps[1:]:
            self.touch("touchMove", *points)
        self.touch("touchEnd")


def line(begin: Point, end: Point, steps: int = 6) -> list[Point]:
    """Return points on the way from one to another."""
    parts = [step / steps for step in range(steps + 1)]
    return [
        (begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part)
        for part in parts
    ]


@pytest.fixture
def touched(open_designer: Open) -> tuple[Page, Fingers]:
    """A page and fingers on it."""
    page = open_designer()
    return page, Fingers(page)


def test_a_tap_selects(touched: tuple[Page, Fingers]) -> None:
    page, fingers = touched
    spot = middle_of(the_object(page, "Spot"))

    fingers.go([spot, spot])

    expect(the_object(page, "Spot")).to_have_attribute("aria-selected", "true")
    fingers.go([empty := empty_place(page), empty])
    expect(the_object(page, "Spot")).to_have_attribute("aria-selected", "false")


def test_a_finger_drags_an_object_and_its_handle(
    touched: tuple[Page, Fingers], person: Person
) -> None:
    page, fingers = touched
    page.get_by_role("checkbox", name="Snap to edges, centres and guides").uncheck()
    x, y = middle_of(the_object(page, "Spot"))
    scale = scale_of(page)

    fingers.go(line((x, y), (x - 10 * scale, y + 8 * scale)))
    handle = middle_of(page.locator('[data-handle="1 1"]'))
    fingers.go(line(handle, (handle[0] + 5 * scale, handle[1] + 2 * scale)))

    page.keyboard.press("Control+s")
    saved(page)
    spot = objects_of(person, id_of(page))["Spot"]
    found = [spot[key] for key in ("x_mm", "y_mm", "width_mm", "height_mm")]
    assert found == pytest.approx([60, 23, 15, 8], abs=0.15)


def test_two_fingers_zoom_where_they_are_and_change_nothing(
    touched: tuple[Page, Fingers], person: Person
) -> None:
    page, fingers = touched
    before, stored = scale_of(page), objects_of(person, id_of(page))
    x, y = middle_of(the_object(page, "Spot"))

    fingers.go(line((x - 40, y), (x - 80, y)), line((x + 40, y), (x + 80, y)))

    assert scale_of(page) / before == pytest.approx(2, rel=0.05)
    assert middle_of(the_object(page, "Spot")) == pytest.approx((x, y), abs=3)
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
    assert objects_of(person, id_of(page)) == stored


def empty_place(page: Page) -> Point:
    """Return a point of the stage beside the card."""
    box: Any = page.locator("#stage").bounding_box()
    return box["x"] + 20, box["y"] + 20
