"""Which card templates the gallery shows, and in which order."""

import pytest

from cardwright.designer.gallery.listing import ON_A_PAGE
from tests.designer.gallery.seen import link, names, shown
from tests.pages.visits import Browser, signed_in
from tests.service import Account

GONE = "2026-06-14T09:30:00Z"


@pytest.fixture
def browser(account: Account) -> Browser:
    """A browser in which an admin is signed in who owns nothing."""
    return signed_in(account)[0]


def test_who_is_signed_in_begins_at_the_gallery(account: Account) -> None:
    browser, _ = signed_in(account)

    answer = browser.http.get("/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/templates")
    assert "Make your first card" in browser.page("/").text


def test_who_is_not_signed_in_is_asked_to(account: Account) -> None:
    browser = Browser(account.service)

    for path in ("/", "/templates", "/templates/new", "/templates/1", "/templates/import"):
        location = browser.http.get(path).headers["location"]
        assert location.startswith("/sign-in?next="), path


def test_the_live_card_templates_of_the_account_are_shown(
    browser: Browser, account: Account, stranger: Account
) -> None:
    account.admin.create_template(name="Visitor <Pass>", default_template=True)
    gone = account.admin.create_template(name="Old Badge")
    account.admin.update(gone, deleted_at=GONE)
    stranger.admin.create_template(name="Secret Card")

    page = browser.page("/templates")

    assert shown(browser) == ["Visitor <Pass>"]
    assert "1 card template" in page.text
    assert "Default" in page.text
    assert shown(browser, "/templates?show=trash") == ["Old Badge"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("staff", ["Staff Card", "STAFF pass"]),
        ("card staff", ["Staff Card"]),
        ("muller", ["Müller & Söhne"]),
        ("SÖHNE", ["Müller & Söhne"]),
        ("%", ["100 % wool"]),
        ("_", []),
        ("\uff33taff", ["Staff Card", "STAFF pass"]),
    ],
)
def test_a_search_finds_names_with_all_its_words(
    browser: Browser, account: Account, search: str, found: list[str]
) -> None:
    for name in ("100 % wool", "Müller & Söhne", "STAFF pass", "Staff Card"):
        account.admin.create_template(name=name)

    answer = browser.http.get("/templates", params={"q": search})

    assert names(answer.text) == found
    assert ("No card template fits" in answer.text) == (not found)


def test_cards_are_in_the_order_that_is_chosen(browser: Browser, account: Account) -> None:
    admin = account.admin
    first = admin.create_template(name="Card 10")
    for name in ("card 9", "Äpfel", "Zebra", "apples"):
        admin.create_template(name=name)
    admin.update(first, card_type="glossy")

    assert shown(browser, "/templates?sort=name") == [
        "Äpfel",
        "apples",
        "card 9",
        "Card 10",
        "Zebra",
    ]
    assert shown(browser, "/templates?sort=created") == [
        "apples",
        "Zebra",
        "Äpfel",
        "card 9",
        "Card 10",
    ]
    assert shown(browser)[0] == "Card 10"
    assert shown(browser, "/templates?q=card")[0] == "Card 10"


def test_what_is_shown_can_be_narrowed(account: Account) -> None:
    browser, me = signed_in(account)
    me.create_template(name="Mine")
    account.admin.create_template(name="Default", default_template=True)
    account.admin.create_template(name="Badge", template_type_code="EVENT_BADGE")
    gone = me.create_template(name="Gone")
    me.update(gone, deleted_at=GONE)

    assert shown(browser, "/templates?show=mine") == ["Mine"]
    assert shown(browser, "/templates?show=default") == ["Default"]
    assert shown(browser, "/templates?type=EVENT_BADGE") == ["Badge"]
    assert shown(browser, "/templates?type=EVENT_BADGE&show=mine") == []
    assert shown(browser, "/templates?show=trash&q=gone") == ["Gone"]
    assert shown(browser, "/templates?type=NOTHING") == []


@pytest.mark.parametrize(
    "query",
    ["show=x&sort=x&after=x&before=-1", "after=99999999999999999999", "q=%00", "type=%F0%9F%98%80"],
)
def test_an_address_that_says_nonsense_is_a_page_all_the_same(
    browser: Browser, account: Account, query: str
) -> None:
    account.admin.create_template()

    assert browser.get(f"/templates?{query}").status_code == 200


@pytest.mark.parametrize("query", ["", "?sort=created", "?sort=name", "?q=pass", "?q=p&sort=name"])
def test_pages_neither_repeat_nor_skip_a_card_and_lead_back(
    browser: Browser, account: Account, query: str
) -> None:
    expected = {account.admin.create_template(name=f"Pass {i}")["name"] for i in range(55)}
    page = browser.get(f"/templates{query}").text
    pages = [names(page)]
    while following := link(page, "next"):
        page = browser.get(following).text
        pages.append(names(page))

    assert [len(one) for one in pages] == [ON_A_PAGE, ON_A_PAGE, 55 - 2 * ON_A_PAGE]
    assert {name for one in pages for name in one} == expected
    assert "55 card templates" in page
    back = [names(page)]
    while previous := link(page, "prev"):
        page = browser.get(previous).text
        back.insert(0, names(page))
    assert back == pages
    assert link(browser.get(f"/templates{query}").text, "prev") is None


def test_a_page_after_a_card_that_is_gone_for_good_is_the_first(
    browser: Browser, account: Account
) -> None:
    account.admin.create_template(name="There")

    assert shown(browser, "/templates?sort=name&after=999999999") == ["There"]


def test_a_page_after_a_card_of_another_account_says_nothing_of_it(
    browser: Browser, account: Account, stranger: Account
) -> None:
    account.admin.create_template(name="Aaa")
    other = stranger.admin.create_template(name="Mmm")

    assert shown(browser, f"/templates?sort=name&after={other['id']}") == ["Aaa"]
    page = browser.get(f"/templates?done=trashed&template={other['id']}").text
    assert "Mmm" not in page


def test_who_may_only_read_is_offered_nothing_else(account: Account) -> None:
    browser, _ = signed_in(account, is_admin=False)
    created = account.admin.create_template()

    page = browser.page("/templates")

    assert "/templates/new" not in page.links
    assert "/templates/import" not in page.links
    assert f"/designer/{created['id']}" in page.links
    words = {text for form in page.forms for text, _ in form.buttons}
    assert not words & {"Duplicate", "Make default", "Move to trash"}
    details = browser.page(f"/templates/{created['id']}")
    assert "Admins of your account may change it" in details.text
    assert not [form for form in details.forms if form.action == f"/templates/{created['id']}"]


def test_a_picture_has_the_shape_of_its_card(browser: Browser, account: Account) -> None:
    account.admin.create_template(orientation_front="P")

    page = browser.page("/templates")

    [picture] = [
        given for tag, given in page.attributes if tag == "img" and "preview" in given["src"]
    ]
    assert int(picture["width"]) < int(picture["height"])
    assert picture["loading"] == "lazy"
    assert picture["alt"] == ""
    answer = browser.get(picture["src"])
    assert answer.headers["content-type"] == "image/png"
