"""Several objects at once: scaled by handles around all of them, by fields and by keys."""

import re

from playwright.sync_api import Page, expect

from tests.designer.conftest import Open
from tests.designer.hands import drag, id_of, middle_of, objects_of, saved, scale_of, the_object
from tests.service import Person

PLACE = ("x_mm", "y_mm", "width_mm", "height_mm")


def select(page: Page, *names: str) -> None:
    """Select objects by clicking on them."""
    page.locator("#stage").focus()
    page.keyboard.press("Escape")
    for name in names:
        the_object(page, name).click(modifiers=["Shift"])
    expect(page.get_by_text(f"{len(names)} selected")).to_be_visible()


def places(page: Page, person: Person, *names: str) -> list[list[float]]:
    """Return where objects are and how large, once that is saved."""
    page.keyboard.press("Control+s")
    saved(page)
    stored = objects_of(person, id_of(page))
    return [[stored[name][key] for key in PLACE] for name in names]


def test_handles_around_several_scale_them_together(open_designer: Open, person: Person) -> None:
    page = open_designer()
    names = ("Spot", "Full name")
    select(page, *names)
    assert page.locator("[data-handle]").count() == 9
    before = places(page, person, *names)
    scale = scale_of(page)

    page.keyboard.down("Alt")
    drag(page, middle_of(page.locator('[data-handle="-1 -1"]')), (-12 * scale, -4.4 * scale))
    page.keyboard.up("Alt")

    spot, name = places(page, person, *names)
    # Both lay between (33, 15) and (81, 26), which is the corner that stays.
    across, down = name[2] / 48, name[3] / 8
    assert abs(across - 1.25) < 0.02
    assert abs(down - 1.4) < 0.02
    assert abs(name[0] + name[2] - 81) <= 0.01
    assert abs(name[1] + name[3] - 26) <= 0.01
    assert abs(81 - spot[0] - (81 - before[0][0]) * across) < 0.1
    assert abs(spot[3] - 6 * down) < 0.02
    page.keyboard.press("Control+z")
    assert places(page, person, *names) == before


def test_shift_keeps_the_proportions_of_several(open_designer: Open, person: Person) -> None:
    page = open_designer()
    select(page, "Spot", "Portrait")
    page.keyboard.down("Shift")
    drag(page, middle_of(page.locator('[data-handle="1 1"]')), (60, 0))
    page.keyboard.up("Shift")
    spot, photo = places(page, person, "Spot", "Portrait")
    assert photo[2] > 25
    assert abs(photo[2] / photo[3] - 24 / 30) < 0.002
    assert abs(spot[2] / spot[3] - 10 / 6) < 0.01


def test_a_square_code_stays_square_among_others(open_designer: Open, person: Person) -> None:
    page = open_designer()
    select(page, "Spot", "Code")
    drag(page, middle_of(page.locator('[data-handle="-1 -1"]')), (-60, 0))
    (code,) = places(page, person, "Code")
    assert code[2] > 17
    assert code[2] == code[3]


def test_what_is_locked_stays_when_others_are_scaled(open_designer: Open, person: Person) -> None:
    page = open_designer()
    page.get_by_role("tab", name="Layers").click()
    page.get_by_role("button", name="Lock Code").click()
    select(page, "Spot", "Code", "Full name")
    code = places(page, person, "Code")
    drag(page, middle_of(page.locator('[data-handle="0 1"]')), (0, 40))
    assert places(page, person, "Code") == code
    spot, name = places(page, person, "Spot", "Full name")
    assert spot[3] > 6.5
    assert name[3] > 8.5


def test_keys_and_fields_scale_several(open_designer: Open, person: Person) -> None:
    page = open_designer()
    select(page, "Spot", "Code")
    the_object(page, "Code").focus()
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator("#announcements")).to_have_text(re.compile("^x 65, y 15, 21 by 33"))
    field = page.get_by_role("spinbutton", name="Width", exact=True)
    expect(field).to_have_value("21")
    field.fill("16")
    page.get_by_role("spinbutton", name="Left", exact=True).fill("60")
    assert places(page, person, "Spot", "Code") == [[65, 15, 10, 6], [60, 32, 16, 16]]


def test_several_are_turned_around_their_middle(open_designer: Open, person: Person) -> None:
    page = open_designer()
    names = ("Spot", "Portrait")
    select(page, *names)
    before = places(page, person, *names)
    # Both lie between (5, 15) and (80, 47): that is turned to the right by a right angle.
    turn = page.locator('[data-handle="turn"]')
    outline = page.locator(".group-outline").bounding_box()
    assert outline is not None
    middle = outline["x"] + outline["width"] / 2, outline["y"] + outline["height"] / 2
    x, y = middle_of(turn)

    page.keyboard.down("Shift")
    drag(page, (x, y), (middle[0] + (middle[1] - y) - x, middle[1] - y))
    page.keyboard.up("Shift")

    spot, portrait = places(page, person, *names)
    for (left, top, width, height), now in zip(before, (spot, portrait), strict=True):
        across, down = left + width / 2 - 42.5, top + height / 2 - 31
        assert abs(now[0] + width / 2 - (42.5 - down)) <= 0.02
        assert abs(now[1] + height / 2 - (31 + across)) <= 0.02
        assert now[2:] == [width, height]
    stored = objects_of(person, id_of(page))
    assert [stored[name]["rotation_deg"] for name in names] == [90, 90]
    page.keyboard.press("Control+z")
    assert places(page, person, *names) == before


def test_buttons_and_keys_turn_several_and_codes_by_right_angles(
    open_designer: Open, person: Person
) -> None:
    page = open_designer()
    select(page, "Spot", "Portrait")
    page.get_by_role("button", name="Turn right by 5°").click()
    page.get_by_role("button", name="Turn right by 5°").click()
    page.get_by_role("button", name="Turn left by 5°").click()
    page.keyboard.press("Control+s")
    saved(page)
    stored = objects_of(person, id_of(page))
    assert [stored[name]["rotation_deg"] for name in ("Spot", "Portrait")] == [5, 5]

    select(page, "Code", "Full name")
    page.keyboard.press("]")
    page.keyboard.press("Control+s")
    saved(page)
    stored = objects_of(person, id_of(page))
    assert [stored[name]["rotation_deg"] for name in ("Code", "Full name")] == [90, 90]
