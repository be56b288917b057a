"""No edit is lost: not to a colleague, to a session that ends, or to a network that is gone."""

import re
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import delete

from cardwright.accounts.models import SignIn
from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, the_object
from tests.designer.truth import everything_is_drawn
from tests.pages.test_in_a_browser import sign_in
from tests.service import Account, Person, path_of


def nudge(page: Page, name: str, times: int = 3) -> None:
    the_object(page, name).focus()
    for _ in range(times):
        page.keyboard.press("ArrowRight")


def change_elsewhere(person: Person, card_template_id: int, fill: str = "#b00020") -> None:
    """Change the band, as a colleague would."""
    view = person.http.get(f"/api/3/card_templates/{card_template_id}").json()
    objects = [
        {**one, "fill": fill} if one.get("id") == "band" else one
        for one in view["template_objects"]
    ]
    assert person.update(view, template_objects=objects).status_code == 200


def in_conflict(page: Page, person: Person) -> None:
    change_elsewhere(person, id_of(page))
    nudge(page, "Code")
    expect(page.get_by_role("dialog")).to_contain_text("Somebody else has changed")
    expect(page.get_by_role("img", name="The version that somebody else saved")).to_be_visible()


def test_of_two_versions_mine_is_kept(open_designer: Open, person: Person) -> None:
    page = open_designer()
    in_conflict(page, person)

    page.get_by_role("button", name="Keep mine").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    saved(page)
    stored = objects_of(person, id_of(page))
    assert (stored["Code"]["x_mm"], stored["Band"]["fill"]) == (68, "#0a5a8a")


def test_of_two_versions_theirs_is_loaded(open_designer: Open, person: Person) -> None:
    page = open_designer()
    in_conflict(page, person)

    page.get_by_role("button", name="Load theirs").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(the_object(page, "Code")).to_have_attribute("aria-label", re.compile("x 65 y 32"))
    stored = objects_of(person, id_of(page))
    assert (stored["Code"]["x_mm"], stored["Band"]["fill"]) == (65, "#b00020")
    nudge(page, "Code", 1)
    page.keyboard.press("Control+s")
    saved(page)
    assert objects_of(person, id_of(page))["Code"]["x_mm"] == 66


def test_of_two_versions_mine_becomes_a_copy(open_designer: Open, person: Person) -> None:
    page = open_designer()
    first = id_of(page)
    in_conflict(page, person)

    page.get_by_role("button", name="Save mine as a copy").click()

    page.wait_for_url(lambda url: not url.endswith(f"/{first}"))
    page.wait_for_selector("html[data-ready]")
    assert objects_of(person, id_of(page))["Code"]["x_mm"] == 68
    assert objects_of(person, first)["Code"]["x_mm"] == 65


def test_a_session_that_ends_costs_no_edit(
    open_designer: Open, account: Account, person: Person
) -> None:
    page = open_designer()
    with account.service.database.writing() as session:
        session.execute(delete(SignIn).where(SignIn.user_id == person.id))

    nudge(page, "Full name")
    expect(page.get_by_role("dialog")).to_contain_text("You are signed out")
    page.get_by_role("button", name="I have signed in").click()
    expect(page.get_by_role("alert")).to_contain_text("not signed in yet")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in (new tab)").click()
    sign_in(opened.value, person)
    expect(opened.value.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    page.get_by_role("button", name="I have signed in").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    saved(page)
    assert objects_of(person, id_of(page))["Full name"]["x_mm"] == 36


def test_what_is_edited_without_a_network_is_saved_when_it_is_back(
    open_designer: Open, person: Person, complaints: list[str]
) -> None:
    page = open_designer()
    page.context.set_offline(True)
    nudge(page, "Code")
    expect(page.locator("html")).to_have_attribute("data-save", "offline")
    nudge(page, "Code", 1)

    page.context.set_offline(False)

    saved(page)
    assert objects_of(person, id_of(page))["Code"]["x_mm"] == 69
    assert all("ERR_INTERNET_DISCONNECTED" in one for one in complaints)
    complaints.clear()


def test_answers_that_come_late_never_win(open_designer: Open, person: Person) -> None:
    page = open_designer()
    everything_is_drawn(page)
    waited: list[Any] = []

    def hold(route: Any) -> None:
        waited.append(route)
        if len(waited) > 1:
            route.continue_()

    page.route("**/fragments", hold)
    letters = page.locator(".art > g").nth(3).locator("path").first
    the_object(page, "Full name").click()
    field = page.get_by_role("textbox", name="Text", exact=True)
    with page.expect_request("**/fragments"):
        field.fill("first")
    field.fill("second and longer")
    # It is saved some time after it would have been asked for.
    saved(page)
    assert objects_of(person, id_of(page))["Full name"]["text"] == "second and longer"
    assert len(waited) == 1, "one request at a time"
    waited[0].continue_()

    everything_is_drawn(page)
    assert len(waited) == 2
    shown = letters.get_attribute("d")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    everything_is_drawn(page)
    assert letters.get_attribute("d") == shown


def test_a_name_that_is_taken_is_told_at_its_field(open_designer: Open, person: Person) -> None:
    taken = person.create_template()["name"]
    page = open_designer()

    page.get_by_role("textbox", name="Name of the template").fill(taken)

    expect(page.get_by_role("textbox", name="Name of the template")).to_have_accessible_description(
        re.compile("already been taken")
    )
    page.get_by_role("textbox", name="Name of the template").fill(f"{taken} 2")
    saved(page)
    assert person.http.get(path_of({"id": id_of(page)})).json()["name"] == f"{taken} 2"


def test_a_page_with_edits_that_are_not_saved_asks_before_it_is_left(
    open_designer: Open, complaints: list[str]
) -> None:
    page = open_designer()
    page.route("**/objects", lambda route: route.abort())
    nudge(page, "Full name")
    expect(page.locator("html")).to_have_attribute("data-save", "offline")

    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)

    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.unroute("**/objects")
    page.keyboard.press("Control+s")
    saved(page)
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    complaints[:] = [one for one in complaints if "ERR_FAILED" not in one]
