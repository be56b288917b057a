"""The starters as they are offered: with their shape, and what their picture is drawn from."""

from collections.abc import Iterable

from msgspec import Struct

from cardwright import starters
from cardwright.card_templates.models import CardTemplateType
from cardwright.designer.gallery.cards import Shape, shape_of
from cardwright.layout.card import Card
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Template
from cardwright.starters import Starter


class OfferedStarter(Struct, frozen=True):
    """A starter to choose."""

    key: str
    name: str
    description: str
    shape: Shape


def offered(types: Iterable[CardTemplateType]) -> list[OfferedStarter]:
    """Return the starters that there is a type for."""
    by_code = {one.code: one for one in types}
    return [
        OfferedStarter(one.key, one.name, one.description, shape_of(card, "front"))
        for one in starters.all()
        if one.template_type_code in by_code
        for card in [card_of(one, by_code[one.template_type_code])]
    ]


def card_of(starter: Starter, card_template_type: CardTemplateType) -> Card:
    """Return the geometry of a starter."""
    return Card(
        width_mm=card_template_type.width_mm,
        height_mm=card_template_type.height_mm,
        orientation_front=starter.orientation_front,
        orientation_back=starter.orientation_back,
        double_sided=starter.double_sided,
    )


def template_of(starter: Starter, card: Card) -> Template:
    """Return what the picture of a starter is drawn from; its files are in memory."""
    return Template(
        template_objects=starter.template_objects,
        card=card,
        backgrounds={
            side: Resource(key=f"starter/{artwork}", data=starter.background_image(side))
            for side, artwork in starter.background_images.items()
        },
        files={
            file.uuid.lower(): Resource(key=f"starter/{file.artwork}", data=file.content())
            for file in starter.files
        },
    )
