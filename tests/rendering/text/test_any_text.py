"""No text and no style crashes the engine, or sticks out of its box without saying so."""

from math import isfinite
from typing import Any

import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from cardwright.layout.units import MM_PER_POINT
from cardwright.rendering.text import draw
from tests.rendering.text.styles import laid_out

NOISE_MM = 1e-4

texts = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet="ab (1)\n\t\0\ud800\u00ad\u200d\u200f\u202e\u2066\u2069\u0301\U0001f600"
        "\u0627\u0628שלकि्ษสั山あ가",
        max_size=40,
    ),
)
styles = st.fixed_dictionaries(
    {
        "fit": st.sampled_from(["shrink", "wrap", "wrap_shrink", "clip"]),
        "size_pt": st.floats(0.01, 2000),
        "min_size_pt": st.floats(0.01, 2000),
        "line_height": st.floats(0.01, 100),
        "letter_spacing_pt": st.one_of(st.just(0.0), st.floats(-1000, 1000)),
        "align": st.sampled_from(["start", "left", "center", "right"]),
        "valign": st.sampled_from(["top", "middle", "bottom"]),
        "case": st.sampled_from(["none", "upper", "lower"]),
        "direction": st.sampled_from(["auto", "ltr", "rtl"]),
        "max_lines": st.one_of(st.none(), st.integers(1, 5)),
        "weight": st.integers(1, 1000),
        "font": st.sampled_from(["Noto Sans", "Inter", "Noto Sans JP", "unknown"]),
    }
)
lengths = st.floats(0.001, 10_000)


@settings(max_examples=150)
@given(texts, styles, lengths, lengths)
def test_text_lies_in_its_box_or_says_that_it_overflows(
    text: str, given_style: dict[str, Any], width: float, height: float
) -> None:
    block = laid_out(text, width, height, **given_style)
    line_mm = block.size_pt * MM_PER_POINT * given_style["line_height"]
    is_wide = any(
        line.left < -NOISE_MM or line.left + line.width > width + NOISE_MM for line in block.lines
    )
    is_high = len(block.lines) * line_mm > height + NOISE_MM
    assert block.is_clipped or block.is_overflowing or not (is_wide or is_high)
    assert not (block.is_clipped and block.is_overflowing)
    assert all(isfinite(x) and isfinite(y) for run in block.runs for x, y in run.places)
    _draw_both_ways(block)


def _draw_both_ways(block: Any) -> None:
    canvas = skia.PictureRecorder().beginRecording(skia.Rect.MakeWH(100, 100))
    draw(canvas, block, "#123456", 0.5, as_outlines=True)
    draw(canvas, block, "#123456", 0.5, as_outlines=False)
