"""The gallery in a real browser: what people do there, and whether everybody can."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.test_in_a_browser import DESK, LOOKS, PHONE, faults, sign_in, small_targets
from tests.pages.visits import Browser, person_of
from tests.service import Account, Person

GONE = "2026-06-14T09:30:00Z"


@pytest.fixture
def page(window: BrowserContext, account: Account, person: Person) -> Page:
    """A page in which `person` is signed in, at the gallery."""
    window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})
    page = window.new_page()
    page.set_default_timeout(20_000)
    page.goto("/templates")
    sign_in(page, person)
    expect(page.get_by_role("heading", name="Card templates", level=1)).to_be_visible()
    return page


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"What to do with {name}", exact=True).click()


def test_somebody_makes_renames_copies_and_throws_away_a_card(page: Page) -> None:
    page.get_by_role("link", name="New card template").first.click()
    page.get_by_label("Name", exact=True).fill("Staff Card")
    page.get_by_role("radio", name=re.compile("^Visitor pass")).check()
    expect(page.get_by_label("Card type")).to_be_hidden()
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile(r"/designer/\d+$"))

    page.goto("/templates")
    menu(page, "Staff Card")
    page.get_by_role("link", name="Name, owner and settings").click()
    page.get_by_label("Name").fill("Visitor")
    page.get_by_label("default template").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visitor")
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("status")).to_contain_text("Visitor (copy) is made.")

    menu(page, "Visitor (copy)")
    page.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_role("status")).to_contain_text("Visitor (copy) is in the trash.")
    expect(page.get_by_role("listitem").filter(has_text="Visitor (copy)")).to_have_count(0)
    page.get_by_role("link", name="Trash", exact=True).click()
    page.get_by_role("link", name="Delete for good (Visitor (copy))").click()
    page.get_by_role("button", name="Delete for good").click()

    expect(page.get_by_text("The trash is empty.")).to_be_visible()


def test_pictures_are_drawn_and_differ(page: Page, person: Person) -> None:
    shape = {"v": 1, "type": "rect", "x_mm": 5, "y_mm": 5, "width_mm": 70, "height_mm": 40}
    person.create_template(name="Red", template_objects=[{**shape, "fill": "#ff0000"}])
    person.create_template(name="Blue", template_objects=[{**shape, "fill": "#0000ff"}])
    page.reload()
    page.wait_for_load_state("networkidle")

    middles = page.evaluate(
        """() => [...document.querySelectorAll(".shape img")].map((picture) => {
             const canvas = document.createElement("canvas");
             canvas.width = canvas.height = 9;
             const context = canvas.getContext("2d");
             context.drawImage(picture, 0, 0, 9, 9);
             return [...context.getImageData(4, 4, 1, 1).data].slice(0, 3).join();
           })"""
    )

    assert middles == ["0,0,255", "255,0,0"]


def test_a_picture_that_cannot_be_drawn_leaves_its_shape(page: Page, person: Person) -> None:
    person.create_template(name="Plain")
    page.route("**/preview/**", lambda route: route.fulfill(status=503, body=""))
    page.reload()

    shape = page.locator(".shape").first.bounding_box()

    assert shape is not None
    assert shape["width"] / shape["height"] == pytest.approx(85.6 / 54, rel=0.02)
    assert page.locator(".shape img").first.evaluate("(e) => e.naturalWidth") == 0


def test_the_gallery_is_searched_with_the_keyboard(page: Page, person: Person) -> None:
    for name in ("Staff Card", "Visitor Pass"):
        person.create_template(name=name)
    page.reload()

    page.get_by_role("searchbox", name="Search by name").focus()
    page.keyboard.type("visitor")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2)).to_have_text(["Visitor Pass"])
    page.get_by_role("link", name="Visitor Pass").focus()
    ring = page.locator(".card").evaluate("(e) => getComputedStyle(e).outlineStyle")
    assert ring == "solid", "what has the focus shows it"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Name, owner and settings")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="What to do with Visitor Pass")).to_be_focused()


def test_a_card_is_exported_and_imported(page: Page, person: Person, tmp_path: Path) -> None:
    person.create_template(name="Visitor")
    page.reload()
    menu(page, "Visitor")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export").click()
    bundle = tmp_path / "card.zip"
    download.value.save_as(bundle)

    page.goto("/templates")
    page.get_by_role("link", name="Import").click()
    page.get_by_label("Bundle").set_input_files(bundle)
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("status")).to_contain_text("Visitor (2) is imported.")


def test_two_people_at_once_are_told(page: Page, person: Person) -> None:
    created = person.create_template(name="First")
    page.goto(f"/templates/{created['id']}")
    person.update(created, name="Theirs")

    page.get_by_label("Name").fill("Mine")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_contain_text("You had entered:")
    expect(page.get_by_label("Name")).to_have_value("Theirs")
    assert faults(page) == []


@pytest.fixture
def plain_window(chromium: Chromium, account: Account) -> Iterator[BrowserContext]:
    """A browser that runs no scripts."""
    context = chromium.new_context(base_url=account.service.url, java_script_enabled=False)
    yield context
    context.close()


def test_the_gallery_needs_no_scripts(
    plain_window: BrowserContext, account: Account, person: Person
) -> None:
    plain_window.set_extra_http_headers({"X-Forwarded-For": Browser(account.service).address})
    person.create_template(name="Visitor")
    page = plain_window.new_page()
    page.goto("/templates")
    sign_in(page, person)

    menu(page, "Visitor")
    page.get_by_role("button", name="Make default").click()
    expect(page.get_by_role("status")).to_contain_text("Visitor is the default now.")
    menu(page, "Visitor")
    page.get_by_role("button", name="Move to trash").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("status")).to_contain_text("Visitor is restored.")


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_axe_finds_nothing_on_any_page(
    page: Page, account: Account, person: Person, scheme: str, size: tuple[int, int]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found, small = faults(page), small_targets(page)
    created = person.create_template(name="A name without any blank " + "x" * 200)
    others = person_of(account).create_template(name="Others", editable_by="owner_only")
    gone = person.create_template(name="Gone", double_sided=True)
    person.update(gone, deleted_at=GONE)
    for path in (
        "/templates",
        "/templates?show=trash",
        "/templates?q=nothing",
        f"/templates?done=duplicated&template={created['id']}",
        f"/templates?done=trashed&template={gone['id']}",
        f"/templates/{created['id']}?done=saved",
        f"/templates/{others['id']}",
        f"/templates/{gone['id']}",
        f"/templates/{gone['id']}/delete",
        "/templates/new",
        "/templates/import",
    ):
        page.goto(path)
        found += faults(page)
        small += small_targets(page)
    page.goto("/templates")
    page.get_by_role("button", name="What to do with").first.click()
    found += faults(page)
    small += small_targets(page)

    assert found == []
    assert small == []


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_menu_lies_inside_the_window(page: Page, person: Person, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for number in range(12):
        person.create_template(name=f"Card {number}")
    page.reload()

    for direction in ("ltr", "rtl"):
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        for number in (0, 5, 11):
            menu(page, f"Card {number}")
            box = page.locator(".menu:popover-open").bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= size[1]
            page.keyboard.press("Escape")
