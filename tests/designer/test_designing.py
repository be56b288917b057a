"""Making a card, with the mouse and with nothing but the keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import drag, id_of, middle_of, objects_of, saved, scale_of, the_object
from tests.pages.visits import person_of
from tests.service import Account, Person


def test_a_text_is_inserted_bound_moved_resized_and_there_after_reloading(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    page.get_by_role("button", name="Insert text").click()
    page.get_by_text("Insert a field", exact=True).click()
    page.get_by_role("button", name="Last name last_name", exact=True).click()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("{{last_name}}")
    text = the_object(page, "Last name")

    page.keyboard.down("Alt")
    drag(page, middle_of(text), (30, 45))
    moved = placed(page)
    drag(page, middle_of(page.locator('[data-handle="1 1"]')), (25, 10))
    page.keyboard.up("Alt")

    sized = placed(page)
    assert moved[:2] == sized[:2], "the opposite corner stays"
    assert abs(sized[2] - moved[2] - 25 / scale_of(page)) < 0.2
    saved(page)
    page.reload()
    page.wait_for_selector("html[data-ready]")
    stored = list(objects_of(person, id_of(page)).values())[-1]
    assert stored["text"] == "{{last_name}}"
    assert [stored[key] for key in ("x_mm", "y_mm", "width_mm", "height_mm")] == sized
    expect(the_object(page, "Last name")).to_have_attribute(
        "aria-label", re.compile(rf"x {sized[0]:g} y {sized[1]:g}, {sized[2]:g} by {sized[3]:g}")
    )


def placed(page: Page) -> list[float]:
    """Return what the fields of the selected object say: left, top, width and height."""
    names = ("Left", "Top", "Width", "Height")
    fields = [page.get_by_role("spinbutton", name=name, exact=True) for name in names]
    return [float(field.input_value()) for field in fields]


def test_everything_can_be_undone_and_done_again(open_designer: Open, person: Person) -> None:
    page = open_designer()
    before = objects_of(person, id_of(page))
    drag(page, middle_of(the_object(page, "Full name")), (-20, 30))
    page.get_by_role("spinbutton", name="Angle").fill("30")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(the_object(page, "Full name")).to_have_count(0)
    page.get_by_role("button", name="Insert an ellipse").click()
    page.get_by_role("tab", name="Layers").click()
    page.get_by_role("button", name="Hide Band").click()
    saved(page)
    after = objects_of(person, id_of(page))

    for _ in range(5):
        page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-save", "edited")
    saved(page)
    assert objects_of(person, id_of(page)) == before
    for _ in range(5):
        page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    saved(page)
    assert objects_of(person, id_of(page)) == after


def test_what_is_dragged_snaps_unless_alt_is_held(open_designer: Open) -> None:
    page = open_designer()
    ellipse = the_object(page, "Spot")
    scale = scale_of(page)
    ellipse.click()
    # The left edge comes near 73 mm, where the middle of the code is.
    drag(page, middle_of(ellipse), (3.2 * scale, 0))
    assert placed(page)[0] == 73
    page.keyboard.press("Control+z")
    page.keyboard.down("Alt")
    drag(page, middle_of(ellipse), (3.2 * scale, 0))
    page.keyboard.up("Alt")
    assert placed(page)[0] != 73


def test_several_are_selected_moved_and_aligned(open_designer: Open, person: Person) -> None:
    page = open_designer()
    the_object(page, "Spot").click()
    the_object(page, "Code").click(modifiers=["Shift"])
    expect(page.get_by_text("2 selected")).to_be_visible()

    page.get_by_role("button", name="Align right edges").click()
    page.keyboard.press("Control+s")
    saved(page)
    stored = objects_of(person, id_of(page))
    edges = {stored[name]["x_mm"] + stored[name]["width_mm"] for name in ("Spot", "Code")}
    assert edges == {81}

    page.keyboard.press("Escape")
    corner = middle_of(page.locator(".card-face"))
    face = page.locator(".card-face").bounding_box()
    assert face is not None
    start = (face["x"] - 10, face["y"] - 10)
    drag(page, start, (2 * (corner[0] - start[0]), 2 * (corner[1] - start[1])))
    expect(page.get_by_text("8 selected")).to_be_visible()


def test_undo_gives_up_what_is_being_dragged_and_nothing_else(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Spot").click()
    page.keyboard.press("ArrowRight")
    nudged = placed(page)
    x, y = middle_of(the_object(page, "Spot"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 30, steps=3)
    assert placed(page) != nudged

    page.keyboard.press("Control+z")
    page.mouse.move(x + 60, y + 60, steps=3)
    page.mouse.up()

    assert placed(page) == nudged
    page.keyboard.press("Control+z")
    assert placed(page)[0] == nudged[0] - 1


def test_the_keyboard_alone_makes_a_card(open_designer: Open, person: Person) -> None:
    page = open_designer(person.create_template()["id"])
    page.get_by_role("button", name="Insert text").focus()
    page.keyboard.press("Enter")
    text = the_object(page, "New text")
    expect(text).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Text on the card", exact=True)).to_be_focused()
    page.keyboard.type("Ada {{last_name}}")
    page.keyboard.press("Control+Enter")
    expect(the_object(page, "Ada Last name")).to_be_focused()
    page.keyboard.press("Control+s")
    saved(page)

    (stored,) = objects_of(person, id_of(page)).values()
    assert stored["text"] == "Ada {{last_name}}"
    assert (stored["x_mm"], stored["y_mm"], stored["width_mm"]) == (18.8, 28.5, 51)
    assert stored["rotation_deg"] == 5


def test_each_handle_keeps_the_opposite_one_of_a_turned_box(open_designer: Open) -> None:
    page = open_designer()
    page.keyboard.press("Control+0")
    the_object(page, "Portrait").click()
    page.get_by_role("spinbutton", name="Angle").fill("30")
    for x, y in ((-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0)):
        opposite = page.locator(f'[data-handle="{-x} {-y}"]')
        before = middle_of(opposite)
        drag(
            page, middle_of(page.locator(f'[data-handle="{x} {y}"]')), (9 * (x or 1), 9 * (y or 1))
        )
        after = middle_of(opposite)
        # 0.01 mm are less than a tenth of a pixel here.
        assert abs(before[0] - after[0]) < 0.2, (x, y)
        assert abs(before[1] - after[1]) < 0.2, (x, y)


def test_objects_go_to_other_templates_by_copy_and_paste(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    the_object(page, "Code").click()
    page.keyboard.press("Control+c")
    expect(page.locator("#announcements")).to_have_text("1 copied")
    other = person.create_template()["id"]
    page.goto(f"/designer/{other}")
    page.wait_for_selector("html[data-ready]")
    page.locator("#stage").focus()
    page.keyboard.press("Control+v")
    expect(the_object(page, "Code")).to_be_visible()
    page.keyboard.press("Control+s")
    saved(page)
    assert objects_of(person, other)["Code"]["value"] == "{{card_number}}"


def test_whoever_may_not_edit_looks_only(
    open_designer: Open, account: Account, person: Person
) -> None:
    created = person.create_template()

    page = open_designer(created["id"], who=person_of(account, is_admin=False))

    expect(page.get_by_role("status")).to_contain_text("not change it")
    expect(page.get_by_role("button", name="Insert text")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Name of the template")).to_be_disabled()


def test_what_is_not_ours_stays_token_for_token(open_designer: Open, person: Person) -> None:
    created = person.create_template()
    kept = '{"type":"hologram","n":1.50},{"v":1,"id":"a","type":"rect","x_mm":5.0,"y_mm":1e1,'
    ours = f'{kept}"width_mm":30,"height_mm":8,"fill":"#112233","their":{{"k":2.0}}}}'
    body = f'{{"card_template":{{"template_objects":[{ours}]}}}}'
    person.http.patch(f"/api/3/card_templates/{created['id']}", content=body)
    page = open_designer(created["id"])

    expect(page.get_by_text("Unsupported object (hologram)")).to_be_visible()
    the_object(page, "Rectangle").click()
    page.keyboard.press("Delete")
    page.keyboard.press("Control+s")
    saved(page)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    saved(page)

    text = person.http.get(f"/api/3/card_templates/{created['id']}").text
    assert f'"template_objects":[{ours}]' in text
