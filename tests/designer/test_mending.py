"""Each kind of finding of preflight: what mends it, and that it is mended then."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from cardwright.designer.mending import Mend, mends_of
from cardwright.layout.card import Card, Zone
from cardwright.layout.findings import Code, Finding
from cardwright.layout.parse import parse_layout
from cardwright.rendering.compile import CompiledTemplates
from cardwright.rendering.jobs import Findings, PreflightJob
from cardwright.rendering.running import run
from cardwright.rendering.template import Template
from tests.designer.conftest import Open
from tests.designer.hands import id_of, objects_of, saved, the_object
from tests.layout.objects import array
from tests.pages.test_in_a_browser import faults
from tests.rendering.cards import at, picture, resource
from tests.service import TEMPLATES_READONLY, Account, Person

ZONE = Zone("Chip", 30, 20, 20, 15)
TEXT = {"text": "Ada Byron", "size_pt": 10}
LONG = "Maximiliane von Hohenzollern-Sigmaringen"
LOGO = picture(120, 90)
_templates = CompiledTemplates()


def look(objects: list[Any], values: dict[str, str] | None) -> tuple[list[Finding], Template]:
    card = Card(
        width_mm=85.6,
        height_mm=54,
        orientation_front="L",
        orientation_back="L",
        non_printable_zones=(ZONE,),
    )
    files = {"logo": resource(LOGO)}
    template = Template(template_objects=array(*objects), card=card, backgrounds={}, files=files)
    found = run(PreflightJob(template=template, values=values), _templates)
    assert isinstance(found, Findings)
    return found.findings, template


def mend_once(objects: list[Any], code: str, values: dict[str, str] | None) -> Mend | None:
    """Mend the last object, of which there is such a finding, as the designer does."""
    findings, template = look(objects, values)
    (at_place,) = [place for place, one in enumerate(findings) if one.code == code]
    layout = parse_layout(template.template_objects)
    mend = mends_of(layout, template.card, findings)[at_place]
    if mend is not None:
        kept = {key: value for key, value in objects[-1].items() if key not in mend.unset}
        objects[-1] = {**kept, **mend.set}
    return mend


DARK = at("rect", 0, 0, 30, 20, fill="#223344", id="dark")
# What is wrong, the code, what is done about it, one thing after another, and the record.
CASES: list[tuple[str, list[Any], str, list[str], dict[str, str] | None]] = [
    ("over an edge", [at("text", 80, 50, 30, 8, **TEXT)], "outside_card", ["move_onto_card"], None),
    ("far away", [at("rect", 200, -90, 30, 8)], "outside_card", ["move_onto_card"], None),
    ("too wide", [at("rect", 0, 2, 99, 8)], "outside_card", ["move_onto_card"], None),
    (
        "at an edge",
        [at("text", 0.5, 2, 30, 8, **TEXT)],
        "outside_safe_area",
        ["move_into_safe_area"],
        None,
    ),
    (
        "turned at an edge",
        [at("text", 2, 41, 40, 8, rotation_deg=-12, **TEXT)],
        "outside_safe_area",
        ["move_into_safe_area"],
        None,
    ),
    (
        "on the chip",
        [at("text", 25, 22, 12, 8, **TEXT)],
        "in_non_printable_zone",
        ["move_out_of_zone"],
        None,
    ),
    (
        "a small picture",
        [at("image", 5, 5, 16, 12, source={"file": "logo"})],
        "image_low_resolution",
        ["make_smaller"],
        None,
    ),
    (
        "a tall line",
        [at("text", 5, 5, 10, 4.3, text="Ada Byron", size_pt=12)],
        "text_overflow",
        ["let_shrink"],
        None,
    ),
    (
        "a long name",
        [at("text", 5, 5, 18, 6, text=LONG, size_pt=12)],
        "text_overflow",
        ["let_shrink", "let_wrap"],
        None,
    ),
    (
        "a long line",
        [at("text", 5, 5, 26, 2.1, text=LONG, size_pt=6, min_size_pt=4)],
        "text_overflow",
        ["make_box_larger"],
        None,
    ),
    (
        "many words",
        [at("text", 5, 5, 30, 6, text=LONG, size_pt=9, fit="wrap")],
        "text_overflow",
        ["let_shrink"],
        None,
    ),
    (
        "less than wanted",
        [at("text", 5, 5, 30, 6, text="A name of some length", size_pt=11)],
        "text_shrunk",
        ["make_box_larger"],
        None,
    ),
    (
        "no room at the end",
        [at("text", 56, 40, 27, 6, text="A name of some length", size_pt=10)],
        "text_shrunk",
        ["make_box_larger"],
        None,
    ),
    (
        "an empty record",
        [at("text", 5, 5, 40, 6, text="No. {{ number }}, {{x|}}")],
        "missing_field",
        ["empty_when_missing"],
        {},
    ),
    (
        "a code of nothing",
        [at("barcode", 5, 5, 20, 20, symbology="qr", value="{{number}}7")],
        "missing_field",
        ["empty_when_missing"],
        {},
    ),
    (
        "no photo",
        [at("image", 5, 5, 10, 12, source={"field": "photo"})],
        "missing_field",
        ["only_if_there"],
        {},
    ),
    (
        "odd letters",
        [at("text", 5, 5, 40, 6, text="Ada \U00012000 Byron")],
        "missing_glyph",
        ["leave_out"],
        None,
    ),
    (
        "no such font",
        [at("text", 5, 5, 40, 6, font="Comic", **TEXT)],
        "missing_font",
        ["use_noto_sans"],
        None,
    ),
    (
        "letters as EAN",
        [at("barcode", 5, 5, 60, 12, symbology="ean13", value="Ada")],
        "barcode_unencodable",
        ["use_code128"],
        None,
    ),
    (
        "Greek as Code 128",
        [at("barcode", 5, 5, 20, 12, symbology="code128", value="Ωμέγα")],
        "barcode_unencodable",
        ["use_qr"],
        None,
    ),
    (
        "white on white",
        [at("barcode", 5, 5, 20, 12, symbology="qr", value="1", color="#fefefe")],
        "barcode_unreadable",
        ["black_on_white"],
        None,
    ),
    (
        "a tiny code",
        [at("barcode", 80, 48, 4, 4, symbology="qr", value="https://example.com/1")],
        "barcode_too_small",
        ["make_large_enough"],
        None,
    ),
    (
        "a tiny turned code",
        [at("barcode", 70, 20, 12, 8, symbology="code128", value="12345678", rotation_deg=90)],
        "barcode_too_small",
        ["make_large_enough"],
        None,
    ),
    (
        "no quiet zone",
        [at("barcode", 5, 5, 20, 20, symbology="qr", value="1", quiet_zone=False)],
        "barcode_no_quiet_zone",
        ["add_quiet_zone"],
        None,
    ),
    (
        "dark on dark",
        [DARK, at("text", 2, 2, 26, 8, color="#112233", **TEXT)],
        "low_contrast",
        ["use_white"],
        None,
    ),
    (
        "light on light",
        [at("text", 2, 2, 26, 8, color="#eeeeee", **TEXT)],
        "low_contrast",
        ["use_black"],
        None,
    ),
    (
        "a code on dark",
        [DARK, at("barcode", 2, 2, 16, 16, symbology="qr", value="1")],
        "low_contrast",
        ["black_on_white"],
        None,
    ),
    (
        "half a colour",
        [at("text", 2, 2, 26, 8, color="#eee", **TEXT)],
        "invalid_object",
        ["usual_value"],
        None,
    ),
]


@pytest.mark.parametrize(
    ("objects", "code", "does", "values"), [one[1:] for one in CASES], ids=[one[0] for one in CASES]
)
def test_a_finding_is_mended(
    objects: list[Any], code: str, does: list[str], values: dict[str, str] | None
) -> None:
    objects = list(objects)
    done: list[str] = []
    while any(one.code == code for one in look(objects, values)[0]):
        mend = mend_once(objects, code, values)
        assert mend is not None
        assert len(done) < 9, done
        if mend.does not in done:
            done.append(mend.does)
    assert done == does


def test_what_covers_a_code_is_covered_by_it() -> None:
    code = at("barcode", 5, 5, 20, 20, symbology="qr", value="1", id="code", background="#ffffff")
    findings, template = look([code, at("rect", 4, 4, 22, 22, fill="#ffffff")], None)
    (finding,) = [one for one in findings if one.code == "barcode_unreadable"]
    (mend,) = mends_of(parse_layout(template.template_objects), template.card, [finding])
    assert mend == Mend("bring_to_front", is_on_top=True)


def test_every_code_has_a_mend_or_tells_what_to_do() -> None:
    told = {one.wire for one in Code}
    mended = {code for _, _, code, _, _ in CASES} | {"missing_file"}
    assert told - mended == {"unknown_object"}
    assert all(one.value.fix for one in Code)


@pytest.mark.parametrize(
    ("objects", "code", "values"),
    [
        ([at("text", 5, 5, 40, 6, locked=True, color="#eeeeee", **TEXT)], "low_contrast", None),
        ([at("text", 5, 5, 40, 6, text="{{name}}")], "missing_glyph", {"name": "\U00012000"}),
        (
            [at("barcode", 5, 5, 40, 40, symbology="qr", value="x" * 5000)],
            "barcode_unencodable",
            None,
        ),
        ([at("image", 2, 2, 80, 50, source={"file": "logo"})], "image_low_resolution", None),
        ([at("rect", 0, 0, 85.6, 54)], "in_non_printable_zone", None),
        ([at("line", 90, 10, 300, 0, rotation_deg=20)], "outside_card", None),
        ([{**at("text", 5, 5, 40, 6, **TEXT), "x_mm": "5"}], "invalid_object", None),
        ([{"type": "hologram"}], "unknown_object", None),
    ],
)
def test_where_nothing_sensible_can_be_done_nothing_is_offered(
    objects: list[Any], code: str, values: dict[str, str] | None
) -> None:
    assert mend_once(objects, code, values) is None
    assert all(one.fix for one in look(objects, values)[0])


def ask_for(person: Person, created: dict[str, Any], **body: Any) -> httpx.Response:
    return person.http.post(f"/designer/{created['id']}/preflight", json=body)


def test_findings_come_with_their_mends(account: Account, stranger: Account) -> None:
    objects = [at("text", 5, 5, 40, 6, text="{{a}}", id="a"), at("rect", 80, 5, 40, 6, locked=True)]
    created = account.admin.create_template(template_objects=objects)
    reader = account.create_person(scope=TEMPLATES_READONLY)

    answer = ask_for(reader, created, data={})

    assert answer.status_code == 200, answer.text
    missing, crossing = answer.json()["findings"]
    assert missing.pop("mend") == {"does": "empty_when_missing", "set": {"text": "{{a|}}"}}
    path = f"/api/3/card_templates/{created['id']}/preflight"
    assert [missing, crossing] == reader.http.post(path, json={"data": {}}).json()["findings"]
    assert len(ask_for(reader, created).json()["findings"]) == 1
    assert ask_for(stranger.admin, created).status_code == 404
    assert ask_for(reader, created, more=1).status_code == 422
    anonymous = account.service.client().post(f"/designer/{created['id']}/preflight", json={})
    assert anonymous.status_code == 401


def test_a_finding_is_mended_with_one_click_and_that_is_undone(
    open_designer: Open, person: Person
) -> None:
    objects = [
        at("text", 5, 5, 40, 6, text="Pale", id="pale", color="#eeeeee"),
        at("image", 5, 20, 10, 10, source={"file": "gone"}, id="logo", name="Logo"),
    ]
    page = open_designer(person.create_template(template_objects=objects)["id"])
    page.get_by_role("tab", name="Preflight").click()
    mend = page.get_by_role("button", name="Use black", exact=True)

    mend.press("Enter")

    expect(page.locator("#announcements")).to_have_text("Done: Use black")
    expect(mend).to_have_count(0)
    saved(page)
    assert objects_of(person, id_of(page))["pale"]["color"] == "#000000"
    expect(page.get_by_text("Nothing found")).to_have_count(0)
    assert faults(page) == []

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a picture", exact=True).click()
    chooser.value.set_files({"name": "logo.png", "mimeType": "image/png", "buffer": picture()})
    expect(page.get_by_text("Nothing found")).to_be_visible(timeout=20_000)
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Use black", exact=True)).to_be_visible(timeout=20_000)
    the_object(page, "Pale").focus()
    expect(page.get_by_role("textbox", name="Colour: value")).to_have_count(0)


def test_a_finding_that_is_clicked_on_shows_and_selects_its_object(
    open_designer: Open, person: Person
) -> None:
    objects = [
        at("text", 5, 5, 40, 6, text="Fine", id="fine"),
        at("text", 5, 25, 40, 6, text="Pale", id="pale", color="#eeeeee", side="back"),
    ]
    page = open_designer(person.create_template(double_sided=True, template_objects=objects)["id"])
    page.get_by_role("tab", name="Preflight").click()

    page.get_by_role("button", name=re.compile("Pale.*Back")).click()

    expect(page.get_by_role("tab", name="Back")).to_have_attribute("aria-selected", "true")
    expect(the_object(page, "Pale")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Properties").click()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_have_value("Pale")
