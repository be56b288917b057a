"""What is dragged keeps to equal gaps and guides, and says how far it is from what is near."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import drag, middle_of, scale_of, the_object
from tests.service import Person

BOX = {"v": 1, "type": "rect", "fill": "#0a5a8a", "width_mm": 12, "height_mm": 10}
ROW: list[dict[str, Any]] = [
    {**BOX, "name": "First", "x_mm": 6, "y_mm": 20},
    {**BOX, "name": "Second", "x_mm": 24, "y_mm": 21},
    {**BOX, "name": "Third", "x_mm": 46, "y_mm": 23.3},
]


def hold(page: Page, what: Locator, by: tuple[float, float]) -> None:
    """Drag by so many millimetres, and do not let go yet."""
    x, y = middle_of(what)
    scale = scale_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by[0] * scale / 2, y + by[1] * scale / 2, steps=2)
    page.mouse.move(x + by[0] * scale, y + by[1] * scale, steps=2)


def labels(page: Page) -> list[str]:
    """Return what is written beside what is dragged; the place or size comes last."""
    return page.locator(".readout-text").all_text_contents()


def test_equal_gaps_hold_and_are_shown(open_designer: Open, person: Person) -> None:
    page = open_designer(person.create_template(template_objects=ROW)["id"])
    left = page.get_by_role("spinbutton", name="Left", exact=True)

    hold(page, the_object(page, "Third"), (-3.8, 0))
    expect(page.locator(".gap")).to_have_count(2)
    assert labels(page).count("6 mm") == 2
    page.mouse.up()
    expect(left).to_have_value("42")
    expect(page.locator(".gap")).to_have_count(0)
    expect(page.locator(".readout-text")).to_have_count(0)

    page.keyboard.press("Control+z")
    page.keyboard.down("Alt")
    hold(page, the_object(page, "Third"), (-3.8, 0))
    expect(page.locator(".gap")).to_have_count(0)
    page.mouse.up()
    page.keyboard.up("Alt")
    assert left.input_value() != "42"


def test_distances_are_told_while_moving_and_resizing(open_designer: Open, person: Person) -> None:
    page = open_designer(person.create_template(template_objects=ROW)["id"])
    page.keyboard.down("Alt")
    hold(page, the_object(page, "Third"), (0, 1))
    told = [float(one.removesuffix(" mm")) for one in labels(page)[:4]]
    # To the second on the left, and to the three edges of the card.
    assert told[:2] == [10, 27.6]
    assert abs(told[2] - 24.3) < 0.1
    assert abs(sum(told[2:]) + 10 - 54) < 0.011
    page.keyboard.press("Escape")
    page.mouse.up()

    hold(page, page.locator('[data-handle="-1 0"]'), (-4, 0))
    assert abs(float(labels(page)[0].removesuffix(" mm")) - 6) < 0.2
    page.mouse.up()
    page.keyboard.up("Alt")


def test_guides_come_out_of_the_rulers_and_go_back(open_designer: Open) -> None:
    page = open_designer()
    ruler = page.locator(".ruler.across").bounding_box()
    assert ruler is not None
    x, y = ruler["x"] + 8, ruler["y"] + 10
    drag(page, (x, y), (0, 200))
    guide = page.get_by_role("spinbutton", name="Level guide 1")
    at = float(guide.input_value())
    assert abs(at - (200 + y - card_top(page)) / scale_of(page)) < 0.2
    drag(page, (x, y + 200), (0, -30))
    assert float(guide.input_value()) < at - 2
    drag(page, (x, y + 170), (0, -170))
    expect(guide).to_have_count(0)


def card_top(page: Page) -> float:
    """Return where the card begins, in pixels of the window."""
    face = page.locator(".card-face").bounding_box()
    assert face is not None
    return face["y"]


def test_what_is_resized_keeps_to_gaps_that_are_there(open_designer: Open, person: Person) -> None:
    page = open_designer(person.create_template(template_objects=ROW)["id"])
    width = page.get_by_role("spinbutton", name="Width", exact=True)
    the_object(page, "Third").focus()

    # Between the first and the second are 6 mm; of the third, the left edge is at 46.
    hold(page, page.locator('[data-handle="-1 0"]'), (-3.8, 0))
    expect(page.locator(".gap")).to_have_count(2)
    assert labels(page).count("6 mm") == 2
    page.mouse.up()

    expect(width).to_have_value("16")
    expect(page.get_by_role("spinbutton", name="Left", exact=True)).to_have_value("42")
