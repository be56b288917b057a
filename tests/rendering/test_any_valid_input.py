"""Whatever the published JSON Schema allows is drawn, looked through, and stays in its box."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cardwright.layout.findings import Code
from cardwright.layout.json_schema import layout_schema
from tests.rendering.cards import (
    DOTS_PER_MM,
    HEIGHT_MM,
    WIDTH_MM,
    card_template,
    draw,
    ink_box,
    picture,
    preflight,
    render,
)
from tests.rendering.from_schema import values_of

SCHEMA = layout_schema()
KINDS: dict[str, Any] = {
    name.lower(): values_of(SCHEMA["$defs"][name], SCHEMA["$defs"])
    for name in ("Text", "Image", "Rect", "Ellipse", "Line", "Barcode")
}
CODES = {code.wire for code in Code}
FORMATS: list[dict[str, Any]] = [{"dpi": 72}, {"format": "pdf"}, {"format": "svg"}, {"plane": "k"}]

at_ease = settings(suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("kind", KINDS)
@at_ease
@given(data=st.data(), job=st.sampled_from(FORMATS))
def test_any_valid_object_is_drawn_and_looked_through(
    kind: str, data: st.DataObject, job: dict[str, Any]
) -> None:
    one = data.draw(KINDS[kind])
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid([one])
    template = card_template(one, double_sided=True)

    render(template, {"name": "Ada"}, **job)
    found = preflight(template, {"name": "Ada"}, dpi=100)

    assert {finding.code for finding in found} <= CODES


@pytest.mark.parametrize("kind", ["barcode", "image", "rect", "ellipse"])
@at_ease
@given(
    data=st.data(),
    x_mm=st.floats(0, 60),
    y_mm=st.floats(0, 30),
    width_mm=st.floats(0, 25),
    height_mm=st.floats(0, 20),
    dpi=st.sampled_from([150.0, 203.0, 300.0]),
)
def test_what_is_drawn_stays_in_its_box(
    kind: str,
    data: st.DataObject,
    x_mm: float,
    y_mm: float,
    width_mm: float,
    height_mm: float,
    dpi: float,
) -> None:
    """Of a shape, half of its outline lies outside.

    A barcode may need more room where a dot is wider than its modules, and preflight tells.
    """
    box = {"x_mm": x_mm, "y_mm": y_mm, "width_mm": width_mm, "height_mm": height_mm}
    keys = {"side": "front", "rotation_deg": 0, "visible_if": None, "hidden": False}
    one = data.draw(KINDS[kind]) | box | keys | {"source": {"file": "a"}, "stroke_mm": 0.4}
    if kind == "barcode":
        one["value"] = data.draw(st.from_regex(r"[0-9A-Z]{1,30}", fullmatch=True))
    template = card_template(one, files={"a": picture(60, 40, (9, 9, 9))})

    pixels = draw(template, dpi=dpi)

    if (pixels < 250).any():
        left, top, right, bottom = (edge * 25.4 / dpi for edge in ink_box(pixels))
        around = 25.4 / dpi + (0.2 if kind in {"rect", "ellipse"} else 0)
        is_inside = (
            left >= x_mm - around
            and top >= y_mm - around
            and right <= x_mm + width_mm + around
            and bottom <= y_mm + height_mm + around
        )
        assert is_inside or "barcode_too_small" in {
            finding.code for finding in preflight(template, {}, dpi=dpi)
        }


@at_ease
@given(
    text=st.text(st.characters(exclude_categories=["Cs", "Mn", "Me"]), min_size=1, max_size=60),
    size_pt=st.floats(4, 40),
    width_mm=st.floats(1, 60),
    height_mm=st.floats(1, 30),
    fit=st.sampled_from(["shrink", "wrap", "wrap_shrink", "clip"]),
)
def test_text_whose_ink_leaves_its_box_is_reported(
    text: str, size_pt: float, width_mm: float, height_mm: float, fit: str
) -> None:
    """But for the parts of letters that reach over their advance or line, up to a half em."""
    one = {"v": 1, "type": "text", "text": text.replace("{", "("), "size_pt": size_pt, "fit": fit}
    box = {"x_mm": 12, "y_mm": 12, "width_mm": width_mm, "height_mm": height_mm}
    template = card_template({**one, **box})

    pixels = draw(template)

    if (pixels < 250).any():
        left, top, right, bottom = (edge / DOTS_PER_MM for edge in ink_box(pixels))
        reach = size_pt * 25.4 / 72 / 2
        is_outside = (
            left < 12 - reach
            or top < 12 - reach
            or right > min(WIDTH_MM, 12 + width_mm + reach)
            or bottom > min(HEIGHT_MM, 12 + height_mm + reach)
        )
        codes = {finding.code for finding in preflight(template, {})}
        assert not is_outside or "text_overflow" in codes
