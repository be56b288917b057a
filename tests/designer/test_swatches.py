"""The colours that an account keeps: over HTTP, and in every colour field of the designer."""

import threading

import httpx
import pytest
from playwright.sync_api import expect

from cardwright.designer.swatches import MOST_SWATCHES
from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, the_object
from tests.pages.test_in_a_browser import faults
from tests.service import TEMPLATES_READONLY, Account, Person


def kept(person: Person) -> list[str]:
    answer = person.http.get("/designer/swatches")
    assert answer.status_code == 200, answer.text
    swatches: list[str] = answer.json()["swatches"]
    return swatches


def keep(person: Person, digits: str) -> httpx.Response:
    return person.http.put(f"/designer/swatches/{digits}")


def test_colours_are_kept_in_order_and_given_up(account: Account) -> None:
    admin = account.admin
    assert kept(admin) == []
    assert keep(admin, "C2410C").json() == {"swatches": ["#c2410c"]}
    assert keep(admin, "0a5a8a").json() == {"swatches": ["#c2410c", "#0a5a8a"]}
    assert keep(admin, "c2410c").json() == {"swatches": ["#c2410c", "#0a5a8a"]}

    assert admin.http.delete("/designer/swatches/C2410C").json() == {"swatches": ["#0a5a8a"]}
    assert admin.http.delete("/designer/swatches/c2410c").json() == {"swatches": ["#0a5a8a"]}
    assert kept(account.create_person(is_admin=True)) == ["#0a5a8a"]


def test_everybody_sees_them_and_admins_change_them(account: Account, stranger: Account) -> None:
    keep(account.admin, "0a5a8a")
    user, reader = account.create_person(), account.admin.with_scope(TEMPLATES_READONLY)
    assert kept(user) == kept(reader) == ["#0a5a8a"]
    assert kept(stranger.admin) == []

    for person in (user, reader):
        assert keep(person, "112233").status_code == 403
        assert person.http.delete("/designer/swatches/0a5a8a").status_code == 403
    assert stranger.admin.http.delete("/designer/swatches/0a5a8a").status_code == 200
    anybody = account.service.client()
    assert anybody.get("/designer/swatches").status_code == 401
    assert anybody.put("/designer/swatches/112233").status_code == 401
    assert kept(account.admin) == ["#0a5a8a"]


@pytest.mark.parametrize("digits", ["red", "12345", "1234567", "%2312345", "12345g", "١٢٣٤٥٦"])
def test_what_is_no_colour_is_refused(account: Account, digits: str) -> None:
    answer = keep(account.admin, digits)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"] == {"color": ["must be six hexadecimal digits"]}
    assert kept(account.admin) == []


def test_there_are_only_so_many_even_when_two_keep_some_at_once(account: Account) -> None:
    for number in range(MOST_SWATCHES - 3):
        assert keep(account.admin, f"{number:06x}").status_code == 200
    statuses: list[int] = []

    def add(first: int) -> None:
        for number in range(first, first + 4):
            statuses.append(keep(account.admin, f"{number:06x}").status_code)

    together = [threading.Thread(target=add, args=(first,)) for first in (1000, 2000)]
    for one in together:
        one.start()
    for one in together:
        one.join()

    assert sorted(statuses) == [200] * 3 + [422] * 5
    assert len(kept(account.admin)) == MOST_SWATCHES
    refusal = keep(account.admin, "ffffff").json()
    assert "remove one of them first" in refusal["errors"]["account"][0]


def test_colours_of_the_card_and_of_the_account_are_offered(
    open_designer: Open, person: Person
) -> None:
    keep(person, "123456")
    page = open_designer()
    the_object(page, "Spot").focus()
    fill = page.get_by_role("group", name="Fill", exact=True)
    fill.get_by_text("Colours", exact=True).click()
    of_card = fill.get_by_role("group", name="On this card")
    expect(of_card.get_by_role("button")).to_have_count(3)
    expect(of_card.get_by_role("button", name="#c2410c")).to_have_attribute("aria-pressed", "true")

    of_card.get_by_role("button", name="#0a5a8a").click()
    page.keyboard.press("Control+s")
    saved(page)
    assert objects_of(person, id_of(page))["Spot"]["fill"] == "#0a5a8a"

    fill.get_by_role("button", name="Keep #0a5a8a").press("Enter")
    of_account = fill.get_by_role("group", name="Of your account")
    expect(of_account.get_by_role("button", name="#0a5a8a")).to_be_visible()
    expect(page.locator("#announcements")).to_have_text(
        "#0a5a8a is kept for everybody of your account"
    )
    assert kept(person) == ["#123456", "#0a5a8a"]
    of_account.get_by_role("button", name="#123456").click()
    fill.get_by_role("button", name="Remove #123456").click()
    expect(of_account.get_by_role("button", name="#123456")).to_have_count(0)
    assert kept(person) == ["#0a5a8a"]
    assert faults(page) == []

    the_object(page, "Code").focus()
    color = page.get_by_role("group", name="Colour", exact=True)
    expect(color.get_by_role("group", name="Of your account")).to_be_visible()
