"""How text is fitted into its box: fit, alignment, line boxes, letter spacing."""

from typing import Any

import pytest

from cardwright.layout.units import MM_PER_POINT
from cardwright.rendering.text import TextBlock
from tests.rendering.text.styles import FONTS, laid_out, lines, shown

LONG = "The quick brown fox jumps over the lazy dog"
LINE_MM = 10 * MM_PER_POINT * 1.2


def width(text: str, **given: Any) -> float:
    return laid_out(text, **given).lines[0].width


def baselines(block: TextBlock) -> list[float]:
    return [line.baseline for line in block.lines]


def test_shrink_keeps_what_fits() -> None:
    block = laid_out("Ada", 50, 10)
    assert (block.size_pt, block.is_shrunk, block.is_overflowing) == (10, False, False)


def test_shrink_makes_one_line_just_small_enough() -> None:
    block = laid_out(LONG, 70, 10)
    assert 6 < block.size_pt < 10
    assert block.is_shrunk
    assert not block.is_overflowing
    assert 69.8 < block.lines[0].width <= 70


def test_shrink_fits_the_height_too() -> None:
    block = laid_out("Ada", 50, LINE_MM * 0.8)
    assert block.size_pt == pytest.approx(8)
    assert not block.is_overflowing


def test_shrink_ends_at_the_minimum_with_an_ellipsis() -> None:
    block = laid_out(LONG, 30, 10, min_size_pt=8)
    assert block.size_pt == 8
    assert block.is_overflowing
    (line,) = lines(block)
    assert line.endswith("…")
    assert LONG.startswith(line[:-1])
    assert 27 < block.lines[0].width <= 30


def test_shrink_never_makes_text_larger() -> None:
    assert laid_out(LONG, 30, 10, size_pt=5, min_size_pt=8).size_pt == 5


def test_shrink_takes_a_line_break_for_a_space() -> None:
    assert lines(laid_out("Ada\nLovelace")) == ["Ada Lovelace"]


def test_the_ellipsis_of_hebrew_is_on_the_left() -> None:
    block = laid_out("ירושלים תל אביב חיפה", 20, 10, min_size_pt=10)
    assert shown(block).startswith("…")
    assert shown(block).endswith("םילשורי")


def test_a_box_too_narrow_for_an_ellipsis_stays_empty() -> None:
    block = laid_out(LONG, 0.5, 10)
    assert lines(block) == [""]
    assert block.runs == ()
    assert block.is_overflowing


def test_a_line_higher_than_the_box_overflows() -> None:
    assert laid_out("Ada", 50, 1).is_overflowing
    assert laid_out("Ada", 50, 1, fit="wrap").is_overflowing
    assert laid_out("Ada", 50, 1, fit="wrap_shrink").is_overflowing


def test_wrap_breaks_between_words_and_keeps_the_size() -> None:
    block = laid_out(LONG, 40, 50, fit="wrap")
    assert " ".join(lines(block)) == LONG
    assert len(block.lines) == 2
    assert all(line.width <= 40 for line in block.lines)
    assert (block.size_pt, block.is_overflowing) == (10, False)


def test_wrap_keeps_line_breaks_and_empty_lines() -> None:
    assert lines(laid_out("a\r\n\nb\u2028c", fit="wrap")) == ["a", "", "b", "c"]


def test_wrap_cuts_what_is_too_much_for_the_box() -> None:
    block = laid_out(LONG, 40, LINE_MM * 1.5, fit="wrap")
    assert len(block.lines) == 1
    assert lines(block)[0].endswith("…")
    assert block.is_overflowing


@pytest.mark.parametrize("line_height", [5e-324, 1e-300, 1e-12])
@pytest.mark.parametrize("fit", ["shrink", "wrap", "wrap_shrink", "clip"])
def test_lines_may_be_next_to_nothing_high(fit: str, line_height: float) -> None:
    block = laid_out("a\nb", 50, 10, fit=fit, line_height=line_height)
    assert " ".join(lines(block)) == "a b"
    assert not block.is_overflowing


def test_most_lines_are_kept_to() -> None:
    block = laid_out("a\nb\nc", fit="wrap", max_lines=2)
    assert lines(block) == ["a", "b…"]
    assert block.is_overflowing
    assert not laid_out("a\nb", fit="wrap", max_lines=2).is_overflowing


def test_wrap_breaks_a_word_that_is_wider_than_the_box_between_letters() -> None:
    block = laid_out("Donaudampfschifffahrt", 20, 50, fit="wrap")
    assert len(block.lines) > 1
    assert "".join(lines(block)) == "Donaudampfschifffahrt"
    assert all(line.width <= 20 for line in block.lines)
    assert not block.is_overflowing


def test_a_soft_hyphen_shows_only_where_the_line_breaks() -> None:
    assert lines(laid_out("Donau\u00addampf", 16, 50, fit="wrap")) == ["Donau-", "dampf"]
    assert width("Donau\u00addampf") == pytest.approx(width("Donaudampf"))


def test_wrap_shrink_takes_the_largest_size_at_which_all_fits() -> None:
    block = laid_out(LONG, 40, 12, fit="wrap_shrink", size_pt=14)
    assert block.is_shrunk
    assert not block.is_overflowing
    assert " ".join(lines(block)) == LONG
    larger = laid_out(LONG, 40, 12, fit="wrap", size_pt=block.size_pt + 0.1)
    assert larger.is_overflowing


def test_wrap_shrink_rather_shrinks_than_breaks_a_word() -> None:
    block = laid_out("Donaudampfschiff", 25, 50, fit="wrap_shrink")
    assert lines(block) == ["Donaudampfschiff"]
    assert block.is_shrunk


def test_wrap_shrink_ends_at_the_minimum() -> None:
    block = laid_out(LONG * 3, 30, 8, fit="wrap_shrink")
    assert block.size_pt == 6
    assert block.is_overflowing
    assert lines(block)[-1].endswith("…")


def test_clip_keeps_the_size_and_is_no_overflow() -> None:
    block = laid_out(f"{LONG}\nb\nc", 30, LINE_MM * 2.5, fit="clip")
    assert len(block.lines) == 2
    assert lines(block)[0].endswith("…")
    assert lines(block)[1] == "b"
    assert (block.size_pt, block.is_overflowing, block.is_clipped) == (10, False, True)


@pytest.mark.parametrize(
    ("align", "text", "place"),
    [
        ("start", "abc", 0),
        ("start", "שלום", 1),
        ("left", "abc", 0),
        ("left", "שלום", 0),
        ("center", "abc", 0.5),
        ("right", "abc", 1),
        ("right", "שלום", 1),
    ],
)
def test_alignment(align: str, text: str, place: float) -> None:
    (line,) = laid_out(text, 50, align=align).lines
    assert line.left == pytest.approx((50 - line.width) * place)


def test_spaces_at_the_end_of_a_line_do_not_count() -> None:
    (line,) = laid_out("abc   ", 50, align="right").lines
    assert line.width == pytest.approx(width("abc"))


@pytest.mark.parametrize(("valign", "place"), [("top", 0), ("middle", 0.5), ("bottom", 1)])
def test_vertical_alignment(valign: str, place: float) -> None:
    free = 30 - 2 * LINE_MM
    at_top = baselines(laid_out("a\nb", 50, 30, fit="wrap"))
    moved = baselines(laid_out("a\nb", 50, 30, fit="wrap", valign=valign))
    assert moved == pytest.approx([baseline + free * place for baseline in at_top])


@pytest.mark.parametrize("family", ["Noto Sans", "Montserrat", "Noto Sans JP"])
@pytest.mark.parametrize("line_height", [1.0, 1.2, 2.0])
def test_the_line_box_is_the_first_fonts_ascent_and_descent_centred(
    family: str, line_height: float
) -> None:
    font = FONTS.family(family, 400)
    assert font is not None
    block = laid_out("a\nb", fit="wrap", font=family, line_height=line_height)
    size = 10 * MM_PER_POINT
    first = (size * line_height - (font.ascent + font.descent) * size) / 2 + font.ascent * size
    assert baselines(block) == pytest.approx([first, first + size * line_height])


def test_a_fallback_font_does_not_move_the_line() -> None:
    assert baselines(laid_out("مرحبا 山田 ไทย")) == baselines(laid_out("abc"))


def test_letter_spacing_is_put_between_letters() -> None:
    # Both have no kerning between them.
    added = width("nnn", letter_spacing_pt=3) - width("nnn")
    assert added == pytest.approx(2 * 3 * MM_PER_POINT)


def test_letter_spacing_keeps_ligatures_apart_and_joined_letters_together() -> None:
    (joined,) = laid_out("ffi", font="Roboto Condensed").runs
    (spaced,) = laid_out("ffi", font="Roboto Condensed", letter_spacing_pt=1).runs
    assert len(joined.glyphs) < len(spaced.glyphs) == 3
    assert width("سلام", letter_spacing_pt=5) == pytest.approx(width("سلام"))


def test_letter_spacing_counts_when_text_is_shrunk() -> None:
    block = laid_out(LONG, 80, 10, letter_spacing_pt=1, min_size_pt=1)
    assert block.is_shrunk
    assert 79.8 < block.lines[0].width <= 80


@pytest.mark.parametrize(
    ("case", "expected"),
    [("none", "Straße Ü"), ("upper", "STRASSE Ü"), ("lower", "straße ü")],
)
def test_case(case: str, expected: str) -> None:
    assert lines(laid_out("Straße Ü", case=case)) == [expected]


def test_an_unknown_family_is_told_and_noto_sans_stands_in() -> None:
    block = laid_out("abc", font="Comic Sans")
    assert block.is_font_missing
    assert block.runs == laid_out("abc").runs
    assert not laid_out("abc").is_font_missing


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
@pytest.mark.parametrize("fit", ["shrink", "wrap", "wrap_shrink", "clip"])
def test_nothing_is_drawn_for_nothing(text: str, fit: str) -> None:
    block = laid_out(text, 0.1, 0.1, fit=fit)
    assert (block.runs, block.lines, block.is_overflowing) == ((), (), False)
