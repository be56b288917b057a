"""The pages in a real browser: what people do, what they see, and whether everybody can."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.accounts import invitations
from cardwright.accounts.models import SignIn
from tests.pages.visits import PASSWORD, Browser, person_of
from tests.service import Account, Person

WRONG = "not the password"
CHOSEN = "eleven quiet harbours"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DESK, TABLET, PHONE = (1280, 800), (768, 1024), (320, 640)
LOOKS = [
    ("light", DESK),
    ("dark", PHONE),
    pytest.param("dark", DESK, marks=pytest.mark.slow),
    pytest.param("light", PHONE, marks=pytest.mark.slow),
    pytest.param("light", TABLET, marks=pytest.mark.slow),
    pytest.param("dark", TABLET, marks=pytest.mark.slow),
]
FOR_EVERYBODY = ["/sign-in", "/sign-in?expired=1", "/choose-password?token=x", "/nothing"]
FOR_USERS = ["/", "/users", "/audit", "/sign-ins", "/password"]


@pytest.fixture
def neighbour(account: Account) -> Browser:
    """A browser without a screen, at the same network address as `page`."""
    return Browser(account.service)


@pytest.fixture
def page(window: BrowserContext, neighbour: Browser) -> Page:
    """A page whose browser has a network address that no other test uses."""
    window.set_extra_http_headers({"X-Forwarded-For": neighbour.address})
    return window.new_page()


def sign_in(page: Page, person: Person, password: str = PASSWORD) -> None:
    """Fill in the sign-in form, which is there, and send it."""
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def link_for(person: Person) -> str:
    with person.account.service.database.writing() as session:
        user = accounts.find_user(session, person.email)
        return invitations.write_to(session, user, "").link


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, and whether it is wider than the window."""
    found = [
        f"{page.url}: {one['id']}: {[node['target'] for node in one['nodes']]}"
        for one in Axe().run(page, options=RULES).response["violations"]
    ]
    root = "document.documentElement"
    if page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"):
        found.append(f"{page.url}: scrolls sideways")
    return found


def small_targets(page: Page) -> list[str]:
    """Return what is smaller than 24 by 24 pixels, and not part of a sentence (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, summary")]
            .filter((e) => e.offsetParent && e.tabIndex >= 0 && !e.closest("p, .skip"))
            .filter((e) => !e.matches(".skip") && e.type !== "hidden")
            .filter((e) => { const b = e.getBoundingClientRect();
                             return b.width < 24 || b.height < 24; })
            .map((e) => e.outerHTML)"""
    )
    return found


def test_somebody_signs_in_looks_around_and_signs_out(page: Page, account: Account) -> None:
    person = person_of(account)
    page.goto("/users")

    sign_in(page, person)
    expect(page).to_have_url(re.compile("/users$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Users")
    page.get_by_text(account.name).click()
    page.get_by_role("link", name="Your sign-ins").click()
    expect(page.get_by_role("row").filter(has_text="This browser")).to_have_count(1)
    page.get_by_role("button", name="Sign out", exact=True).click()

    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_is_told_and_the_address_is_kept(page: Page, account: Account) -> None:
    person = person_of(account)
    page.goto("/")

    sign_in(page, person, WRONG)

    expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    expect(page.get_by_label("E-mail address")).to_have_value(person.email)
    expect(page.get_by_label("Password")).to_have_value("")
    assert faults(page) == []
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Card templates")


def test_too_many_attempts_have_to_wait(page: Page, neighbour: Browser, account: Account) -> None:
    person = person_of(account)
    for _ in range(10):
        neighbour.sign_in(person.email, WRONG)
    page.goto("/sign-in")

    sign_in(page, person, PASSWORD)

    expect(page.get_by_role("alert")).to_have_text(
        "Too many attempts have failed. Wait 15 min, then try again."
    )
    assert faults(page) == []


def test_who_was_away_signs_in_again_and_goes_on_where_they_were(
    page: Page, account: Account
) -> None:
    person = person_of(account)
    page.goto("/sign-in")
    sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Card templates")
    with account.service.database.writing() as session:
        long_ago = times.now() - 31 * 60 * times.MICROSECONDS
        session.execute(
            update(SignIn).where(SignIn.user_id == person.id).values(last_seen_at=long_ago)
        )

    page.get_by_role("link", name="Users").click()

    expect(page.get_by_role("status")).to_contain_text("you were away for a while")
    assert faults(page) == []
    sign_in(page, person)
    expect(page).to_have_url(re.compile("/users$"))


def test_somebody_invited_chooses_a_password_and_comes_in(
    page: Page, account: Account, window: BrowserContext
) -> None:
    page.goto("/users")
    sign_in(page, person_of(account))
    page.get_by_label("First and last name").fill("Grace Hopper")
    page.get_by_label("E-mail address").fill(f"{account.hashid}@example.com")
    page.get_by_role("button", name="Invite", exact=True).click()
    link = page.get_by_label("Link").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="Sign out").click()

    page.goto(link)
    expect(page.get_by_text(f"For {account.hashid}@example.com")).to_be_visible()
    page.get_by_label("New password").fill("password1234")
    page.get_by_label("The same once more").fill("password1234")
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_label("New password")).to_have_accessible_description(
        re.compile("anybody would guess")
    )
    assert faults(page) == []
    page.get_by_label("New password").fill(CHOSEN)
    page.get_by_label("The same once more").fill(CHOSEN)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")
    page.get_by_label("E-mail address").fill(f"{account.hashid}@example.com")
    page.get_by_label("Password").fill(CHOSEN)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("Grace Hopper")).to_be_visible()
    expect(page.get_by_role("link", name="Users")).to_have_count(0)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link no longer works")


def test_an_admin_works_with_users(page: Page, account: Account) -> None:
    colleague = person_of(account, is_admin=False)
    page.goto("/users")
    sign_in(page, person_of(account))
    row = page.get_by_role("row").filter(has_text=colleague.email)

    row.get_by_role("button", name=f"Make admin ({colleague.email})").click()
    expect(page.get_by_role("status")).to_have_text(f"{colleague.email} is an admin now.")
    expect(row).to_contain_text("Admin")
    row.get_by_role("button", name="Disable").click()
    expect(row).to_contain_text("Disabled")
    assert faults(page) == []
    row.get_by_role("button", name="Enable").click()
    row.get_by_role("button", name="Reset link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Reset link")
    expect(page.get_by_label("Link")).to_contain_text("/choose-password?token=")


def test_everything_can_be_done_with_the_keyboard(page: Page, account: Account) -> None:
    person = person_of(account)
    page.goto("/sign-in")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Card templates")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    focused = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert page.evaluate("document.activeElement.closest('details').open")
    assert focused == "solid", "what has the focus shows it"


@pytest.fixture
def plain_window(chromium: Chromium, account: Account) -> Iterator[BrowserContext]:
    """A browser that runs no scripts."""
    context = chromium.new_context(base_url=account.service.url, java_script_enabled=False)
    yield context
    context.close()


def test_no_page_needs_scripts(plain_window: BrowserContext, account: Account) -> None:
    page = plain_window.new_page()
    page.goto("/")

    sign_in(page, person_of(account))
    page.get_by_text(account.name).click()
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password").fill(CHOSEN)
    page.get_by_label("The same once more").fill(CHOSEN)
    page.get_by_role("button", name="Change the password").click()

    expect(page.get_by_role("status")).to_contain_text("Your password is changed")


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=str)
def test_axe_finds_nothing_on_any_page(
    page: Page, account: Account, scheme: str, size: tuple[int, int]
) -> None:
    person = person_of(account)
    account.admin.create_template(name="A name without any blank " + "x" * 200)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    found, small = [], []
    for path in (*FOR_EVERYBODY, link_for(account.create_person())):
        page.goto(path)
        found += faults(page)
        small += small_targets(page)
    page.goto("/")
    sign_in(page, person)
    for path in FOR_USERS:
        page.goto(path)
        page.locator("summary").click()
        found += faults(page)
        small += small_targets(page)

    assert found == []
    assert small == []


def test_pages_fit_where_letters_are_four_times_as_large(page: Page, account: Account) -> None:
    page.goto("/users")
    sign_in(page, person_of(account))
    # A window of 1280 pixels at 400 % shows what one of 320 shows (WCAG 1.4.10).
    page.set_viewport_size({"width": 320, "height": 256})

    for path in FOR_USERS:
        page.goto(path)
        assert faults(page) == []


def test_pages_can_run_from_right_to_left(page: Page, account: Account) -> None:
    page.goto("/")
    sign_in(page, person_of(account))
    brand, who = page.locator(".brand"), page.locator(".who")
    assert left(brand.bounding_box()) < left(who.bounding_box())

    page.evaluate("document.documentElement.dir = 'rtl'")

    assert left(brand.bounding_box()) > left(who.bounding_box())
    assert faults(page) == []


def left(box: object) -> float:
    assert isinstance(box, dict)
    return float(box["x"])


def test_forced_colours_keep_borders_and_focus(page: Page, account: Account) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/sign-in?out=1")

    for selector in (".done", ".panel", "button", "#email"):
        width = page.evaluate(
            "(s) => getComputedStyle(document.querySelector(s)).borderTopWidth", selector
        )
        assert width != "0px", selector
    page.get_by_label("E-mail address").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
