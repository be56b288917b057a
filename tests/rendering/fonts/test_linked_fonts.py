"""Fonts that clients link to a template: drawn, converted or refused with a reason."""

import re
from pathlib import Path

import pytest
import skia

from cardwright.layout.objects.text import LinkedFont
from cardwright.rendering.fonts import Font, FontLibrary
from cardwright.rendering.fonts.conversion import MOST_CONVERTED
from cardwright.rendering.fonts.linked import linked_font
from cardwright.rendering.text import draw, lay_out
from tests.rendering.fonts.made_fonts import (
    SIDE,
    cff,
    collection,
    coloured,
    packed,
    true_type,
    variable,
)
from tests.rendering.text.styles import style

UUID = "0c4b21a5-6d6b-4b3e-9a3c-0c8f3a2d7a10"
ROUNDING = 0.25
"""FreeType keeps outlines in steps of 1/4096 em, a quarter of these fonts' units."""

MADE = {
    "TrueType": true_type(),
    "CFF": cff(),
    "WOFF": packed(true_type(), "woff"),
    "WOFF2": packed(true_type(), "woff2"),
    "packed CFF": packed(cff(), "woff2"),
    "collection": collection(true_type()),
    "variable": variable(),
    "coloured": coloured(),
}


@pytest.mark.parametrize("made", MADE)
def test_a_linked_font_draws_its_letters(made: str) -> None:
    fonts = FontLibrary().with_linked({UUID: MADE[made]})
    block = lay_out(style(font=LinkedFont(file=UUID.upper()), size_pt=72), "A", 60, 40, fonts)
    assert not block.is_font_missing
    assert block.missing_characters == ""
    bounds = _outline(fonts, 100).getBounds()
    found = (bounds.left(), bounds.right(), bounds.top(), bounds.bottom())
    assert found == pytest.approx((0, SIDE, -SIDE, 0), abs=ROUNDING)


@pytest.mark.parametrize("made", MADE)
def test_a_linked_font_is_embedded_as_true_type_and_never_as_type_3(
    made: str, tmp_path: Path
) -> None:
    fonts = FontLibrary().with_linked({UUID: MADE[made]})
    block = lay_out(style(font=LinkedFont(file=UUID)), "A", 60, 10, fonts)
    path = tmp_path / "card.pdf"
    stream = skia.FILEWStream(str(path))
    with skia.PDF.MakeDocument(stream) as document:
        draw(document.beginPage(200, 100), block, "#000000", 1, as_outlines=False)
        document.endPage()
    stream.flush()
    assert re.search(rb"/CIDFontType2\b", path.read_bytes())
    assert b"/Type3" not in path.read_bytes()


def test_a_converted_outline_keeps_its_curve() -> None:
    fonts = FontLibrary().with_linked({UUID: cff()})
    corner = skia.Point(SIDE * 0.9, -SIDE * 0.9)
    on_the_curve = skia.Point(SIDE * 0.84, -SIDE * 0.84)
    outline = _outline(fonts, 400)
    assert not outline.contains(corner.x(), corner.y())
    assert outline.contains(on_the_curve.x(), on_the_curve.y())


@pytest.mark.parametrize(("weight", "width"), [(1, 800), (100, 800), (500, 850), (1000, 900)])
def test_a_variable_font_is_fixed_at_the_nearest_weight(weight: int, width: int) -> None:
    fonts = FontLibrary().with_linked({UUID: variable()})
    assert _outline(fonts, weight).getBounds().width() == pytest.approx(width, abs=ROUNDING)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no font that can be read"),
        (b"hello", "no font that can be read"),
        (true_type()[:200], "no font that can be read"),
        (packed(true_type(), "woff2")[:90], "no font that can be read"),
        (b"wOF2" + b"\0" * 12 + b"\x7f\xff\xff\xff" + b"\0" * 40, "larger than 32 MB"),
        (true_type(licence_bits=0x0002), "forbid embedding"),
        (cff(extra_glyphs=MOST_CONVERTED), "too many"),
        (coloured(outlines=False), "letters of the font are pictures"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_and_noto_sans_stands_in(
    data: bytes, reason: str
) -> None:
    fonts = FontLibrary().with_linked({UUID: data})
    assert reason in (fonts.refusal(UUID) or "")
    block = lay_out(style(font=LinkedFont(file=UUID)), "A", 60, 10, fonts)
    assert block.is_font_missing
    assert [run.font.name for run in block.runs] == ["Noto Sans 400"]


def test_what_the_linked_font_lacks_comes_from_the_built_in_ones() -> None:
    fonts = FontLibrary().with_linked({UUID: true_type()})
    block = lay_out(style(font=LinkedFont(file=UUID)), "AשA", 60, 10, fonts)
    assert [run.font.name for run in block.runs] == [
        "Made Regular",
        "Noto Sans Hebrew 400",
        "Made Regular",
    ]


def test_a_font_is_opened_once_for_all_libraries() -> None:
    assert linked_font(true_type()) is linked_font(true_type())


def test_a_library_keeps_the_fonts_it_had() -> None:
    first = FontLibrary().with_linked({"a": true_type()})
    both = first.with_linked({"b": cff()})
    assert isinstance(both.linked("A", 400), Font)
    assert isinstance(both.linked("b", 400), Font)
    assert first.linked("b", 400) is None
    assert first.refusal("b") is None


def _outline(fonts: FontLibrary, weight: int) -> skia.Path:
    font = fonts.linked(UUID, weight)
    assert font is not None
    return font.outline(font.shaper.get_nominal_glyph(ord("A")))
