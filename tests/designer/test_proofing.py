"""The proof: the print over the stage, by a slider, in turns, and by what differs."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import let_pass, the_object
from tests.pages.test_in_a_browser import faults


def is_over(page: Page) -> bool:
    """Say whether the print lies over the stage now."""
    part = page.locator("#proof-part rect")
    expect(part).to_be_attached()
    return float(part.get_attribute("width") or 0) > 0


def brightness_of_card(page: Page) -> float:
    """Return the mean of what is seen within the safe area, of 255."""
    box = page.locator(".safe-area").bounding_box()
    assert box is not None
    seen = page.screenshot(
        clip={
            "x": box["x"] + 3,
            "y": box["y"] + 3,
            "width": box["width"] - 6,
            "height": box["height"] - 6,
        }
    )
    picture = Image.open(BytesIO(seen))
    return float(np.asarray(picture.convert("L")).mean())


def test_what_is_the_same_on_stage_and_print_is_black(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("button", name="Proof").click()
    expect(page.get_by_role("slider", name="Print over stage")).to_be_visible()
    assert faults(page) == []

    page.get_by_role("button", name="Difference", exact=True).click()

    expect(page.get_by_text("Black is the same")).to_be_visible()
    assert faults(page) == []
    assert brightness_of_card(page) < 6
    page.evaluate("document.querySelector('.art > g').remove()")
    assert brightness_of_card(page) > 12, "the band is on the print only"


def test_stage_and_print_take_turns(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Spot").focus()

    page.keyboard.press("b")

    expect(page.get_by_role("checkbox", name="By itself")).to_be_checked()
    expect(page.locator("#proof-part rect")).to_have_attribute("width", "0")
    expect(page.locator("#proof-part rect")).not_to_have_attribute("width", "0")
    page.get_by_role("checkbox", name="By itself").uncheck()
    assert faults(page) == []


@pytest.mark.parametrize("by", ["key", "button"])
def test_nothing_blinks_by_itself_where_motion_is_reduced(open_designer: Open, by: str) -> None:
    page = open_designer()
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Proof").click()

    def turn() -> None:
        if by == "button":
            page.get_by_role("button", name="Blinking").click()
        else:
            page.locator("#stage").focus()
            page.keyboard.press("b")

    turn()
    expect(page.get_by_role("checkbox", name="By itself")).not_to_be_checked()
    assert is_over(page)
    let_pass(page, 1000)
    assert is_over(page)
    turn()
    expect(page.locator("#announcements")).to_have_text("You see the stage")
    assert not is_over(page)
    turn()
    assert is_over(page)
    page.get_by_role("checkbox", name="By itself").check()
    expect(page.locator("#proof-part rect")).to_have_attribute("width", "0")
