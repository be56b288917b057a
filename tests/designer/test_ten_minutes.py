"""The path of a person who makes a staff card for the first time, and prints it."""

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.designer import staff_card
from tests.designer.hands import the_object
from tests.pages.test_in_a_browser import sign_in
from tests.pages.visits import Browser
from tests.service import Account, Person


def test_somebody_makes_a_double_sided_staff_card_and_prints_it(
    window: BrowserContext, account: Account, person: Person, tmp_path: Path
) -> None:
    logo, photo = staff_card.pictures(tmp_path)
    window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})
    page = window.new_page()
    page.goto("/")
    sign_in(page, person)

    staff_card.new_card(page, "Staff")
    staff_card.design(page, logo)
    staff_card.fill_in(page, photo)
    page.get_by_role("tab", name="Preflight").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Nothing found. This card is ready to print.")).to_be_visible()
    staff_card.check(staff_card.export_pdf(page))

    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(the_object(page, "Full name")).to_be_visible()
