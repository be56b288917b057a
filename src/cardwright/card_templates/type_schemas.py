"""Card template types as the API shows and takes them (contract 2d)."""

import json
import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from pydantic import Field, field_validator

from cardwright import times
from cardwright.card_templates.models import CardTemplateType
from cardwright.card_templates.schemas import checked_name
from cardwright.files.schemas import TIME_EXAMPLE, Time
from cardwright.web.input import Input
from cardwright.web.json_text import check_text

LARGEST_MM = 2000
LONGEST_LABEL = 255
LONGEST_PAGE_SIZE = 64
MOST_ZONES = 100
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class NonPrintableZoneView(Struct, frozen=True, kw_only=True):
    """A part of the card that printers leave out, such as a chip."""

    label: Annotated[str, Meta(examples=["Chip"])]
    x_mm: Annotated[float, Meta(examples=[10.0])]
    y_mm: Annotated[float, Meta(examples=[19.0])]
    width_mm: Annotated[float, Meta(examples=[12.0])]
    height_mm: Annotated[float, Meta(examples=[11.0])]


class CardTemplateTypeView(Struct, frozen=True, kw_only=True):
    """What sort of card a template is for."""

    code: Annotated[str, Meta(description="What templates refer to it by", examples=["ISO_CARD"])]
    name: Annotated[str, Meta(description="Display name", examples=["Standard ISO Card"])]
    page_size: Annotated[
        str, Meta(description="Physical page size category", examples=["ISO_CARD"])
    ]
    width_mm: Annotated[float, Meta(description="Width of the card, as it lies", examples=[85.6])]
    height_mm: Annotated[float, Meta(description="Height of the card", examples=[54.0])]
    orientation_default: Annotated[
        str, Meta(description="P is portrait, L landscape", examples=["L"])
    ]
    preview_image_url: Annotated[
        str | None, Meta(description="Always null: nothing sets it", examples=[None])
    ]
    non_printable_zones: Annotated[
        list[NonPrintableZoneView], Meta(description="Where printers cannot print")
    ]
    created_at: Time
    updated_at: Time


def card_template_type_view(card_template_type: CardTemplateType) -> CardTemplateTypeView:
    """Return the view of a type."""
    return CardTemplateTypeView(
        code=card_template_type.code,
        name=card_template_type.name,
        page_size=card_template_type.page_size,
        width_mm=card_template_type.width_mm,
        height_mm=card_template_type.height_mm,
        orientation_default=card_template_type.orientation_default,
        preview_image_url=None,
        non_printable_zones=msgspec.json.decode(
            card_template_type.non_printable_zones, type=list[NonPrintableZoneView]
        ),
        created_at=times.format_time(card_template_type.created_at),
        updated_at=times.format_time(card_template_type.updated_at),
    )


Length = Annotated[float, Field(gt=0, le=LARGEST_MM)]
Offset = Annotated[float, Field(ge=0, le=LARGEST_MM)]


class NonPrintableZone(Input):
    """A part of the card that printers leave out. Millimetres from the top left corner."""

    label: Annotated[str, Field(max_length=LONGEST_LABEL)]
    x_mm: Offset
    y_mm: Offset
    width_mm: Length
    height_mm: Length

    @field_validator("label")
    @classmethod
    def _is_text(cls, label: str) -> str:
        return check_text(label)


class CardTemplateTypeInput(Input):
    """The members of `card_template_type` in a request.

    Create fills in what is left out; update leaves it as it is.
    """

    code: Annotated[
        str,
        Field(description="1 to 64 of A-Z a-z 0-9 _ -; required to create, then fixed"),
    ] = ""
    name: Annotated[str, Field(description="1 to 255 characters; required to create")] = ""
    page_size: Annotated[
        str,
        Field(max_length=LONGEST_PAGE_SIZE, description="Physical page size; first: the code"),
    ] = ""
    width_mm: Annotated[Length, Field(description="Width of the card; required to create")] = 0
    height_mm: Annotated[Length, Field(description="Height of the card; required to create")] = 0
    orientation_default: Annotated[
        Literal["P", "L"], Field(description="P is portrait, L landscape; first: L")
    ] = "L"
    non_printable_zones: Annotated[
        list[NonPrintableZone],
        Field(
            default_factory=list,
            max_length=MOST_ZONES,
            description="Replaces the whole array; first: []",
        ),
    ]

    @field_validator("code")
    @classmethod
    def _is_code(cls, code: str) -> str:
        if not code:
            raise ValueError("can't be blank")
        if not _CODE.fullmatch(code):
            raise ValueError("must be 1 to 64 of the characters A-Z a-z 0-9 _ -")
        return code

    @field_validator("name", "page_size")
    @classmethod
    def _is_name(cls, name: str) -> str:
        return checked_name(name)

    def zones_text(self) -> str:
        """Return the zones as the JSON that is stored."""
        return json.dumps([zone.model_dump() for zone in self.non_printable_zones])


CARD_TEMPLATE_TYPE_EXAMPLE: dict[str, object] = {
    "code": "ISO_CARD",
    "name": "Standard ISO Card",
    "page_size": "ISO_CARD",
    "width_mm": 85.6,
    "height_mm": 54.0,
    "orientation_default": "L",
    "preview_image_url": None,
    "non_printable_zones": [
        {"label": "Chip", "x_mm": 10.0, "y_mm": 19.0, "width_mm": 12.0, "height_mm": 11.0}
    ],
    "created_at": TIME_EXAMPLE,
    "updated_at": TIME_EXAMPLE,
}
