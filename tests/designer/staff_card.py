"""What somebody does who has never read a manual: a staff card, from an empty card to its PDF."""

import ctypes
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # it ships no types
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.designer.hands import drag, middle_of, saved, scale_of, the_object
from tests.designer.truth import DPI, MM_PER_INCH, MM_PER_POINT, Pixels, letters_of, lines_of

WIDTH_MM, HEIGHT_MM = 54.0, 85.6
GREEN, ORANGE = "#12804a", "#d2691e"
RETURN_TO = "If found, please return to Meridian Works"


def pictures(folder: Path) -> tuple[Path, Path]:
    """Return the files of a logo, which is green, and of a photo, which is orange."""
    logo, photo = folder / "logo.png", folder / "ada.jpg"
    Image.new("RGB", (400, 200), GREEN).save(logo)
    Image.new("RGB", (480, 600), ORANGE).save(photo, quality=95)
    return logo, photo


def new_card(page: Page, name: str) -> None:
    """Make an upright empty card with two sides, from the gallery."""
    page.get_by_role("link", name="New card template").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    page.get_by_role("radio", name="An empty card").check()
    page.get_by_role("radio", name="Portrait", exact=True).check()
    page.get_by_role("radio", name="Both sides", exact=True).check()
    page.get_by_role("button", name="Create").click()
    page.wait_for_selector("html[data-ready]")


def design(page: Page, logo: Path) -> None:
    """Put a logo, a photo, a name and a QR code on the front, and a text on the back."""
    choose(page, page.get_by_role("button", name="Insert a picture or logo"), logo)
    expect(the_object(page, "Photo").or_(the_object(page, "Picture"))).to_be_visible()
    place(page, (4, 4, 20, 10))
    page.get_by_role("button", name="Insert a photo").click()
    place(page, (15, 18, 24, 30))
    page.get_by_role("button", name="Insert text").click()
    page.get_by_role("textbox", name="Text", exact=True).fill("")
    page.get_by_text("Insert a field", exact=True).click()
    page.get_by_role("button", name="Full name full_name", exact=True).click()
    place(page, (4, 50, 46, 8))
    page.get_by_role("button", name="Insert a QR code").click()
    code = the_object(page, "Card number")
    expect(code).to_be_visible()
    # Only this one by hand, and without the lines that it would snap to.
    x, y = (middle - now for middle, now in zip((27, 73), middle_on_card(page, code), strict=True))
    page.keyboard.down("Alt")
    drag(page, middle_of(code), (x * scale_of(page), y * scale_of(page)))
    page.keyboard.up("Alt")
    page.get_by_role("tab", name="Back", exact=True).click()
    page.get_by_role("button", name="Insert text").click()
    page.get_by_role("textbox", name="Text", exact=True).fill(RETURN_TO)
    page.get_by_role("combobox", name="When it does not fit").select_option("wrap")
    place(page, (5, 30, 44, 18))
    saved(page)


def fill_in(page: Page, photo: Path) -> None:
    """Type in whom the card is for."""
    page.get_by_role("tab", name="Data", exact=True).click()
    page.get_by_role("textbox", name="Full name full_name").fill("Grace Hopper")
    page.get_by_role("textbox", name="Card number card_number").fill("500321")
    choose(page, page.get_by_role("button", name="Choose a photo"), photo)
    expect(page.locator(".value.photo img")).to_be_visible()


def export_pdf(page: Page) -> bytes:
    """Look at both sides, and take the PDF away."""
    page.get_by_role("button", name="Export").click()
    for side in ("Front", "Back"):
        picture = page.get_by_role("img", name=f"The card as it is printed: {side}")
        expect(picture).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    return download.value.path().read_bytes()


def check(pdf: bytes) -> None:
    """Fail unless the PDF shows all that was put on the card, where it was put."""
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = [(page.get_width(), page.get_height()) for page in document]
    expected = (WIDTH_MM / MM_PER_POINT, HEIGHT_MM / MM_PER_POINT)
    assert np.allclose(sizes, [expected] * 2, atol=0.1), "two pages of the size of the card"
    assert lines_of(letters_of(pdf, 0)) == ["GraceHopper"]
    assert "".join(lines_of(letters_of(pdf, 1))) == RETURN_TO.replace(" ", "")
    front = rasterised(pdf, 0)
    assert colour_at(front, 14, 9) == GREEN
    assert distance(colour_at(front, 27, 33), ORANGE) < 8
    assert colour_at(front, 50, 33) == "#ffffff"
    (code,) = zxingcpp.read_barcodes(front)
    assert (code.format, code.text) == (zxingcpp.BarcodeFormat.QRCode, "500321")
    corner = code.position.top_left
    assert abs(corner.x / DPI * MM_PER_INCH - 18) < 3
    assert abs(corner.y / DPI * MM_PER_INCH - 64) < 3


def place(page: Page, box: Sequence[float]) -> None:
    """Type in where the selected object is, and how large: left, top, width, height in mm."""
    for name, value in zip(("Width", "Height", "Left", "Top"), (*box[2:], *box[:2]), strict=True):
        page.get_by_role("spinbutton", name=name, exact=True).fill(f"{value:g}")


def choose(page: Page, button: Locator, path: Path) -> None:
    """Press a button that asks for a file, and choose one."""
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files(path)


def middle_on_card(page: Page, locator: Locator) -> tuple[float, float]:
    """Return where on the card the middle of an element is, in millimetres."""
    x, y = middle_of(locator)
    face = page.locator(".card-face").bounding_box()
    assert face is not None
    return (x - face["x"]) / scale_of(page), (y - face["y"]) / scale_of(page)


def rasterised(pdf: bytes, page: int) -> Pixels:
    """Return what a page of a card looks like at 300 dpi, as pdfium draws it."""
    width, height = (round(length / MM_PER_INCH * DPI) for length in (WIDTH_MM, HEIGHT_MM))
    levels = np.full((height, width, 4), 255, np.uint8)
    with pypdfium2.PdfDocument(pdf) as document:
        pointer = levels.ctypes.data_as(ctypes.c_void_p)
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pointer, width * 4)
        raw.FPDF_RenderPageBitmap(bitmap, document[page], 0, 0, width, height, 0, 0)
        raw.FPDFBitmap_Destroy(bitmap)
    return np.ascontiguousarray(levels[..., 2::-1])


def colour_at(picture: Pixels, x_mm: float, y_mm: float) -> str:
    row, column = (round(length / MM_PER_INCH * DPI) for length in (y_mm, x_mm))
    return "#" + "".join(f"{level:02x}" for level in picture[row, column])


def distance(one: str, other: str) -> int:
    """Return by how many levels two colours differ."""
    levels = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return max(abs(a - b) for a, b in levels)
