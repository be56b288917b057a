"""Backgrounds, pictures and fonts: chosen, shown, replaced, deleted, and all of it undone."""

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from cardwright.rendering.fonts.built_in import FILES
from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, the_object
from tests.service import Person, a_png


def choose(page: Page, button: Locator, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files(path)


def a_picture(folder: Path, name: str = "crest.png", colour: str = "#12804a") -> Path:
    path, content = folder / name, BytesIO()
    Image.new("RGB", (400, 200), colour).save(content, "PNG")
    path.write_bytes(content.getvalue())
    return path


def view_of(page: Page, person: Person) -> dict[str, Any]:
    view: dict[str, Any] = person.http.get(f"/api/3/card_templates/{id_of(page)}").json()
    return view


def test_a_background_is_set_deleted_and_brought_back(
    open_designer: Open, person: Person, tmp_path: Path
) -> None:
    page = open_designer()
    page.get_by_role("tab", name="Files").click()

    choose(page, page.get_by_role("button", name="Choose a picture Front"), a_picture(tmp_path))
    expect(page.locator(".paper image")).to_be_attached()
    page.keyboard.press("Control+s")
    saved(page)
    assert view_of(page, person)["background_image_front_url"]
    page.get_by_role("button", name="Delete the background: Front").click()
    page.keyboard.press("Control+s")
    saved(page)
    assert view_of(page, person)["background_image_front_url"] is None
    expect(page.locator(".paper image")).to_have_count(0)
    page.get_by_role("button", name="Undo: Delete the background").click()
    page.keyboard.press("Control+s")
    saved(page)
    assert view_of(page, person)["background_image_front_url"]


def test_a_logo_is_inserted_with_its_file(
    open_designer: Open, person: Person, tmp_path: Path
) -> None:
    page = open_designer()

    choose(page, page.get_by_role("button", name="Insert a picture or logo"), a_picture(tmp_path))

    expect(the_object(page, "Picture")).to_be_visible()
    saved(page)
    expect(page.locator(".art > g").last.locator("image, use").first).to_be_attached()
    (file,) = view_of(page, person)["linked_files"]
    stored = list(objects_of(person, id_of(page)).values())[-1]
    assert stored["source"] == {"file": file["uuid"]}
    assert (file["file_role"], file["content_type"]) == ("crest", "image/png")
    assert stored["width_mm"] / stored["height_mm"] == 2
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+s")
    saved(page)
    assert view_of(page, person)["linked_files"] == []
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    saved(page)
    assert len(view_of(page, person)["linked_files"]) == 1


def test_a_font_is_uploaded_and_used(open_designer: Open, person: Person) -> None:
    page = open_designer()
    the_object(page, "Full name").click()
    before = page.locator(".art > g").nth(3).locator("path").first.get_attribute("d")
    font = FILES / "SourceCodePro_700Bold.ttf"

    choose(page, page.get_by_role("button", name="Upload a font"), font)

    saved(page)
    (file,) = view_of(page, person)["linked_files"]
    assert objects_of(person, id_of(page))["Full name"]["font"] == {"file": file["uuid"]}
    path = page.locator(".art > g").nth(3).locator("path").first
    expect(path).not_to_have_attribute("d", before or "")


def test_what_is_no_picture_is_refused_in_words(open_designer: Open, tmp_path: Path) -> None:
    page = open_designer()
    broken = tmp_path / "broken.png"
    broken.write_bytes(a_png()[:40])
    page.get_by_role("tab", name="Files").click()

    choose(page, page.get_by_role("button", name="Choose a picture Front"), broken)

    expect(page.get_by_text("Not accepted:")).to_be_visible()
    page.get_by_role("button", name="Undo: Set the background").click()
    saved(page)


def test_what_is_too_large_is_refused_in_words_and_can_be_given_up(
    open_designer: Open, person: Person, tmp_path: Path
) -> None:
    page = open_designer()
    large = a_picture(tmp_path, "large.png")
    large.write_bytes(large.read_bytes() + bytes(21 << 20))
    page.get_by_role("tab", name="Files").click()

    choose(page, page.get_by_role("button", name="Add a file"), large)

    expect(page.locator(".file .error")).to_contain_text("20 MiB", timeout=20_000)
    page.get_by_role("button", name="Delete large").click()
    saved(page)
    assert view_of(page, person)["linked_files"] == []


def test_script_in_a_logo_is_inert(open_designer: Open, person: Person, tmp_path: Path) -> None:
    page = open_designer()
    logo = tmp_path / "logo.svg"
    logo.write_text(
        """<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40" onload="parent.harm = 1">
        <script>window.harm = parent.harm = 1; fetch("/harm")</script>
        <rect width="80" height="40" fill="#0a5a8a" onclick="harm = 1"/>
        <image href="/harm" width="9" height="9"/></svg>"""
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    choose(page, page.get_by_role("button", name="Insert a picture or logo"), logo)
    expect(the_object(page, "Picture")).to_be_visible()
    saved(page)
    expect(page.locator(".art > g").last.locator("image, use, path").first).to_be_attached()
    page.get_by_role("tab", name="Files").click()
    expect(page.locator(".file img")).to_be_visible()
    (stored,) = view_of(page, person)["linked_files"]
    assert stored["content_type"] == "image/png", "only its pixels are kept"
    page.reload()
    page.wait_for_selector("html[data-ready]")
    the_object(page, "Picture").click()

    assert page.evaluate("'harm' in window") is False
    assert [url for url in asked if "harm" in url] == []
    assert page.locator("#stage script, #stage [onload], #stage [onclick]").count() == 0
