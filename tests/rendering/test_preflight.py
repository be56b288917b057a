"""Preflight: every code of the layout profile, who it is about, and how to mend it."""

from typing import Any

import pytest
from msgspec import UNSET

from cardwright.layout.card import Zone
from cardwright.layout.findings import Code, Finding
from cardwright.layout.values import read_values
from cardwright.rendering.jobs import Findings, NotPrintable, PreflightJob
from cardwright.rendering.preflight.contrast import contrast
from cardwright.rendering.running import run
from cardwright.rendering.template import Template
from tests.rendering.cards import _templates, at, card_template, picture, preflight, render

CHIP = Zone("Chip", 9, 18, 13, 12)
FILES = {"small": picture(100, 100, (255, 255, 255)), "junk": b"no picture"}


def found(*objects: Any, data: dict[str, Any] | None = None, **card: Any) -> list[Finding]:
    template = card_template(*objects, files=FILES, non_printable_zones=(CHIP,), **card)
    return preflight(template, {} if data is None else data)


def test_a_sound_card_has_no_findings() -> None:
    template = card_template(
        at("text", 30, 5, 50, 8, text="{{first_name|}} Ada"),
        at("barcode", 50, 20, 30, 30, value="4711"),
        at("rect", 30, 14, 10, 1, fill="#ff0000"),
        non_printable_zones=(CHIP,),
    )

    assert preflight(template, {}) == []
    assert preflight(template) == []


TEXT = (30.0, 5.0, 40.0, 8.0)
CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("invalid_object", "error", at("text", *TEXT, size_pt="10")),
    ("text_overflow", "error", at("text", *TEXT, text="W" * 90)),
    ("text_overflow", "error", at("text", *TEXT, text="word " * 90, fit="wrap")),
    ("missing_field", "error", at("text", *TEXT, text="Ada {{surname}}")),
    ("missing_field", "error", at("image", 30, 5, 20, 20, source={"field": "photo"})),
    ("missing_field", "error", at("barcode", 30, 5, 20, 20, value="{{number}}")),
    ("missing_glyph", "error", at("text", *TEXT, text="Ada \U0001f600")),
    ("missing_font", "error", at("text", *TEXT, font="Comic Sans")),
    ("missing_font", "error", at("text", *TEXT, font={"file": "nowhere"})),
    ("missing_font", "error", at("text", *TEXT, font={"file": "junk"})),
    ("missing_file", "error", at("image", 30, 5, 20, 20, source={"file": "nowhere"})),
    ("missing_file", "error", at("image", 30, 5, 20, 20, source={"file": "junk"})),
    ("barcode_unencodable", "error", at("barcode", 30, 5, 20, 20, symbology="ean13", value="x")),
    ("barcode_too_small", "error", at("barcode", 30, 5, 4, 4, value="4711")),
    ("outside_card", "error", at("text", 60, 5, 40, 8)),
    ("outside_card", "error", at("barcode", 60, 20, 40, 40, quiet_zone=True)),
    ("outside_card", "error", at("rect", 100, 5, 10, 10, fill="#ff0000")),
    ("outside_card", "error", at("image", 10, -30, 12, 12, source={"file": "small"})),
    ("outside_card", "warning", at("rect", 80, 30, 10, 10, fill="#ff0000")),
    ("outside_card", "warning", at("ellipse", 50, 50, 10, 10, fill="#ff0000", rotation_deg=45)),
    ("unknown_object", "warning", {"type": "theirs"}),
    ("in_non_printable_zone", "warning", at("rect", 20, 28, 10, 10, fill="#ff0000")),
    ("outside_safe_area", "warning", at("text", 40, 1.5, 40, 8)),
    ("outside_safe_area", "warning", at("barcode", 63, 20, 21, 21)),
    ("text_shrunk", "warning", at("text", 30, 5, 30, 8, text="Somewhat too long", size_pt=12)),
    ("image_low_resolution", "warning", at("image", 30, 5, 20, 20, source={"file": "small"})),
    ("low_contrast", "warning", at("text", *TEXT, color="#aaaaaa")),
    ("low_contrast", "warning", at("text", *TEXT, opacity=0.3)),
    ("barcode_no_quiet_zone", "warning", at("barcode", 30, 5, 20, 20, quiet_zone=False)),
]


@pytest.mark.parametrize(("code", "severity", "template_object"), CASES)
def test_what_is_wrong_with_an_object(
    code: str, severity: str, template_object: dict[str, Any]
) -> None:
    findings = [one for one in found(template_object) if one.code != "barcode_unreadable"]

    assert [(one.code, one.severity, one.object) for one in findings] == [(code, severity, "#0")]
    assert not findings[0].message.endswith(".")
    assert len(findings[0].fix) > 10
    assert "{" not in findings[0].message


def test_every_code_has_a_case() -> None:
    covered = {case[0] for case in CASES} | {"barcode_unreadable"}

    assert {code.wire for code in Code} == covered


@pytest.mark.parametrize(
    "keys",
    [
        {"color": "#ffffff"},
        {"opacity": 0.01},
    ],
)
def test_a_barcode_that_cannot_be_read_from_the_card(keys: dict[str, Any]) -> None:
    findings = found(at("barcode", 30, 5, 20, 20, **keys))

    assert "barcode_unreadable" in [one.code for one in findings]


def test_what_lies_over_a_barcode_makes_it_unreadable() -> None:
    findings = found(
        at("barcode", 30, 5, 20, 20, id="code"), at("rect", 30, 12, 20, 12, fill="#ffffff")
    )

    assert [(one.code, one.object) for one in findings] == [("barcode_unreadable", "code")]


def test_another_barcode_with_the_same_value_is_no_excuse() -> None:
    findings = found(
        at("barcode", 30, 5, 20, 20, id="good"),
        at("barcode", 55, 5, 20, 20, id="bad"),
        at("rect", 55, 12, 20, 12, fill="#ffffff"),
    )

    assert [(one.code, one.object) for one in findings] == [("barcode_unreadable", "bad")]


def test_the_resolution_decides_what_is_too_small() -> None:
    template = card_template(at("barcode", 30, 5, 8, 8, value="4711"))

    assert preflight(template, {}) == []
    assert [one.code for one in preflight(template, {}, dpi=200)] == ["barcode_too_small"]
    (told,) = preflight(template, {}, dpi=200)
    width = float(told.fix.split("at least ")[1].split(" x ")[0])
    larger = card_template(at("barcode", 30, 5, width, width, value="4711"))
    assert preflight(larger, {}, dpi=200) == []


def test_contrast_is_with_what_lies_below() -> None:
    dark = at("rect", 0, 0, 85.6, 16, fill="#222222")

    assert [one.code for one in found(dark, at("text", *TEXT))] == ["low_contrast"]
    assert found(dark, at("text", *TEXT, color="#ffffff")) == []
    assert found(at("text", *TEXT), dark) == []


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ((0, 0, 0), (255, 255, 255), 21.0),
        ((119, 119, 119), (255, 255, 255), 4.48),
        ((255, 0, 0), (255, 255, 255), 4.0),
        ((7, 7, 7), (7, 7, 7), 1.0),
    ],
)
def test_contrast_is_as_wcag_has_it(one: Any, other: Any, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


def test_zones_and_sides_turn_together() -> None:
    red: dict[str, Any] = {"fill": "#ff0000"}
    findings = found(
        at("rect", 26, 10, 5, 5, side="back", id="in", **red),
        at("rect", 10, 20, 5, 5, side="back", id="out", **red),
        double_sided=True,
        orientation_back="P",
    )

    assert [(one.object, one.side, one.code) for one in findings] == [
        ("in", "back", "in_non_printable_zone")
    ]


def test_sides_that_are_not_printed_are_not_looked_at_but_read() -> None:
    overflowing = at("text", *TEXT, text="W" * 90, side="back")

    assert found(overflowing) == []
    assert [one.code for one in found(overflowing, double_sided=True)] == ["text_overflow"]
    assert [one.side for one in found({"type": "theirs", "side": "back"})] == ["back"]


def test_hidden_and_invisible_objects_have_no_findings() -> None:
    condition = {"field": "level", "op": "equals", "value": "1"}
    wrong: dict[str, Any] = {"text": "W" * 90}

    assert found(at("text", *TEXT, hidden=True, **wrong)) == []
    assert found(at("text", *TEXT, visible_if=condition, **wrong)) == []
    assert len(found(at("text", *TEXT, visible_if=condition, **wrong), data={"level": 1})) == 1


def of_records(template: Template, *records: dict[str, Any], first: int = 0) -> list[Finding]:
    job = PreflightJob(
        template=template, records=[read_values(one) for one in records], first_record=first
    )
    outcome = run(job, _templates)
    assert isinstance(outcome, Findings)
    return outcome.findings


def test_records_are_told_apart() -> None:
    template = card_template(
        {"type": "theirs"},
        at("text", 30, 5, 40, 8, id="name", text="{{name}}"),
        at("text", 82, 20, 20, 8, id="edge", text="x"),
        at("text", 30, 30, 40, 8, id="fixed", text="Pale", color="#cccccc"),
    )

    findings = of_records(
        template, {"name": "Ada"}, {"name": "W" * 90}, {}, {"name": "Ada \U0001f600"}, first=10
    )

    assert [(one.object, one.code, one.record) for one in findings if one.record is not UNSET] == [
        ("name", "text_overflow", 11),
        ("name", "missing_field", 12),
        ("name", "missing_glyph", 13),
    ]
    assert [(one.object, one.code) for one in findings if one.record is UNSET] == [
        ("#0", "unknown_object"),
        ("edge", "outside_card"),
        ("fixed", "low_contrast"),
    ]


def test_contrast_is_told_for_each_record_where_what_lies_below_differs() -> None:
    condition = {"field": "dark", "op": "equals", "value": True}
    template = card_template(
        at("rect", 30, 5, 40, 8, fill="#000000", visible_if=condition),
        at("text", *TEXT, id="name", text="{{name}}"),
    )

    dark, light = {"name": "Ada", "dark": True}, {"name": "Ada"}

    findings = of_records(template, light, dark, light, dark)
    assert [(one.code, one.record) for one in findings] == [
        ("low_contrast", 1),
        ("low_contrast", 3),
    ]


def test_no_records_have_no_findings_but_those_of_the_template() -> None:
    template = card_template({"type": "theirs"}, at("text", *TEXT, text="W" * 90))

    assert [one.code for one in of_records(template)] == ["unknown_object"]


def test_a_strict_render_of_a_bad_card_is_refused_with_its_findings() -> None:
    template = card_template(
        at("text", *TEXT, id="name", text="{{name}}"), at("text", 30, 20, 30, 8, color="#cccccc")
    )

    with pytest.raises(NotPrintable) as refusal:
        render(template, strict=True)

    body = refusal.value.body()
    assert refusal.value.status == 422
    assert list(refusal.value.errors) == ["name"]
    assert [one.code for one in refusal.value.findings] == ["missing_field", "low_contrast"]
    assert set(body) == {"error", "error_description", "errors", "findings"}
    assert len(render(template, {"name": "Ada"}, strict=True).findings) == 1


def test_only_a_strict_render_reads_barcodes() -> None:
    template = card_template(
        at("barcode", 30, 5, 20, 20), at("rect", 30, 12, 20, 12, fill="#ffffff")
    )

    assert render(template).findings == []
    with pytest.raises(NotPrintable):
        render(template, strict=True)
