"""Pictures, words and objects come from the clipboard and from other windows."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, scale_of, the_object
from tests.service import Person

MAKE = """async ([bytes, name, type]) =>
    new File([new Uint8Array(bytes)], name, { type })"""
PASTE = """async (file) => {
    const data = new DataTransfer();
    data.items.add(file);
    document.querySelector("#stage").dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""
DROP = """([file, x, y]) => {
    const data = new DataTransfer();
    data.items.add(file);
    document.querySelector("#stage").dispatchEvent(
        new DragEvent("drop", { dataTransfer: data, clientX: x, clientY: y, bubbles: true }));
}"""
PUT = """async (file) =>
    navigator.clipboard.write([new ClipboardItem({ [file.type]: file })])"""


def a_picture(width: int = 200, height: int = 100) -> list[int]:
    content = BytesIO()
    Image.new("RGB", (width, height), "#12804a").save(content, "PNG")
    return list(content.getvalue())


def test_a_pasted_picture_is_a_linked_file_and_an_object(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    file = page.evaluate_handle(MAKE, [a_picture(), "crest.png", "image/png"])
    page.evaluate(PASTE, file)
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Control+s")
    saved(page)

    view = person.http.get(f"/api/3/card_templates/{id_of(page)}").json()
    (linked,) = view["linked_files"]
    assert linked["file_role"] == "crest"
    assert view["template_objects"][-1]["source"] == {"file": linked["uuid"]}
    assert view["template_objects"][-1]["width_mm"] == 34.24
    assert view["template_objects"][-1]["height_mm"] == 17.12
    page.get_by_role("button", name="Undo: Picture").click()
    page.keyboard.press("Control+s")
    saved(page)
    assert person.http.get(f"/api/3/card_templates/{id_of(page)}").json()["linked_files"] == []


def test_a_picture_lands_where_it_is_dropped_and_other_files_are_named(
    open_designer: Open, person: Person
) -> None:
    page = open_designer(person.create_template()["id"])
    face = page.locator(".card-face").bounding_box()
    assert face is not None
    scale = scale_of(page)
    file = page.evaluate_handle(MAKE, [a_picture(100, 100), "crest.png", "image/png"])
    page.evaluate_handle(DROP, [file, face["x"] + 20 * scale, face["y"] + 15 * scale])
    page.get_by_role("spinbutton", name="Left", exact=True).wait_for()
    page.keyboard.press("Control+s")
    saved(page)
    (dropped,) = objects_of(person, id_of(page)).values()
    assert abs(dropped["x_mm"] + dropped["width_mm"] / 2 - 20) < 0.1
    assert abs(dropped["y_mm"] + dropped["height_mm"] / 2 - 15) < 0.1

    other = page.evaluate_handle(MAKE, [[1, 2, 3], "letter.pdf", "application/pdf"])
    page.evaluate_handle(DROP, [other, face["x"] + 9, face["y"] + 9])
    expect(page.get_by_text("letter.pdf is not a picture")).to_be_visible()
    assert len(objects_of(person, id_of(page))) == 1


def paste_button(page: Page) -> None:
    page.get_by_role("button", name="Paste", exact=True).click()


def test_a_button_pastes_pictures_words_and_objects(open_designer: Open, person: Person) -> None:
    page = open_designer(person.create_template()["id"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('Gate 7')")
    paste_button(page)
    expect(the_object(page, "Gate 7")).to_be_visible()

    file = page.evaluate_handle(MAKE, [a_picture(), "any.png", "image/png"])
    page.evaluate(PUT, file)
    paste_button(page)
    expect(the_object(page, "Picture")).to_be_visible()

    the_object(page, "Gate 7").focus()
    page.get_by_role("button", name="Copy", exact=True).click()
    paste_button(page)
    expect(the_object(page, "Gate 7")).to_have_count(2)
    page.keyboard.press("Control+s")
    saved(page)
    assert len(objects_of(person, id_of(page))) == 3


def test_a_browser_that_keeps_its_clipboard_is_explained(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    paste_button(page)
    expect(page.locator("#alerts")).to_have_text(
        "The browser does not let this page read the clipboard. Press Ctrl+V on the card."
    )
    expect(page.locator("#alerts")).to_be_visible()
    the_object(page, "Spot").click()
    page.get_by_role("button", name="Copy", exact=True).click()
    paste_button(page)
    expect(the_object(page, "Spot")).to_have_count(2)
    expect(page.locator("#alerts")).to_be_empty()
