"""Every dialog, and what else opens over the panels, is for everybody: axe, targets, the focus."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from cardwright.accounts.models import SignIn
from tests.designer.conftest import Open
from tests.designer.hands import id_of, the_object
from tests.designer.test_for_everyone import small_targets
from tests.designer.test_safe_work import in_conflict, nudge
from tests.pages.test_in_a_browser import DESK, PHONE, TABLET, faults
from tests.service import Person

Opening = Callable[[Page, Person], None]


def conflict(page: Page, person: Person) -> None:
    in_conflict(page, person)


def failed_conflict(page: Page, person: Person) -> None:
    in_conflict(page, person)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def expired(page: Page, person: Person) -> None:
    with person.account.service.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.user_id == person.id))
    nudge(page, "Full name")
    expect(page.get_by_role("dialog")).to_contain_text("You are signed out")


def still_expired(page: Page, person: Person) -> None:
    expired(page, person)
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def exporting(page: Page, _: Person) -> None:
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("img", name="The card as it is printed: Back")).to_be_visible()


def failed_export(page: Page, person: Person) -> None:
    exporting(page, person)
    page.context.set_offline(True)
    page.get_by_role("button", name="Download the page").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def helping(page: Page, _: Person) -> None:
    page.keyboard.press("F1")


DIALOGS: dict[str, tuple[Opening, bool]] = {
    "conflict": (conflict, True),
    "conflict without a network": (failed_conflict, True),
    "expired": (expired, True),
    "still expired": (still_expired, True),
    "export": (exporting, False),
    "export without a network": (failed_export, False),
    "help": (helping, False),
}
"""How each is opened, and whether it must be answered."""


@pytest.mark.parametrize("name", DIALOGS)
def test_axe_finds_nothing_in_a_dialog(
    open_designer: Open, person: Person, name: str, complaints: list[str]
) -> None:
    page = open_designer()
    # No colour is on its way to another one while axe looks.
    page.emulate_media(reduced_motion="reduce")
    opening, must_be_answered = DIALOGS[name]
    opening(page, person)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(page.locator("dialog h2").inner_text())

    found, small = [], []
    for scheme, (width, height) in (("light", DESK), ("dark", TABLET), ("dark", PHONE)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": height})
        found += faults(page)
        small += small_targets(page)
        box = dialog.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    # Of forced colours in the dark, axe takes those that are not shown.
    page.emulate_media(color_scheme="light", forced_colors="active")
    page.evaluate("document.documentElement.dir = 'rtl'")
    found += faults(page)

    assert found == []
    assert small == []
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        ), "the focus stays in it"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(1 if must_be_answered else 0)
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def picker(page: Page, _: Person) -> None:
    the_object(page, "Full name").focus()
    page.get_by_text("Insert a field", exact=True).click()
    expect(page.get_by_role("group", name="Person")).to_be_visible()


def palette(page: Page, person: Person) -> None:
    person.http.put("/designer/swatches/fefefe")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    the_object(page, "Spot").focus()
    page.get_by_text("Colours", exact=True).click()
    expect(page.get_by_role("group", name="Of your account")).to_be_visible()


def full_palette(page: Page, person: Person) -> None:
    palette(page, person)
    for number in range(47):
        person.http.put(f"/designer/swatches/{number:06x}")
    page.get_by_role("button", name="Keep #c2410c").click()
    expect(page.get_by_role("alert")).to_contain_text("remove one of them first")


def condition(page: Page, _: Person) -> None:
    the_object(page, "Spot").focus()
    page.get_by_role("checkbox", name="Only show when").check()


def offline(page: Page, _: Person) -> None:
    page.context.set_offline(True)
    nudge(page, "Code")
    expect(page.locator("html")).to_have_attribute("data-save", "offline")


def refused(page: Page, person: Person) -> None:
    page.get_by_role("textbox", name="Name of the template").fill(person.create_template()["name"])
    expect(page.locator("html")).to_have_attribute("data-save", "refused")


def mending(page: Page, person: Person) -> None:
    view = person.http.get(f"/api/3/card_templates/{id_of(page)}").json()
    objects: list[Any] = [*view["template_objects"], {"type": "hologram"}]
    objects[1]["color"] = "#0a5a8b"
    assert person.update(view, template_objects=objects).status_code == 200
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("tab", name="Preflight").click()
    expect(page.get_by_role("button", name="Use white")).to_be_visible()


STATES = [picker, palette, full_palette, condition, offline, refused, mending]


@pytest.mark.parametrize("opening", STATES, ids=lambda one: one.__name__)
def test_axe_finds_nothing_in_a_state_of_the_panels(
    open_designer: Open, person: Person, opening: Opening, complaints: list[str]
) -> None:
    page = open_designer()
    # No colour is on its way to another one while axe looks.
    page.emulate_media(reduced_motion="reduce")
    opening(page, person)
    found, small = faults(page), small_targets(page)
    page.emulate_media(forced_colors="active")
    found += faults(page)
    page.emulate_media(color_scheme="dark", forced_colors="none")
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    assert found + faults(page) == []
    assert small == []
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]
