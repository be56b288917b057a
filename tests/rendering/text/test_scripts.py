"""Each script is shaped, ordered and broken as its readers expect."""

# ruff: noqa: RUF001 - letters of many scripts look alike.

import pytest

from cardwright.rendering.text import TextBlock
from tests.rendering.text.styles import laid_out, lines, shown


def fonts_of(block: TextBlock) -> list[str]:
    return [run.font.name.removesuffix(" 400") for run in block.runs]


def test_arabic_letters_join_and_run_to_the_left() -> None:
    # Seen at the start, lam and alef as one ligature at the end of the join, meem alone.
    assert shown(laid_out("سلام")) == "\u0645\ufefc\ufeb3"


def test_arabic_digits_and_latin_words_keep_their_own_direction() -> None:
    block = laid_out("عدد 123 abc")
    assert shown(block).startswith("abc 123 ")


def test_hebrew_with_digits_and_parentheses_is_ordered_by_level() -> None:
    assert shown(laid_out("שלום (2024) abc")) == "abc (2024) םולש"


def test_a_latin_line_with_hebrew_in_it_stays_left_to_right() -> None:
    assert shown(laid_out("abc (שלום) 12")) == "abc (םולש) 12"


def test_the_direction_can_be_told() -> None:
    assert shown(laid_out("abc!", direction="rtl")) == "!abc"
    assert shown(laid_out("שלום!", direction="ltr")) == "םולש!"


def test_each_paragraph_has_the_direction_of_its_first_strong_character() -> None:
    block = laid_out("שלום\nabc", 50, fit="wrap")
    hebrew, latin = block.lines
    assert hebrew.left == pytest.approx(50 - hebrew.width)
    assert latin.left == 0


def test_an_isolate_does_not_change_what_is_around_it() -> None:
    # Without the isolate the last number would stand left of the Hebrew.
    assert shown(laid_out("a שלום 1")) == "a 1 םולש"
    assert shown(laid_out("a \u2067שלום\u2069 1")).split() == ["a", "םולש", "1"]


def test_devanagari_conjuncts_and_reordered_vowels() -> None:
    (conjunct,) = laid_out("क्ष").runs
    assert len(conjunct.glyphs) == 1
    # The short i is written before the consonant that it follows in speech.
    assert shown(laid_out("नि"))[1:] == "न"


def test_thai_breaks_between_words_and_not_within() -> None:
    words = ["ภาษา", "ไทย", "สวัสดี", "ครับ"]
    block = laid_out("".join(words), 13, fit="wrap", size_pt=12)
    assert len(block.lines) > 1
    assert "".join(lines(block)) == "".join(words)
    starts = {"".join(words[:count]) for count in range(len(words) + 1)}
    assert {"".join(lines(block)[:row]) for row in range(len(block.lines))} <= starts


def test_chinese_and_japanese_break_anywhere_but_before_punctuation() -> None:
    block = laid_out("東京都千代田区、丸の内一丁目。", 15, fit="wrap", size_pt=10)
    assert len(block.lines) > 2
    assert "".join(lines(block)) == "東京都千代田区、丸の内一丁目。"
    assert not any(line.startswith(("、", "。")) for line in lines(block))


def test_korean_breaks_between_syllables() -> None:
    assert len(laid_out("서울특별시강남구역삼동", 15, fit="wrap").lines) > 1


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("张伟", "Noto Sans SC"),
        ("李明", "Noto Sans SC"),
        ("渡辺さん", "Noto Sans JP"),
        ("齋藤", "Noto Sans JP"),
        ("金正洙 김정수", "Noto Sans KR"),
        ("שלום", "Noto Sans Hebrew"),
        ("سلام", "Noto Sans Arabic"),
        ("ไทย", "Noto Sans Thai"),
    ],
)
def test_a_fallback_suits_the_language(text: str, family: str) -> None:
    assert set(fonts_of(laid_out(text, font="Inter"))) - {"Inter"} == {family}


def test_a_fallback_can_stand_in_the_middle_of_a_word() -> None:
    block = laid_out("a中b", font="Montserrat")
    assert fonts_of(block) == ["Montserrat", "Noto Sans SC", "Montserrat"]
    assert shown(block) == "a中b"


def test_a_letter_and_its_marks_come_from_one_font() -> None:
    # Montserrat has the letter, but not the mark, and nothing composed of both.
    block = laid_out("q\N{COMBINING LATIN SMALL LETTER A}", font="Montserrat")
    assert fonts_of(block) == ["Noto Sans"]
    assert block.missing_characters == ""


def test_composed_and_decomposed_letters_are_drawn_alike() -> None:
    assert laid_out("Zoe\u0308").runs == laid_out("Zoë").runs


def test_a_glyph_that_no_font_has_is_told_once() -> None:
    block = laid_out("a\U0001f600b\U0001f600\U00013000")
    assert block.missing_characters == "\U0001f600\U00013000"
    assert not block.is_overflowing


@pytest.mark.parametrize(
    "invisible", ["\u200d", "\u200c", "\u200f", "\u2066\u2069", "\ufe0f", "\u00ad", "\u00a0\u2009"]
)
def test_what_has_no_shape_is_not_missing(invisible: str) -> None:
    assert laid_out(f"a{invisible}b").missing_characters == ""


def test_control_characters_go_and_half_a_pair_is_replaced() -> None:
    assert lines(laid_out("a\x00\x1b\ufeffb\tc")) == ["ab c"]
    assert lines(laid_out("a\ud83db")) == ["a\ufffdb"]


def test_kerning_is_applied() -> None:
    apart = laid_out("A").lines[0].width + laid_out("V").lines[0].width
    assert laid_out("AV").lines[0].width < apart - 0.05
