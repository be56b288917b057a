"""Both sides of a card on the pages of an office printer: true in size, and back to back."""

import io
from typing import Any

import numpy as np
import pikepdf
import pypdfium2
import pytest

from cardwright.errors import Invalid
from cardwright.layout.card import Card
from cardwright.rendering.compile import CompiledTemplates
from cardwright.rendering.jobs import Drawing, PrintJob
from cardwright.rendering.printing import sheet_of
from cardwright.rendering.running import run
from tests.rendering.cards import Pixels, at, card_template

POINTS_PER_MM = 72 / 25.4
PX_PER_MM = 4
RED, GREEN, WHITE = (204, 0, 0), (0, 153, 0), (255, 255, 255)
# A spot in the top left corner of each side.
OBJECTS = (
    at("rect", 2, 2, 20, 10, fill="#cc0000"),
    at("rect", 2, 2, 20, 10, fill="#009900", side="back"),
)


def printed(*objects: dict[str, Any], front: str = "L", back: str = "L", **job: Any) -> bytes:
    template = card_template(
        *objects, double_sided=True, orientation_front=front, orientation_back=back
    )
    drawn = run(PrintJob(template=template, values={}, **job), CompiledTemplates())
    assert isinstance(drawn, Drawing)
    with pikepdf.open(io.BytesIO(drawn.content)) as pdf:
        assert pdf.check_pdf_syntax() == []
    return drawn.content


def pages_of(content: bytes) -> list[Pixels]:
    with pypdfium2.PdfDocument(content) as document:
        scale = PX_PER_MM / POINTS_PER_MM
        return [np.asarray(page.render(scale=scale).to_pil().convert("RGB")) for page in document]


def colour_at(page: Pixels, x_mm: float, y_mm: float) -> tuple[int, ...]:
    return tuple(int(v) for v in page[round(y_mm * PX_PER_MM), round(x_mm * PX_PER_MM)])


def boxes_of(content: bytes, name: str) -> list[list[float]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            [round(float(number) / POINTS_PER_MM, 2) for number in page[name]] for page in pdf.pages
        ]


@pytest.mark.parametrize(
    ("front", "flip", "is_turned"),
    [("L", "long", True), ("L", "short", False), ("P", "long", False), ("P", "short", True)],
)
def test_turned_over_like_the_page_of_a_book_the_back_is_upright(
    front: str, flip: str, is_turned: bool
) -> None:
    content = printed(*OBJECTS, front=front, back=front, flip=flip)

    assert boxes_of(content, "/MediaBox")[0] == boxes_of(content, "/MediaBox")[1]
    first, second = pages_of(content)
    height, width = (length / PX_PER_MM for length in second.shape[:2])
    top_left, bottom_right = (6, 6), (width - 6, height - 6)
    assert colour_at(first, *top_left) == RED
    assert colour_at(second, *(bottom_right if is_turned else top_left)) == GREEN
    assert colour_at(second, *(top_left if is_turned else bottom_right)) == WHITE


@pytest.mark.parametrize(("flip", "corner"), [("short", "right"), ("long", "left")])
def test_a_back_that_stands_on_a_front_that_lies_is_turned_by_a_quarter(
    flip: str, corner: str
) -> None:
    content = printed(*OBJECTS, front="L", back="P", flip=flip)
    assert boxes_of(content, "/MediaBox") == [[0, 0, 85.6, 54]] * 2
    assert boxes_of(content, "/TrimBox") == [[0, 0, 85.6, 54]] * 2
    _, second = pages_of(content)
    where = (85.6 - 6, 6) if corner == "right" else (6, 54 - 6)
    assert colour_at(second, *where) == GREEN


@pytest.mark.parametrize(("page", "size"), [("a4", (210, 297)), ("letter", (215.9, 279.4))])
def test_a_sheet_has_the_card_in_its_middle_with_marks_to_cut_it_out(
    page: str, size: tuple[float, float]
) -> None:
    content = printed(*OBJECTS, at("rect", -10, 20, 105, 10, fill="#009900"), page=page)

    width, height = size
    assert boxes_of(content, "/MediaBox") == [[0, 0, width, height]] * 2
    left, top = (width - 85.6) / 2, (height - 54) / 2
    trim = [round(n, 2) for n in (left, top, width - left, height - top)]
    assert boxes_of(content, "/TrimBox") == [trim] * 2
    first, second = pages_of(content)
    assert colour_at(first, left + 6, top + 6) == RED
    assert colour_at(second, left + 6, top + 6) == GREEN, "an upright sheet is bound like a book"
    assert colour_at(first, left - 1, top + 25) == GREEN, "it bleeds"
    assert colour_at(first, left - 2.8, top + 25) == WHITE, "and is cut off there"
    for page_drawn in (first, second):
        for x in (left, left + 85.6):
            around = page_drawn[round((top - 5) * PX_PER_MM), round(x * PX_PER_MM) - 2 :][:5]
            assert around.min() < 220, "a mark above each corner"
    assert (first[: round((top - 8) * PX_PER_MM)] == 255).all()


def test_a_card_of_one_side_has_one_page() -> None:
    drawn = run(
        PrintJob(template=card_template(*OBJECTS), values={}, page="a4"),
        CompiledTemplates(),
    )
    assert isinstance(drawn, Drawing)
    assert len(pages_of(drawn.content)) == 1


def test_a_card_that_is_larger_than_the_sheet_is_refused() -> None:
    card = Card(width_mm=250, height_mm=100, orientation_front="L", orientation_back="L")
    with pytest.raises(Invalid) as refused:
        sheet_of(card, "front", "a4", "long")
    assert "too small" in refused.value.errors["page"][0]
    assert sheet_of(card, "front", "card", "long").width_mm == 250
