"""Groups: made, selected, gone into, named, copied and dissolved, with the mouse and by keys."""

import re

from playwright.sync_api import Page, expect

from tests.designer.cards import CARD, OBJECTS
from tests.designer.conftest import Open
from tests.designer.hands import drag, id_of, middle_of, objects_of, saved, the_object
from tests.pages.test_in_a_browser import faults
from tests.service import Person


def group(page: Page, *names: str) -> None:
    """Select objects by clicking on them, and make a group of them."""
    page.locator("#stage").focus()
    page.keyboard.press("Escape")
    for name in names:
        the_object(page, name).click(modifiers=["Shift"])
    page.get_by_role("button", name="Group", exact=True).click()


def stored(page: Page, person: Person) -> dict[str, dict[str, object]]:
    """Return the objects once they are saved."""
    page.keyboard.press("Control+s")
    saved(page)
    return objects_of(person, id_of(page))


def test_a_group_is_made_moved_gone_into_and_dissolved(open_designer: Open, person: Person) -> None:
    page = open_designer()
    before = stored(page, person)
    group(page, "Spot", "Code")
    expect(page.locator("#announcements")).to_have_text("2 grouped as Group")
    expect(the_object(page, "Spot")).to_have_attribute(
        "aria-label", re.compile("in the group Group")
    )

    page.locator("#stage").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing selected")).to_be_visible()
    drag(page, middle_of(the_object(page, "Spot")), (-70, 0))
    expect(page.get_by_text("2 selected")).to_be_visible()
    moved = stored(page, person)
    by = {name: moved[name]["x_mm"] - before[name]["x_mm"] for name in ("Spot", "Code")}  # type: ignore[operator]
    assert abs(by["Spot"] - by["Code"]) < 0.011
    assert by["Spot"] < -5

    the_object(page, "Code").dblclick()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("Control+Shift+g")
    page.keyboard.press("Escape")
    the_object(page, "Code").click()
    expect(page.get_by_text("1 selected")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Control+z")
    assert stored(page, person) == before


def test_the_keyboard_reaches_groups_and_what_is_in_them(open_designer: Open) -> None:
    page = open_designer()
    the_object(page, "Spot").focus()
    the_object(page, "Code").click(modifiers=["Shift"])
    page.keyboard.press("Control+g")
    the_object(page, "Full name").focus()
    the_object(page, "Spot").focus()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#announcements")).to_have_text(re.compile("^x 64, y 15, 16 by 33"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#announcements")).to_have_text(re.compile("^x 68, y 15, 10 by 6"))
    the_object(page, "Code").focus()
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing selected")).to_be_visible()


def test_layers_show_groups_by_name(open_designer: Open, person: Person) -> None:
    page = open_designer()
    group(page, "Spot", "Full name")
    layers = page.get_by_role("list", name="Group", exact=True)
    expect(layers.get_by_role("listitem")).to_have_count(2)
    assert faults(page) == []

    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="New name").fill("Address")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Address")).to_be_visible()
    objects = stored(page, person)
    assert {name for name, one in objects.items() if one.get("group") == "Address"} == {
        "Spot",
        "Full name",
    }
    assert list(objects)[4:7] == ["Code", "Full name", "Spot"], "they lie side by side"

    opener = page.get_by_role("button", name="Objects of Address")
    expect(opener).to_have_attribute("aria-expanded", "true")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("button", name="Spot", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Hide Address").click()
    page.get_by_role("button", name="Lock Address").click()
    objects = stored(page, person)
    assert objects["Spot"]["hidden"] is objects["Full name"]["locked"] is True
    expect(the_object(page, "Spot")).to_have_count(0)


def test_layers_are_dragged_into_groups_and_out_of_them(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    group(page, "Spot", "Code")

    def layer(name: str) -> str:
        return f".layer:has(button.what:text-is('{name}'))"

    page.drag_and_drop(layer("Portrait"), layer("Code"), target_position={"x": 60, "y": 4})
    assert stored(page, person)["Portrait"]["group"] == "Group"
    page.drag_and_drop(layer("Group"), layer("Band"), target_position={"x": 60, "y": 36})
    assert list(stored(page, person))[:4] == ["Code", "Portrait", "Spot", "Band"]
    page.drag_and_drop(layer("Portrait"), layer("Band"), target_position={"x": 60, "y": 4})
    objects = stored(page, person)
    assert "group" not in objects["Portrait"]
    assert list(objects)[:4] == ["Code", "Spot", "Band", "Portrait"]


def test_a_group_is_duplicated_aligned_stacked_copied_and_deleted_as_one(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    group(page, "Spot", "Code")
    page.get_by_role("button", name="Align left edges").click()
    objects = stored(page, person)
    assert (objects["Code"]["x_mm"], objects["Spot"]["x_mm"]) == (0, 5), "with the card, as one"

    the_object(page, "Spot").focus()
    page.keyboard.press("Control+[")
    assert list(stored(page, person))[4:7] == ["Code", "Spot", "Job"]
    page.keyboard.press("Control+d")
    page.keyboard.press("Control+s")
    saved(page)
    view = person.http.get(f"/api/3/card_templates/{id_of(page)}").json()
    groups = [one.get("group") for one in view["template_objects"]]
    assert [groups.count(name) for name in ("Group", "Group 2")] == [2, 2]
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    assert "Group 2" not in [one.get("group") for one in stored(page, person).values()]

    the_object(page, "Spot").click()
    page.keyboard.press("Control+c")
    expect(page.locator("#announcements")).to_have_text("2 copied")
    other = person.create_template()["id"]
    page.goto(f"/designer/{other}")
    page.wait_for_selector("html[data-ready]")
    page.locator("#stage").focus()
    page.keyboard.press("Control+v")
    expect(the_object(page, "Code")).to_be_visible()
    assert {one["group"] for one in stored(page, person).values()} == {"Group"}


def test_a_group_changes_nothing_of_the_print(person: Person) -> None:
    plain = person.create_template(**CARD)["id"]
    grouped = [{**one, "group": "All"} for one in OBJECTS]
    other = person.create_template(**{**CARD, "template_objects": grouped})["id"]
    drawn = [
        person.http.post(
            f"/api/3/card_templates/{one}/render", json={"format": "png", "side": "front"}
        )
        for one in (plain, other)
    ]
    assert drawn[0].status_code == 200
    assert drawn[0].content == drawn[1].content
    found = person.http.post(f"/api/3/card_templates/{other}/preflight", json={}).json()["findings"]
    assert "group" not in str(found)
