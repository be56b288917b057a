"""The words of a text are changed beside it, by double click or Enter."""

from playwright.sync_api import Locator, Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import drag, id_of, middle_of, objects_of, saved, the_object
from tests.pages.test_in_a_browser import DESK, PHONE, TABLET, faults
from tests.service import Person


def editor(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Words of Full name")


def test_a_double_click_opens_the_words_and_ctrl_enter_closes_them(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    the_object(page, "Full name").dblclick()
    words = editor(page).get_by_role("textbox", name="Text on the card")
    expect(words).to_be_focused()
    art = page.locator(".art > g").nth(3)
    before = art.inner_html()
    page.keyboard.type("Dear ")
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("Dear ")
    editor(page).get_by_text("Insert a field", exact=True).click()
    editor(page).get_by_role("button", name="Last name last_name", exact=True).click()
    expect(words).to_have_value("Dear {{last_name}}")
    expect(words).to_be_focused()
    page.wait_for_function(
        "(was) => document.querySelectorAll('.art > g')[3].innerHTML !== was", arg=before
    )
    page.keyboard.press("Control+Enter")
    expect(editor(page)).to_have_count(0)
    expect(the_object(page, "Full name")).to_be_focused()
    expect(page.locator("#announcements")).to_have_text("The words are closed")
    page.keyboard.press("Control+s")
    saved(page)
    assert objects_of(person, id_of(page))["Full name"]["text"] == "Dear {{last_name}}"


def test_escape_closes_and_so_does_selecting_something_else(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Full name").focus()
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(editor(page)).to_have_count(0)
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Enter")
    the_object(page, "Portrait").click()
    expect(editor(page)).to_have_count(0)


def test_the_words_go_with_the_text(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Full name").dblclick()
    before = editor(page).bounding_box()
    page.keyboard.down("Alt")
    drag(page, middle_of(the_object(page, "Full name")), (-40, -30))
    page.keyboard.up("Alt")
    after = editor(page).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["x"] - before["x"] + 40) < 1
    assert abs(after["y"] - before["y"] + 30) < 1


def test_what_is_locked_has_its_words_shown_only(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("button", name="Lock Full name").click()
    the_object(page, "Full name").dblclick()
    expect(editor(page)).to_have_count(0)


def test_the_words_are_for_everybody_and_within_the_stage(open_designer: Open) -> None:
    page = open_designer()
    for size in (DESK, TABLET, PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate("document.documentElement.dir = 'rtl'" if size == TABLET else "0")
        page.locator("#stage").focus()
        page.keyboard.press("Control+0")
        the_object(page, "Full name").focus()
        page.keyboard.press("Enter")
        assert faults(page) == []
        own, stage = editor(page).bounding_box(), page.locator(".desk").bounding_box()
        assert own is not None
        assert stage is not None
        assert own["x"] >= stage["x"] - 1
        assert own["x"] + own["width"] <= stage["x"] + stage["width"] + 1
        page.keyboard.press("Escape")
