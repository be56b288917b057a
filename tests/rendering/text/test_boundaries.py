"""Directions, line breaks and letters, counted in characters whatever plane they are from."""

import pytest

from cardwright.rendering.text.boundaries import (
    letter_breaks,
    levels,
    line_breaks,
    visual_order,
)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("", 0, []),
        ("abc", 0, [0, 0, 0]),
        ("a \u05d0 1", 0, [0, 0, 1, 1, 2]),
        ("\u05d0 a", 1, [1, 1, 2]),
        ("1 \u05d0", 1, [2, 1, 1]),
        ("\U0001f600\u05d0\U0001f600a", 1, [1, 1, 1, 2]),
        ("a\U0001f600\u05d0", 0, [0, 0, 1]),
    ],
)
def test_levels(text: str, base: int, expected: list[int]) -> None:
    assert (levels(text, "auto")[0], list(levels(text, "auto")[1])) == (base, expected)


def test_a_text_without_a_direction_takes_the_one_told() -> None:
    assert levels("", "rtl")[0] == 1
    assert levels("...", "auto")[0] == 0
    assert levels("abc", "rtl") == (1, (2, 2, 2))


# The examples of UAX 9, rule L2: "he said ..." in both base directions.
@pytest.mark.parametrize(
    ("of_runs", "order"),
    [
        ([], []),
        ([0], [0]),
        ([0, 1, 0], [0, 1, 2]),
        ([1, 2, 1], [2, 1, 0]),
        ([0, 1, 2, 1, 0], [0, 3, 2, 1, 4]),
        ([1, 2, 2, 3, 2, 1], [5, 1, 2, 3, 4, 0]),
        ([1, 2, 3, 3, 2], [1, 3, 2, 4, 0]),
    ],
)
def test_visual_order(of_runs: list[int], order: list[int]) -> None:
    assert list(visual_order(of_runs)) == order


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a b-c d", [2, 4, 6, 7]),
        ("\U0001f600 \U0001f600 a", [2, 4, 5]),
        ("a (b) c, d", [2, 6, 9, 10]),
        ("a\u00a0b c", [4, 5]),
    ],
)
def test_line_breaks(text: str, expected: list[int]) -> None:
    assert list(line_breaks(text)) == expected


def test_letters_keep_their_marks() -> None:
    assert list(letter_breaks("e\u0301a\U0001f600\u0e01\u0e33")) == [2, 3, 4, 6]


def test_a_long_text_is_divided_like_a_short_one() -> None:
    assert list(line_breaks("ab " * 500)) == list(range(3, 1501, 3))
