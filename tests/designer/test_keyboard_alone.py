"""A card from signing in to its PDF, by somebody who has no mouse."""

from pathlib import Path

import zxingcpp
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.designer import staff_card
from tests.designer.conftest import Open
from tests.designer.hands import saved, the_object
from tests.designer.truth import letters_of, lines_of
from tests.pages.visits import PASSWORD, Browser
from tests.service import Account, Person

MOST_STEPS = 120


def go_to(page: Page, wanted: Locator) -> None:
    """Press Tab until what is wanted has the focus."""
    wanted.wait_for(state="attached")
    for _ in range(MOST_STEPS):
        if wanted.evaluate("(e) => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def press(page: Page, name: str) -> None:
    """Go to a button, and press it."""
    go_to(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_a_card_is_made_and_printed_with_nothing_but_keys(
    window: BrowserContext, account: Account, person: Person, tmp_path: Path
) -> None:
    logo, _ = staff_card.pictures(tmp_path)
    window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})
    page = window.new_page()
    page.goto("/")
    come_in(page, person)
    new_upright_card(page)

    put_on_the_card(page, logo)
    saved(page)
    choose_ada(page)
    press(page, "Export")
    expect(page.get_by_role("img", name="The card as it is printed: Front")).to_be_visible()
    with page.expect_download() as download:
        press(page, "Download the PDF")
    pdf = download.value.path().read_bytes()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Export", exact=True)).to_be_focused()
    assert lines_of(letters_of(pdf, 0)) == ["AdaByron"]
    (code,) = zxingcpp.read_barcodes(staff_card.rasterised(pdf, 0))
    assert code.text == "500174"
    assert staff_card.colour_at(staff_card.rasterised(pdf, 0), 27, 10) == staff_card.GREEN


def come_in(page: Page, person: Person) -> None:
    go_to(page, page.get_by_label("E-mail address"))
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    go_to(page, page.get_by_role("link", name="New card template").first)
    page.keyboard.press("Enter")


def new_upright_card(page: Page) -> None:
    go_to(page, page.get_by_role("textbox", name="Name", exact=True))
    page.keyboard.type("By keys")
    go_to(page, page.get_by_role("radio", name="Landscape", exact=True))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Portrait", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]")


def put_on_the_card(page: Page, logo: Path) -> None:
    """Insert a text, a code and a logo, each in a way of its own, and move them apart."""
    press(page, "Insert text")
    expect(the_object(page, "New text")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    words = page.get_by_role("textbox", name="Text on the card", exact=True)
    expect(words).to_be_focused()
    page.keyboard.press("Delete")
    go_to(page, page.locator(".writing .picker summary"))
    page.keyboard.press("Enter")
    press(page, "Full name full_name")
    expect(words).to_be_focused()

    page.keyboard.press("Control+Enter")
    expect(the_object(page, "Full name")).to_be_focused()
    page.keyboard.press("q")
    code = the_object(page, "Card number")
    expect(code).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Alt+ArrowRight")

    with page.expect_file_chooser() as chooser:
        press(page, "Insert a picture or logo")
    chooser.value.set_files(logo)
    picture = the_object(page, "Picture")
    expect(picture).to_be_visible()
    go_to(page, page.get_by_role("spinbutton", name="Top", exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    page.keyboard.press("Tab")


def choose_ada(page: Page) -> None:
    records = page.get_by_role("combobox", name="Show the card with")
    go_to(page, records)
    page.keyboard.press("ArrowDown")
    expect(records).to_have_value("usual")


def test_enter_leads_to_the_properties_from_wherever_the_panels_are(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("tab", name="Preflight").click()
    the_object(page, "Spot").focus()

    page.keyboard.press("Enter")

    expect(page.locator("#properties :focus")).to_have_count(1)
    the_object(page, "Spot").focus()
    page.keyboard.press("r")
    expect(the_object(page, "Rectangle")).to_be_focused()
