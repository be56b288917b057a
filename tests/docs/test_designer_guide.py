"""docs/guides/designer.md tells of the shortcuts that the help of the designer tells of."""

import re

from playwright.sync_api import Page

from tests.designer.conftest import Open, chromium, complaints, open_designer, person, window
from tests.docs.test_docs import GUIDES
from tests.pages.conftest import service

__all__ = ["chromium", "complaints", "open_designer", "person", "service", "window"]


def test_the_guide_has_the_shortcuts_of_the_help(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("button", name="Help and shortcuts").click()

    shown = "\n".join(f"| {keys} | {does} |" for keys, does in rows_of(page))

    section = (GUIDES / "designer.md").read_text("utf-8").split("## Shortcuts")[1].split("\n## ")[0]
    written = "\n".join(re.findall(r"^\| `.*", section, re.MULTILINE))
    assert written == shown, f"the help of the designer shows:\n{shown}"


def rows_of(page: Page) -> list[tuple[str, str]]:
    """Return the keys of each shortcut, as they are written, and what they do."""
    page.get_by_role("dialog").get_by_role("row").last.wait_for(state="attached")
    found = []
    for row in page.get_by_role("dialog").get_by_role("row").all():
        cells = row.get_by_role("cell").all()
        if cells:
            keys = "+".join(key.inner_text() for key in cells[0].locator("kbd").all())
            found.append((f"`{keys}`", cells[1].inner_text()))
    return found
