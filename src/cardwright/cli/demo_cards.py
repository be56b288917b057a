"""The three card templates of the demo: what is on them and where, in the layout profile."""

from collections.abc import Callable
from dataclasses import dataclass

from cardwright.cli import demo_artwork

TemplateObject = dict[str, object]

# Made up, as everything on these cards.
FIRM = "Meridian Works"


@dataclass(frozen=True)
class DemoCard:
    """A card template to create; `artwork` makes the background image of each side it names."""

    name: str
    template_type_code: str
    double_sided: bool
    orientation_front: str
    orientation_back: str
    template_objects: list[TemplateObject]
    artwork: dict[str, Callable[[], bytes]]


def demo_cards() -> list[DemoCard]:
    """Return the demo's card templates: a staff card, a visitor pass and an event badge."""
    return [_staff_card(), _visitor_pass(), _event_badge()]


def _staff_card() -> DemoCard:
    ink, quiet, accent = "#0a2e38", "#3c565d", "#0d5a61"
    photo = {"source": {"field": "photo"}, "fit": "cover", "focus": [0.5, 0.4], "radius_mm": 2}
    front = [
        _placed("image", "photo", (5.0, 10.6, 24.6, 32.8), **photo),
        _text("firm", (43.5, 5.6, 29.0, 4.8), FIRM, 9, weight=700, color=accent, valign="middle"),
        _text("first-name", (43.5, 16.0, 39.4, 7.4), "{{first_name}}", 17, weight=700, color=ink),
        _text("last-name", (43.5, 23.4, 39.4, 7.4), "{{last_name}}", 17, color=ink),
        _text("job-title", (43.5, 31.2, 39.4, 4.2), "{{job_title|Staff}}", 9.5, color=quiet),
        _text(
            "department",
            (43.5, 35.8, 22.8, 4.2),
            "{{department|}}",
            8.5,
            color=quiet,
            visible_if={"field": "department", "op": "not_empty"},
        ),
        _text(
            "number", (43.5, 46.8, 22.8, 3.8), "No. {{card_number}}", 7.5, weight=700, color=accent
        ),
        _placed("rect", "code-frame", (67.0, 35.4, 15.6, 15.6), fill="#ffffff", radius_mm=1.2),
        _barcode("card-number-code", (67.4, 35.8, 14.8, 14.8), "qr"),
    ]
    back: list[TemplateObject] = [
        _text("found", (6.0, 6.0, 56.0, 5.0), "If found, please return to", 10, weight=700),
        _text(
            "address",
            (6.0, 12.0, 56.0, 12.6),
            f"{FIRM}, Reception\n12 Harbour Lane\nPostage will be refunded",
            8.5,
            fit="wrap_shrink",
            line_height=1.35,
        ),
        _placed("rect", "code-panel", (6.0, 29.0, 73.6, 19.0), fill="#ffffff", radius_mm=2),
        _barcode("card-number-bars", (8.0, 31.0, 69.6, 15.0), "code128", show_text=True),
    ]
    for template_object in back:
        template_object["side"] = "back"
        if template_object["type"] == "text":
            template_object["color"] = "#ffffff"
    return DemoCard(
        name="Staff Card",
        template_type_code="ISO_CARD",
        double_sided=True,
        orientation_front="L",
        orientation_back="L",
        template_objects=front + back,
        artwork={
            "front": demo_artwork.staff_card_front,
            "back": demo_artwork.staff_card_back,
        },
    )


def _visitor_pass() -> DemoCard:
    ink, quiet, light = "#3a1230", "#6b4357", "#ffffff"
    objects = [
        _text("kind", (5.0, 5.0, 34.0, 11.0), "Visitor", 25, weight=700, color=light),
        _text("firm", (5.0, 16.0, 30.0, 4.6), FIRM, 9.5, color=light),
        _text(
            "name",
            (5.0, 38.0, 44.0, 15.0),
            "{{full_name}}",
            17,
            weight=700,
            color=ink,
            fit="wrap_shrink",
            max_lines=2,
        ),
        _text("company", (5.0, 53.4, 44.0, 5.0), "{{company|Guest}}", 10.5, color=quiet),
        _text(
            "host",
            (5.0, 62.6, 22.0, 8.2),
            "Visiting {{host_name}}",
            8.5,
            color=quiet,
            fit="wrap_shrink",
            max_lines=2,
            visible_if={"field": "host_name", "op": "not_empty"},
        ),
        _text("day-label", (5.0, 73.6, 22.0, 3.6), "Valid on", 7, color=quiet),
        _text("day", (5.0, 77.2, 22.0, 4.8), "{{today}}", 10, weight=700, color=ink),
        _placed("rect", "code-frame", (29.0, 61.6, 20.4, 20.4), fill="#ffffff", radius_mm=1.5),
        _barcode("card-number-code", (29.4, 62.0, 19.6, 19.6), "qr"),
    ]
    return DemoCard(
        name="Visitor Pass",
        template_type_code="ISO_CARD",
        double_sided=False,
        orientation_front="P",
        orientation_back="P",
        template_objects=objects,
        artwork={"front": demo_artwork.visitor_pass_front},
    )


def _event_badge() -> DemoCard:
    ink, quiet, light = "#1b1a4b", "#4d4a75", "#ffffff"
    objects = [
        _text("event", (7.0, 13.6, 70.0, 10.6), "Makers' Summit", 24, weight=700, color=light),
        _text(
            "motto", (7.0, 25.4, 64.0, 5.0), "Tools, talks and prototypes", 10.5, color="#e4defa"
        ),
        _text("first-name", (7.0, 58.6, 72.0, 15.6), "{{first_name}}", 36, weight=700, color=ink),
        _text("last-name", (7.0, 74.6, 72.0, 9.8), "{{last_name}}", 22, color=ink),
        _text(
            "job-title",
            (7.0, 87.0, 46.0, 5.6),
            "{{job_title}}",
            12,
            color=quiet,
            visible_if={"field": "job_title", "op": "not_empty"},
        ),
        _text(
            "company",
            (7.0, 92.6, 46.0, 5.6),
            "{{company}}",
            12,
            weight=700,
            color=quiet,
            visible_if={"field": "company", "op": "not_empty"},
        ),
        _barcode("card-number-code", (57.0, 84.6, 22.0, 22.0), "qr"),
        *_event_badge_ribbon(light),
    ]
    return DemoCard(
        name="Event Badge",
        template_type_code="EVENT_BADGE",
        double_sided=False,
        orientation_front="P",
        orientation_back="P",
        template_objects=objects,
        artwork={"front": demo_artwork.event_badge_front},
    )


def _event_badge_ribbon(light: str) -> list[TemplateObject]:
    """The strip at the foot with the role of the visitor, which also decides its colour."""
    ribbon = (0.0, 109.0, 86.0, 15.0)
    return [
        _placed("rect", "ribbon", ribbon, fill="#3a2277"),
        _placed(
            "rect",
            "ribbon-speaker",
            ribbon,
            fill="#a61f5f",
            visible_if={"field": "role", "op": "equals", "value": "Speaker"},
        ),
        _placed(
            "rect",
            "ribbon-crew",
            ribbon,
            fill="#0b6a66",
            visible_if={"field": "role", "op": "in", "value": ["Crew", "Staff"]},
        ),
        _text(
            "role",
            (7.0, 111.4, 72.0, 9.6),
            "{{role|Attendee}}",
            20,
            weight=700,
            color=light,
            case="upper",
            letter_spacing_pt=2,
            valign="middle",
        ),
    ]


_Box = tuple[float, float, float, float]


def _text(name: str, box: _Box, text: str, size_pt: float, **keys: object) -> TemplateObject:
    return _placed("text", name, box, text=text, size_pt=size_pt, **keys)


def _barcode(name: str, box: _Box, symbology: str, **keys: object) -> TemplateObject:
    return _placed(
        "barcode",
        name,
        box,
        symbology=symbology,
        value="{{card_number}}",
        background="#ffffff",
        **keys,
    )


def _placed(kind: str, name: str, box: _Box, **keys: object) -> TemplateObject:
    """Return an object of the profile; `box` is left, top, width and height in millimetres."""
    left, top, width, height = box
    return {
        "v": 1,
        "type": kind,
        "id": name,
        "name": name.replace("-", " ").capitalize(),
        "side": "front",
        "x_mm": left,
        "y_mm": top,
        "width_mm": width,
        "height_mm": height,
        **keys,
    }
