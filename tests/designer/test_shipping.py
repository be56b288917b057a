"""What is sent to the browser: whole, unmodified, small, and from nowhere else."""

import gzip
import json
import re
from pathlib import Path

from markupsafe import escape
from playwright.sync_api import Request

import cardwright.designer
from cardwright.designer.import_map import import_map, source_of
from cardwright.web.pages.texts import in_english
from tests.designer.conftest import Open
from tests.pages.visits import signed_in
from tests.service import Account, Person

STATIC = Path(cardwright.designer.__file__).parent / "static"
LOCK = Path(__file__).parents[2] / "frontend" / "package-lock.json"
KIB = 1024


def sent(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def test_third_party_scripts_are_small_and_have_their_licences() -> None:
    modules = sorted((STATIC / "vendor").glob("*.mjs"))
    assert [one.stem for one in modules] == ["hooks", "htm", "preact", "signals-core", "signals"]
    assert sum(map(sent, modules)) < 15 * KIB
    for module in modules:
        assert "icen" in (module.with_name(f"{module.stem}_LICENSE.txt")).read_text()


def test_all_scripts_together_are_small() -> None:
    scripts = [*STATIC.rglob("*.js"), *STATIC.rglob("*.mjs")]
    assert sum(map(sent, scripts)) < 90 * KIB


def test_the_lock_names_exact_versions_and_no_registry() -> None:
    packages = json.loads(LOCK.read_text())["packages"]
    names = [f"node_modules/{one}" for one in ("preact", "htm", "@preact/signals")]
    assert all(re.fullmatch(r"[\d.]+", packages[one]["version"]) for one in names)
    assert all(packages[one]["integrity"].startswith("sha512-") for one in names)
    assert not any("resolved" in one for one in packages.values())


def test_the_policy_lets_no_script_in_but_ours(account: Account) -> None:
    browser, person = signed_in(account)
    answer = browser.get(f"/designer/{person.create_template()['id']}")
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == f"'self' {source_of(import_map())}"
    assert policy["style-src"] == "'self'"
    assert " style=" not in answer.text


def test_scripts_name_every_text_and_no_other() -> None:
    written = "\n".join(one.read_text("utf-8") for one in STATIC.rglob("*.js"))
    page = (STATIC.parent / "pages" / "editor.html").read_text("utf-8")
    keys = {key for key in in_english().messages if key.startswith("designer.")} - set(of_help())
    named = {f"designer.{key}" for key in re.findall(r'\bt\("([\w.]+)"', written)}
    made = re.compile(
        "|".join(
            re.sub(r"\\\$\\{.*?\\}", r"[\\w.]+", re.escape(f"designer.{key}"))
            for key in re.findall(r"`([a-z_]+(?:\.[a-z_]+)*\.[a-z_]*\$\{[^`]+)`", written)
        )
    )

    assert len(named) > 100
    assert named - keys == set()
    rest = {key for key in keys - named if not made.fullmatch(key)}
    assert {key for key in rest if f'"{key[9:]}"' not in written and f'"{key}"' not in page} == {
        "designer.toolbar.undo_what",
        "designer.toolbar.redo_what",
    }


def of_help() -> dict[str, str]:
    """Return the texts that stand in the page itself."""
    parts = ("designer.help.", "designer.key.")
    return {key: text for key, text in in_english().messages.items() if key.startswith(parts)}


def test_the_help_of_the_page_has_all_its_texts_and_the_script_none(account: Account) -> None:
    browser, person = signed_in(account)
    page = browser.get(f"/designer/{person.create_template()['id']}").text
    assert len(of_help()) > 40
    assert [key for key, text in of_help().items() if str(escape(text)) not in page] == []
    assert "designer.key." not in page


def test_every_request_stays_here(open_designer: Open, account: Account, person: Person) -> None:
    created = person.create_template()
    page = open_designer(created["id"])
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    urls = [one.url for one in asked if not one.url.startswith(("data:", "blob:"))]
    assert len(urls) > 20
    assert [url for url in urls if not url.startswith(account.service.url)] == []
