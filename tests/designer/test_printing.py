"""The print page of the designer: over HTTP, and as people ask for it in the dialog."""

from typing import Any

import httpx
import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.designer.cards import CARD
from tests.designer.conftest import Open
from tests.pages.test_in_a_browser import faults
from tests.service import TEMPLATES_READONLY, Account, Person

POINTS_PER_MM = 72 / 25.4


def ask_for(person: Person, created: dict[str, Any], **body: Any) -> httpx.Response:
    asked = {"data": {"first_name": "Grace"}, "page": "a4", "flip": "long", **body}
    return person.http.post(f"/designer/{created['id']}/print", json=asked)


def pages_of(content: bytes) -> list[tuple[float, float, str]]:
    """Return width and height in mm, and the words, of each page."""
    with pypdfium2.PdfDocument(content) as document:
        return [
            (
                round(page.get_width() / POINTS_PER_MM, 1),
                round(page.get_height() / POINTS_PER_MM, 1),
                page.get_textpage().get_text_range(),
            )
            for page in document
        ]


def test_both_sides_are_printed_for_the_record(account: Account, stranger: Account) -> None:
    created = account.admin.create_template(**CARD)
    reader = account.create_person(scope=TEMPLATES_READONLY)

    answer = ask_for(reader, created)

    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/pdf"
    front, back = pages_of(answer.content)
    assert front[:2] == back[:2] == (210, 297)
    assert "Grace" in front[2]
    assert "If found, return it" in back[2]
    assert pages_of(ask_for(reader, created, page="card").content)[0][:2] == (85.6, 54)
    assert ask_for(stranger.admin, created).status_code == 404
    anonymous = account.service.client().post(f"/designer/{created['id']}/print", json={})
    assert anonymous.status_code == 401


@pytest.mark.parametrize("body", [{"page": "a3"}, {"flip": ""}, {"data": [1]}, {"more": 1}])
def test_what_cannot_be_printed_is_refused(account: Account, body: dict[str, Any]) -> None:
    answer = ask_for(account.admin, account.admin.create_template(), **body)
    assert answer.status_code == 422
    assert answer.json()["error_description"]


def test_the_dialog_gives_a_page_to_print(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("button", name="Export").click()
    printing = page.get_by_role("group", name="Print on paper")
    printing.get_by_role("combobox", name="Page").select_option("letter")
    printing.get_by_role("combobox", name="The printer turns the paper").select_option("short")
    expect(printing.get_by_text("100 %")).to_be_visible()
    expect(page.get_by_role("img", name="The card as it is printed: Back")).to_be_visible()
    assert faults(page) == []

    with page.expect_download() as got, page.expect_request("**/print") as asked:
        printing.get_by_role("button", name="Download the page").click()

    assert [one[:2] for one in pages_of(got.value.path().read_bytes())] == [(215.9, 279.4)] * 2
    assert got.value.suggested_filename.endswith("-print.pdf")
    assert (asked.value.post_data_json or {})["flip"] == "short"
