"""The designer at 400 %, in forced colours, without motion, in the dark, and in trouble."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import delete

from cardwright.accounts.models import SignIn
from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, the_object
from tests.designer.test_for_everyone import small_targets
from tests.designer.test_safe_work import in_conflict, nudge
from tests.designer.truth import everything_is_drawn, pixels
from tests.pages.test_in_a_browser import DESK, PHONE, TABLET, faults
from tests.service import Account, Person

AT_400_PERCENT = {"width": 320, "height": 256}
"""What a window of 1280 by 1024 pixels shows then (WCAG 1.4.10)."""
PANELS = ("Layers", "Data", "Files", "Properties", "Preflight")
PARTS = (".bar", ".desk", ".panel-chooser")


def overlapping(page: Page) -> list[str]:
    """Return which parts of the page, whole panels apart, lie on each other."""
    found: list[str] = page.evaluate(
        """(parts) => {
            const boxes = parts.map((one) => [one, document.querySelector(one)])
                .filter(([, e]) => e?.getClientRects().length)
                .map(([name, e]) => [name, e.getBoundingClientRect()]);
            return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
                .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
                .map(([other]) => `${one} and ${other}`));
        }""",
        list(PARTS),
    )
    return found


def test_at_400_percent_everything_is_there_and_can_be_used(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    page.set_viewport_size(AT_400_PERCENT)  # type: ignore[arg-type]
    found, panels = faults(page), page.get_by_role("navigation", name="Panels")
    assert overlapping(page) == []
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    assert stage["height"] > 60, "the card is seen"

    for name in PANELS:
        panels.get_by_role("button", name=name).click()
        content = page.locator(".panel-content:visible")
        expect(content).to_have_count(1)
        box = content.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= AT_400_PERCENT["width"]
        found += faults(page)
        assert small_targets(page) == []
    panels.get_by_role("button", name="Layers").click()
    page.get_by_role("button", name="Spot", exact=True).click()
    panels.get_by_role("button", name="Properties").click()
    page.get_by_role("spinbutton", name="Left", exact=True).fill("12")
    saved(page)

    assert objects_of(person, id_of(page))["Spot"]["x_mm"] == 12
    assert found == []


def test_nothing_moves_for_who_wants_no_motion(open_designer: Open) -> None:
    page = open_designer()
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((e) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(e);
        const longest = (text) => Math.max(...text.split(",").map(parseFloat));
        return longest(transitionDuration) > 0.01
            || (animationName !== "none" && longest(animationDuration) > 0.01);
    }).map((e) => e.outerHTML.slice(0, 100))"""
    the_object(page, "Spot").focus()
    page.get_by_role("button", name="Proof: the print over the stage").click()
    expect(page.locator("#stage image[href^='blob:']")).to_be_attached()
    assert page.evaluate(moving) == []
    page.get_by_role("button", name="Help and shortcuts").click()
    assert page.evaluate(moving) == []


def test_the_card_has_the_same_colours_in_the_dark(open_designer: Open) -> None:
    page = open_designer()
    page.mouse.move(2, 2)
    everything_is_drawn(page)
    face = page.locator(".card-face").bounding_box()
    assert face is not None
    clip: Any = {key: face[key] + (4 if key in "xy" else -8) for key in ("x", "y")} | {
        "width": face["width"] - 8,
        "height": face["height"] - 8,
    }
    light = pixels(page.screenshot(clip=clip))

    page.emulate_media(color_scheme="dark")

    assert (pixels(page.screenshot(clip=clip)) == light).mean() > 0.97, "only marks differ"
    ground = "getComputedStyle(document.querySelector('.desk')).backgroundColor"
    assert max(map(int, re.findall(r"\d+", page.evaluate(ground))[:3])) < 110


def test_forced_colours_show_the_focus_and_what_is_chosen(open_designer: Open) -> None:
    page = open_designer()
    page.emulate_media(forced_colors="active")
    the_object(page, "Spot").focus()
    ring = (
        "[...document.querySelectorAll('.hit:focus .ring')].map((e) => getComputedStyle(e).stroke)"
    )
    strokes = set(page.evaluate(ring))
    assert strokes, "there is a ring"
    assert strokes != {"none"}
    for name in ("Data", "Files", "Layers"):
        tab = page.get_by_role("tab", name=name, exact=True)
        before = looks_of(page, name)
        tab.click()
        assert looks_of(page, name) != before, f"{name} looks chosen"
        assert faults(page) == []


def looks_of(page: Page, tab: str) -> list[str]:
    """Return by what a tab tells that it is chosen."""
    looks: list[str] = page.get_by_role("tab", name=tab, exact=True).evaluate(
        """(e) => { const s = getComputedStyle(e);
            return [s.color, s.backgroundColor, s.borderBottomColor, s.boxShadow, s.outline]; }"""
    )
    return looks


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", DESK), ("dark", PHONE), pytest.param("dark", TABLET, marks=pytest.mark.slow)],
    ids=str,
)
def test_the_dialogs_of_trouble_have_no_faults(
    open_designer: Open, person: Person, account: Account, scheme: Any, size: tuple[int, int]
) -> None:
    page = open_designer()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    in_conflict(page, person)
    found, small = faults(page), small_targets(page)
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    with account.service.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.user_id == person.id))
    nudge(page, "Full name")
    expect(page.get_by_role("dialog")).to_contain_text("You are signed out")

    assert found + faults(page) == []
    assert small + small_targets(page) == []


def test_what_the_server_cannot_draw_keeps_its_old_look_and_is_told(open_designer: Open) -> None:
    page = open_designer()
    everything_is_drawn(page)
    shape = page.locator(".art > g").nth(3).locator("path").first
    before = shape.get_attribute("d")
    failing = [True]

    def fail(route: Route) -> None:
        if failing:
            route.fulfill(status=500, json={"error": "internal_error", "error_description": "Oh"})
        else:
            route.continue_()

    page.route("**/fragments", fail)
    the_object(page, "Full name").click()
    page.get_by_role("textbox", name="Text", exact=True).fill("Something else")

    expect(page.get_by_text("The card is not up to date")).to_be_visible()
    assert shape.get_attribute("d") == before
    failing.clear()
    expect(page.get_by_text("The card is not up to date")).to_have_count(0)
    expect(shape).not_to_have_attribute("d", before or "")
