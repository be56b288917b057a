"""What all pages have in common: headers, static files, languages, and pages for refusals."""

import re
import tomllib
from pathlib import Path

import httpx
import pytest

import cardwright
from cardwright.web.pages.texts import Catalogue
from tests.pages.html import Page
from tests.pages.visits import Browser, signed_in
from tests.service import Account, Service

SOURCE = Path(cardwright.__file__).parent
TEXTS = SOURCE / "web" / "pages" / "texts"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PAGES = ["/", "/users", "/audit", "/sign-ins", "/password", "/nothing/here"]
OPEN_PAGES = ["/sign-in", "/choose-password?token=x", "/nothing/here"]


def test_a_page_lets_nothing_in_and_is_not_kept(account: Account) -> None:
    browser, _ = signed_in(account)

    for path in PAGES:
        headers = browser.get(path).headers

        assert headers["content-security-policy"] == POLICY, path
        assert headers["referrer-policy"] == "strict-origin", path
        assert headers["cache-control"] == "no-store", path
        assert headers["x-content-type-options"] == "nosniff", path
        assert "Cookie" in headers["vary"], path


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_the_pages_before_sign_in_have_no_navigation(service: Service, path: str) -> None:
    answer = Browser(service).get(path)

    assert answer.headers["content-security-policy"] == POLICY
    assert "/sign-ins" not in Page(answer.text).links
    assert 'action="/sign-out"' not in answer.text


def test_pages_hold_no_inline_script_or_style(account: Account) -> None:
    browser, _ = signed_in(account)

    for path in (*PAGES, *OPEN_PAGES):
        for tag, given in Page(browser.get(path).text).attributes:
            assert tag != "style", path
            assert tag != "script" or "src" in given, path
            assert not [name for name in given if name == "style" or name.startswith("on")], path


def test_every_page_names_the_account_the_user_and_the_way_out(account: Account) -> None:
    browser, _ = signed_in(account)

    for path in PAGES[:-1]:
        page = browser.page(path)

        assert account.name in page.text
        assert "Ada Byron" in page.text
        assert [text for text, _ in page.form("/sign-out").buttons] == ["Sign out"]
        assert len([tag for tag, _ in page.attributes if tag == "h1"]) == 1
        assert ("html", {"lang": "en", "dir": "ltr"}) in page.attributes


def test_the_link_of_the_page_itself_is_marked(account: Account) -> None:
    browser, _ = signed_in(account)

    for path in ("/templates", "/users", "/audit", "/sign-ins", "/password"):
        current = [
            given["href"]
            for _, given in browser.page(path).attributes
            if given.get("aria-current") == "page"
        ]
        assert current == [path]


def test_static_files_are_kept_for_ever_under_their_digest(service: Service) -> None:
    browser = Browser(service)
    page = browser.page("/sign-in")
    urls = {given["href"] for tag, given in page.attributes if tag == "link"}
    [style_sheet] = [url for url in urls if url.endswith(".css")]

    answers = {url: browser.get(url) for url in urls}
    elsewhere = browser.get(re.sub("/static/[0-9a-f]+", "/static/0000", style_sheet))

    assert {answer.status_code for answer in answers.values()} == {200}
    assert answers[style_sheet].headers["content-type"] == "text/css; charset=utf-8"
    assert answers[style_sheet].headers["cache-control"] == "public, max-age=31536000, immutable"
    assert elsewhere.text == answers[style_sheet].text
    assert elsewhere.headers["cache-control"] == "no-store"
    assert browser.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/static/x/nothing.css", "/static/x/../frame.html", "/static/x/"])
def test_nothing_else_is_served_from_the_package(service: Service, path: str) -> None:
    answer = Browser(service).get(path)

    assert answer.status_code == 404
    assert "doctype" not in answer.text or "There is nothing here" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing/here", 404, "There is nothing here"),
        ("DELETE", "/sign-in", 405, "This cannot be done here"),
        ("POST", "/sign-in", 400, "This request cannot be understood"),
    ],
)
def test_people_are_refused_with_a_page(
    service: Service, method: str, path: str, status: int, title: str
) -> None:
    answer = Browser(service).http.request(method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert title in Page(answer.text).text
    if status == 405:
        assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_database_that_does_not_answer_is_told_on_a_page(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with Service(tmp_path_factory.mktemp("broken")) as service:
        browser, _ = signed_in(service.create_account())
        answer = answer_while_broken(service, browser)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Try again in a few seconds" in Page(answer.text).text
    assert "sign_in" not in answer.text


def answer_while_broken(service: Service, browser: Browser) -> httpx.Response:
    """Return the answer to somebody who is signed in, when the rows that say so cannot be had."""
    with service.database.writing() as session:
        if not service.database.is_quick:
            session.connection().exec_driver_sql("LOCK TABLE sign_in IN ACCESS EXCLUSIVE MODE")
            return browser.get("/")
        session.connection().exec_driver_sql("ALTER TABLE sign_in RENAME TO gone")
    return browser.get("/")


@pytest.mark.parametrize("path", ["/api/3/nothing", "/files/x", "/oauth/token/info", "/health/x"])
def test_programs_are_refused_in_json_even_by_a_browser(service: Service, path: str) -> None:
    answer = Browser(service).get(path)

    assert answer.status_code in (401, 404)
    assert answer.headers["content-type"] == "application/json"


def test_who_does_not_ask_for_a_page_gets_json(service: Service) -> None:
    answer = service.client().get("/nothing/here")

    assert answer.json()["error"] == "not_found"


def keys_of(path: Path) -> set[str]:
    """Return the dotted keys of a catalogue."""

    def flat(table: dict[str, object], prefix: str = "") -> set[str]:
        found: set[str] = set()
        for key, value in table.items():
            found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
        return found

    return flat(tomllib.loads(path.read_text()))


def test_every_text_that_is_used_exists() -> None:
    keys = keys_of(TEXTS / "en.toml")
    called = re.compile(r"""\b(?:t|texts)\(\s*["']([^"']+)["']""")

    used = {
        (path.name, key)
        for path in (*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py"))
        for key in called.findall(path.read_text())
    }

    assert len(used) > 80

    def is_there(key: str) -> bool:
        """Say whether there is the key or, where the end of it comes from a list, any such key."""
        return key in keys or (key.endswith(".") and any(one.startswith(key) for one in keys))

    assert {(name, key) for name, key in used if not is_there(key)} == set()


def test_every_text_is_used() -> None:
    written = "\n".join(
        path.read_text() for path in (*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py"))
    )
    sentences = {
        "_".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
        for text in re.findall(r'"([^"\n]+)"', written)
    } | {
        f"must_have_{number}_characters_{end}"
        for number, end in ((12, "or_more"), (1024, "at_most"))
    }
    made = re.compile(r"\.(?:title|explanation)$")  # From the name of an error page.

    def is_event(key: str) -> bool:
        """Say whether an event is named whole, or as a group and a word that are put together."""
        name = key.removeprefix("event.")
        group, _, word = name.rpartition(".")
        return f'"{name}"' in written or (f'"{group}.{{' in written and f'"{word}"' in written)

    unused = {
        key
        for key in keys_of(TEXTS / "en.toml")
        if f'"{key}"' not in written
        and f"'{key}'" not in written
        and f'"{made.sub("", key)}"' not in written
        and not (key.startswith("event.") and is_event(key))
        # Those are for the scripts of the designer, whose own tests look for them.
        and not key.startswith("designer.")
        and f'"{key.removeprefix("scopes.")}"' not in written
        and key.removeprefix("refusal.") not in sentences
        and not key.startswith("language.")
    }

    assert unused == set()


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.toml")), ids=lambda path: path.stem)
def test_translations_have_the_placeholders_of_the_english_texts(path: Path) -> None:
    english, translated = (
        Catalogue(TEXTS).choose(language).messages for language in ("en", path.stem)
    )
    placeholders = re.compile(r"\{(\w+)\}")

    assert keys_of(path) <= keys_of(TEXTS / "en.toml")
    for key, text in translated.items():
        assert set(placeholders.findall(text)) == set(placeholders.findall(english[key])), key


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """Three languages, of which one is complete."""
    for language, text in {
        "en": 'title = "Cards"\n[language]\ndirection = "ltr"\n[a]\nb = "of {name}"',
        "de": 'title = "Karten"\n[language]\ndirection = "ltr"',
        "ar": 'title = "\u0628\u0637\u0627\u0642\u0627\u062a"\n[language]\ndirection = "rtl"',
    }.items():
        (tmp_path / f"{language}.toml").write_text(text)
    return Catalogue(tmp_path)


@pytest.mark.parametrize(
    ("accept_language", "chosen"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH, en;q=0.5", "de"),
        ("fr, de;q=0.8, en;q=0.9", "en"),
        ("DE-at", "de"),
        ("de;q=0, ar;q=0.1", "ar"),
        ("*", "en"),
        ("de;q=x, ar", "ar"),
        (";;,,;q=1", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_reader_gets_the_language_they_like_best(
    catalogue: Catalogue, accept_language: str, chosen: str
) -> None:
    assert catalogue.choose(accept_language).language == chosen


def test_what_a_language_lacks_is_in_english(catalogue: Catalogue) -> None:
    texts = catalogue.choose("ar")

    assert texts.direction == "rtl"
    assert texts("title") == "\u0628\u0637\u0627\u0642\u0627\u062a"
    assert texts("a.b", name="Ada {x}") == "of Ada {x}"
    assert texts.problem({"x": ["is odd"]}, "x") == "is odd"
    assert texts.problem({}, "x") == ""
    with pytest.raises(KeyError):
        texts("nothing")
    assert catalogue.languages == ("ar", "de", "en")
