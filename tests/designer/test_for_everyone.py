"""The designer is for everybody: axe, targets, small windows, names, announcements."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import the_object
from tests.pages.test_in_a_browser import DESK, PHONE, TABLET, faults
from tests.pages.visits import person_of
from tests.service import Person

DIALOGS = {"Help and shortcuts": "How to use the designer", "Export": "Export"}
LOOKS = [
    ("light", DESK),
    ("dark", TABLET),
    pytest.param("dark", DESK, marks=pytest.mark.slow),
    pytest.param("light", PHONE, marks=pytest.mark.slow),
]


def small_targets(page: Page) -> list[str]:
    """Return what is smaller than 24 by 24 pixels (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
                "button, input, select, textarea, summary, a[href], .hit .target, [data-handle]")]
            .filter((e) => e.getClientRects().length && !e.closest(".hidden, .skip, p"))
            .filter((e) => { const b = e.getBoundingClientRect();
                             return Math.min(b.width, b.height) < 23.9; })
            .map((e) => e.outerHTML.slice(0, 200))"""
    )
    return [one for one in found if "skip" not in one]


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_axe_finds_nothing(open_designer: Open, scheme: str, size: tuple[int, int]) -> None:
    page = open_designer()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.keyboard.press("Control+0")
    found, small = faults(page), small_targets(page)
    panels = page.get_by_role("navigation", name="Panels")
    for name in ("Layers", "Data", "Files", "Preflight", "Properties"):
        if panels.is_visible():
            panels.get_by_role("button", name=name).click()
        else:
            page.get_by_role("tab", name=name).click()
        found += faults(page)
        small += small_targets(page)
    for selected in ("Full name", "Code", "Portrait", "Band", "Rule"):
        the_object(page, selected).focus()
        found += faults(page)
        small += small_targets(page)
    for button, title in DIALOGS.items():
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("dialog", name=title)).to_be_visible()
        found += faults(page)
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("button", name=button)).to_be_focused()

    assert found == []
    assert small == []


def test_the_window_may_be_as_small_as_at_400_percent(open_designer: Open) -> None:
    page = open_designer()
    page.set_viewport_size({"width": 320, "height": 256})
    assert faults(page) == []
    page.get_by_role("navigation", name="Panels").get_by_role("button", name="Layers").click()
    expect(page.get_by_role("button", name="Full name", exact=True)).to_be_visible()


@pytest.mark.parametrize("zoom", [0.3, 1, 3])
def test_handles_are_large_enough_at_every_zoom(open_designer: Open, zoom: float) -> None:
    page = open_designer()
    the_object(page, "Spot").focus()
    for _ in range(5):
        if zoom != 1:
            page.keyboard.press("+" if zoom > 1 else "-")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("[data-handle]")]
            .map((e) => e.getBoundingClientRect()).map((b) => Math.min(b.width, b.height))"""
    )
    assert len(sizes) >= 5
    assert min(sizes) > 23.9


def test_objects_are_named_and_what_happens_is_said(open_designer: Open) -> None:
    page = open_designer()
    code = the_object(page, "Code")
    expect(code).to_have_attribute("aria-label", "Code, QR code, x 65 y 32, 16 by 16 millimetres")
    code.focus()
    expect(code).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#announcements")).to_have_text(re.compile("^x 64, y 32"))
    expect(page.get_by_role("listbox", name="Objects on the front")).to_be_attached()


def test_the_page_can_run_from_right_to_left(open_designer: Open) -> None:
    page = open_designer()
    page.evaluate("document.documentElement.dir = 'rtl'")
    layers, properties = page.locator(".side.left"), page.locator(".side.right")
    left, right = layers.bounding_box(), properties.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] > right["x"]
    assert faults(page) == []


def test_forced_colours_show_what_is_selected(open_designer: Open) -> None:
    page = open_designer()
    page.emulate_media(forced_colors="active")
    the_object(page, "Spot").focus()
    stroke = "getComputedStyle(document.querySelector('.outline:not(.under)')).strokeWidth"
    assert page.evaluate(stroke) != "0px"
    assert faults(page) == []


def test_readers_find_every_panel_without_faults(open_designer: Open, person: Person) -> None:
    created = person.create_template(editable_by="owner_only")
    page = open_designer(created["id"], who=person_of(person.account))
    expect(page.get_by_text("not change it")).to_be_visible()
    assert faults(page) == []


def test_screen_readers_are_told_of_all_parts_and_objects(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Code").focus()
    expect(page.locator(".editor")).to_match_aria_snapshot("""
        - toolbar "Tools":
          - group "Insert":
            - button "Insert text"
          - button "Export"
        - region "Layers, data and files":
          - tablist "Layers, data and files":
            - tab "Layers" [selected]
          - tabpanel "Layers":
            - list "Objects on the front":
              - listitem:
                - button "Rule"
                - button "Hide Rule"
        - region "Card":
          - tablist "Sides of the card":
            - tab "Front" [selected]
          - listbox "Objects on the front":
            - option "Band, Rectangle, x 0 y 0, 85.6 by 13 millimetres"
            - option "Code, QR code, x 65 y 32, 16 by 16 millimetres" [selected]
          - paragraph:
            - status: /Saved at/
        - region "Properties and preflight":
          - tabpanel "Properties":
            - heading "QR code" [level=3]
            - spinbutton "Left"
    """)
