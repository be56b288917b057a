"""The starters as the drawing engine takes them, and people to draw them for."""

from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Any

import msgspec

from cardwright import starters
from cardwright.cli.demo_artwork import sample_photo
from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.parse import Layout, parse_layout
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.starters import Starter
from tests.rendering.cards import preflight

STARTERS = {starter.key: starter for starter in starters.all()}
SIZES_MM = {"ISO_CARD": (85.6, 54.0), "EVENT_BADGE": (86.0, 124.0)}
BUILT_IN = {"today": "2026-06-14", "template_name": "Starter", "card_index": "1"}

PEOPLE: dict[str, dict[str, str]] = {
    "a short name": {
        "first_name": "Ana",
        "last_name": "Ruiz",
        "full_name": "Ana Ruiz",
        "job_title": "Mechanical Engineer",
        "department": "Research and Development",
        "company": "Halden Scaffolding Ltd",
        "card_number": "0042317",
        "valid_until": "2027-08-31",
        "custom_1": "Priya Raman",
    },
    "a very long name": {
        "first_name": "María Fernanda",
        "last_name": "Castellanos de la Torre y Guzmán",
        "full_name": "María Fernanda Castellanos de la Torre y Guzmán",
        "job_title": "Senior Structural Engineer",
        "department": "Facilities and Infrastructure",
        "company": "Brückner Gerüstbau GmbH",
        "card_number": "CW-2026-00817",
        "valid_until": "2027-08-31",
        "custom_1": "Bartholomew Winterbottom",
    },
    "an Arabic name": {
        "first_name": "محمد عبد الرحمن",
        "last_name": "الفارسي",
        "full_name": "محمد عبد الرحمن الفارسي",
        "job_title": "مهندس ميكانيكي",
        "department": "البحث والتطوير",
        "company": "شركة النور للمقاولات",
        "card_number": "0042318",
        "valid_until": "2027-08-31",
        "custom_1": "منى",
    },
    "a Japanese name": {
        "first_name": "美咲",
        "last_name": "佐藤",
        "full_name": "佐藤 美咲",
        "job_title": "機械エンジニア",
        "department": "研究開発部",
        "company": "株式会社青空建設",
        "card_number": "0042319",
        "valid_until": "2027-08-31",
        "custom_1": "鈴木 一郎",
    },
}
LONG = PEOPLE["a very long name"]
CUSTOM: dict[str, tuple[str, ...]] = {
    "contractor": ("", "Escorted", "Unescorted"),
    "event": ("", "Speaker", "Crew", "Exhibitor"),
}
"""What stands in `custom_1` where it is not the name of a host."""

REQUIRED = {name: LONG[name] for name in ("first_name", "last_name", "full_name", "card_number")}


def people_of(starter: Starter) -> dict[str, dict[str, str]]:
    """Return the people, with what the starter wants in `custom_1`."""
    if starter.key not in CUSTOM:
        return PEOPLE
    return {
        f"{name}, {custom or 'nothing'}": person | {"custom_1": custom}
        for (name, person), custom in product(PEOPLE.items(), CUSTOM[starter.key])
    }


def long_of(starter: Starter) -> dict[str, str]:
    """Return the person with the longest name."""
    return next(one for name, one in people_of(starter).items() if name.startswith("a very long"))


@cache
def photo() -> Resource:
    """Return a photograph in the size that cameras at a reception give."""
    return Resource(key="test:photo", data=sample_photo())


def card_of(starter: Starter) -> Card:
    """Return the geometry that a card template made of the starter has."""
    width_mm, height_mm = SIZES_MM[starter.template_type_code]
    return Card(
        width_mm=width_mm,
        height_mm=height_mm,
        orientation_front=starter.orientation_front,
        orientation_back=starter.orientation_back,
        double_sided=starter.double_sided,
    )


def template_of(starter: Starter, objects: list[dict[str, Any]] | None = None) -> Template:
    """Return the card template made of the starter, or of some of its objects."""
    text = starter.template_objects
    if objects is not None:
        text = msgspec.json.encode(objects).decode()
    return Template(
        template_objects=text,
        card=card_of(starter),
        backgrounds={
            side: Resource(key=drawn, data=starter.background_image(side))
            for side, drawn in starter.background_images.items()
        },
        files={
            file.uuid: Resource(key=file.artwork, data=file.content()) for file in starter.files
        },
    )


def objects_of(starter: Starter) -> list[dict[str, Any]]:
    """Return the objects as they are written."""
    objects: list[dict[str, Any]] = msgspec.json.decode(starter.template_objects)
    return objects


def layout_of(starter: Starter) -> Layout:
    """Return the objects as they are drawn."""
    return parse_layout(starter.template_objects)


def found(starter: Starter, data: Mapping[str, str] | None = None) -> list[tuple[str, str, str]]:
    """Return what preflight finds for a person, or for samples: object, code and message."""
    findings: list[Finding] = preflight(
        template_of(starter), data, pictures={"photo": photo()}, built_in=BUILT_IN
    )
    return [(one.object, one.code, one.message) for one in findings]
