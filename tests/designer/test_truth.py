"""What is seen on the stage is what is printed."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect

from tests.designer.cards import OBJECTS
from tests.designer.conftest import Open
from tests.designer.hands import id_of, the_object
from tests.designer.truth import everything_is_drawn
from tests.service import Person

DPI = 300
MM_PER_INCH = 25.4
MOST_ERROR = 0.02

PORTRAIT: list[dict[str, Any]] = [
    {**OBJECTS[3], "text": "Ägypten {{full_name}}", "x_mm": 4, "y_mm": 30, "width_mm": 46},
    {**OBJECTS[4], "x_mm": 4, "y_mm": 45, "font": "Noto Serif", "fit": "wrap_shrink"},
    {**OBJECTS[2], "x_mm": 14, "y_mm": 5, "height_mm": 22, "width_mm": 22},
    {**OBJECTS[5], "symbology": "code128", "x_mm": 4, "y_mm": 66, "width_mm": 46},
]
CARDS: dict[str, dict[str, Any]] = {
    "landscape": {"template_objects": OBJECTS, "double_sided": True},
    "portrait": {"template_objects": PORTRAIT, "orientation_front": "P"},
}


@pytest.mark.parametrize("name", sorted(CARDS))
def test_stage_and_print_differ_by_less_than_two_percent_of_the_ink(
    open_designer: Open, person: Person, name: str
) -> None:
    page = open_designer(person.create_template(**CARDS[name])["id"])
    with page.expect_request("**/fragments") as asked:
        page.get_by_role("combobox", name="Show the card with").select_option("usual")
    everything_is_drawn(page)

    on_stage = stage_pixels(page)

    path = f"/api/3/card_templates/{id_of(page)}/render"
    sent = asked.value.post_data_json
    assert sent is not None
    printed = pixels(person.http.post(path, json={"dpi": DPI, "data": sent["data"]}).content)
    assert printed.shape == on_stage.shape
    difference = np.abs(printed - on_stage).sum()
    ink = (255 - printed).sum()
    assert difference / ink < MOST_ERROR, f"{difference / ink:.2%} of the ink differs"


def test_a_proof_lies_over_the_stage_and_goes_with_the_next_edit(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("button", name="Proof").click()
    expect(page.locator(".proof-border")).to_be_attached()
    expect(page.get_by_role("slider", name="Print over stage")).to_be_visible()

    the_object(page, "Code").focus()
    page.keyboard.press("ArrowLeft")

    expect(page.locator(".proof-border")).to_have_count(0)


def test_the_card_is_exported_with_the_record_that_is_typed_in(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("tab", name="Data").click()
    page.get_by_role("textbox", name="First name first_name").fill("Grace")
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("img", name="The card as it is printed: Back")).to_be_visible()

    with page.expect_download() as pdf:
        page.get_by_role("button", name="Download the PDF").click()
    with page.expect_download() as png:
        page.get_by_role("button", name="PNG of the front").click()

    assert pdf.value.path().read_bytes().startswith(b"%PDF-")
    assert pdf.value.suggested_filename.endswith(".pdf")
    assert pixels(png.value.path().read_bytes()).shape[1::-1] == (1011, 638)


def test_markup_in_a_name_is_text(open_designer: Open) -> None:
    page = open_designer()
    page.get_by_role("tab", name="Data").click()
    page.get_by_role("textbox", name="First name first_name").fill(
        "<script>alert(1)</script> {{x}}"
    )
    everything_is_drawn(page)
    assert page.locator(".art script").count() == 0
    assert page.locator(".art > g").nth(3).locator("path").count() > 0


def stage_pixels(page: Page) -> NDArray[np.int32]:
    """Return what the art of the stage looks like, without all that is not printed."""
    size = page.evaluate(
        """(scale) => {
            const face = document.querySelector(".card-face");
            const [width, height] = ["width", "height"].map((a) => Number(face.getAttribute(a)));
            const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
            svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
            svg.setAttribute("width", width * scale);
            svg.setAttribute("height", height * scale);
            svg.append(document.querySelector(".paper image")?.cloneNode(true) ?? "",
                       document.querySelector(".art").cloneNode(true));
            document.querySelector(".editor").replaceWith(svg);
            document.body.replaceChildren(svg);
            Object.assign(document.documentElement.style, { background: "#fff" });
            Object.assign(document.body.style, { margin: 0, display: "block", background: "#fff" });
            return [width * scale, height * scale];
        }""",
        DPI / MM_PER_INCH,
    )
    width, height = (round(length) for length in size)
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("Promise.all([...document.querySelectorAll('image')].map((one) => one.decode()))")
    return pixels(page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": height}))


def pixels(content: bytes) -> NDArray[np.int32]:
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=np.int32)
