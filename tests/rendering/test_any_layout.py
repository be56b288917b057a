"""Whatever the layout profile allows can be drawn and looked through, in every format."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardwright.layout.findings import Code
from tests.rendering.cards import card_template, picture, preflight, quarters, render

CODES = {code.wire for code in Code}
FILES = {
    "photo": quarters(60, 80, "JPEG"),
    "logo": picture(40, 30, (9, 9, 9, 99)),
    "junk": b"junk",
}

mm = st.floats(-30, 120, width=32) | st.sampled_from([-10_000, 0, 10_000, 54, 85.6])
length = st.floats(0, 120, width=32) | st.sampled_from([0, 1e-30, 10_000])
color = st.from_regex("#[0-9a-f]{6}", fullmatch=True) | st.sampled_from(["#000000", "#ffffff"])
words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=40
) | st.sampled_from(
    [
        "Ada",
        "{{name}}",
        "{{name|x}}\n{{gone}}",
        "مرحبا 123",
        "हिन्दी",
        "ไทย日本",
        "W" * 3000,
        "\u200f",
    ]
)
conditions = st.none() | st.fixed_dictionaries(
    {"field": st.just("name"), "op": st.sampled_from(["empty", "not_empty"])}
)

KEYS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "text": {
        "text": words,
        "font": st.sampled_from(["Noto Sans", "Inter", "None", {"file": "junk"}, {"file": "no"}]),
        "weight": st.integers(1, 1000),
        "size_pt": st.floats(0.0625, 2000, width=32),
        "min_size_pt": st.floats(0.0625, 2000, width=32),
        "fit": st.sampled_from(["shrink", "wrap", "wrap_shrink", "clip"]),
        "max_lines": st.none() | st.integers(1, 20_000),
        "line_height": st.floats(0.0625, 100, width=32),
        "letter_spacing_pt": st.floats(-1000, 1000, width=32),
        "align": st.sampled_from(["start", "left", "center", "right"]),
        "valign": st.sampled_from(["top", "middle", "bottom"]),
        "case": st.sampled_from(["none", "upper", "lower"]),
        "color": color,
        "direction": st.sampled_from(["auto", "ltr", "rtl"]),
    },
    "image": {
        "source": st.sampled_from(
            [{"file": name} for name in (*FILES, "gone")] + [{"field": "name"}, {"field": "photo"}]
        ),
        "fit": st.sampled_from(["cover", "contain", "stretch"]),
        "focus": st.tuples(st.floats(0, 1), st.floats(0, 1)),
        "radius_mm": length,
    },
    "rect": {
        "fill": st.none() | color,
        "stroke": st.none() | color,
        "stroke_mm": length,
        "radius_mm": length,
    },
    "ellipse": {"fill": st.none() | color, "stroke": st.none() | color, "stroke_mm": length},
    "line": {"flip": st.booleans(), "stroke": color, "stroke_mm": length},
    "barcode": {
        "symbology": st.sampled_from(
            ["qr", "code128", "code39", "pdf417", "data_matrix", "aztec", "ean13"]
        ),
        "value": words | st.sampled_from(["4711", "400638133393", "CARD 4"]),
        "color": color,
        "background": st.none() | color,
        "quiet_zone": st.booleans(),
        "show_text": st.booleans(),
        "rotation_deg": st.sampled_from([0, 90, -90, 180, 9000]),
    },
}


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(KEYS)))
    common = {
        "x_mm": draw(mm),
        "y_mm": draw(mm),
        "width_mm": draw(length),
        "height_mm": draw(length),
        "rotation_deg": draw(st.floats(-10_000, 10_000, width=32) | st.just(0)),
        "opacity": draw(st.floats(0, 1)),
        "visible_if": draw(conditions),
    }
    own = {key: draw(values) for key, values in KEYS[kind].items()}
    return {"v": 1, "type": kind, **common, **own}


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(objects(), min_size=1, max_size=4),
    st.fixed_dictionaries({}, optional={"name": words, "photo": st.just("photo")}),
    st.sampled_from(
        [{}, {"format": "pdf"}, {"format": "svg"}, {"plane": "k"}, {"dpi": 72, "bleed_mm": 3.3}]
    ),
)
def test_any_layout_is_drawn_and_looked_through(
    layout: list[dict[str, Any]], data: dict[str, Any], job: dict[str, Any]
) -> None:
    template = card_template(*layout, files=FILES)

    first = render(template, data, **job)

    assert first.content == render(template, data, **job).content
    assert {one.code for one in preflight(template, data, dpi=150)} <= CODES
