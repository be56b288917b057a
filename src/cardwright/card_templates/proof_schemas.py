"""What is asked of a proof of a card template, and how it is answered (the layout profile)."""

import math
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from pydantic import Field, field_validator

from cardwright.layout.objects.box import Side
from cardwright.web.input import Input
from cardwright.web.json_text import check_keys

LEAST_DPI, MOST_DPI = 72, 1200
LARGEST_BLEED_MM = 20
MOST_RECORDS = 1000

Dpi = Annotated[
    float,
    Field(ge=LEAST_DPI, le=MOST_DPI, description="Dots per inch of a PNG; first: 300"),
]
Values = Annotated[
    dict[str, Any],
    Field(
        default_factory=dict,
        description="The record: strings, numbers and booleans by the names of fields. An image "
        "is the uuid of a linked file, a data URI, or the name of a part of the form",
        examples=[{"first_name": "Ada", "last_name": "Byron"}],
    ),
]


class CardTemplateFieldView(Struct, frozen=True, kw_only=True):
    """A field of a card template: what a record may hold."""

    name: Annotated[str, Meta(examples=["first_name"])]
    kind: Annotated[str, Meta(description="image, barcode or text", examples=["text"])]
    required: Annotated[bool, Meta(description="Used somewhere without a fallback")]
    sample: Annotated[
        str | None, Meta(description="What a preview shows; null for images", examples=["Ada"])
    ]
    objects: Annotated[list[str], Meta(description="Ids of the objects that use it")]


class CardTemplateFieldsView(Struct, frozen=True, kw_only=True):
    """All fields of a card template, and what a record has to look like."""

    fields: list[CardTemplateFieldView]
    schema: Annotated[dict[str, Any], Meta(description="JSON Schema of one record")]
    csv_header: Annotated[
        str, Meta(description="First line of a CSV file", examples=["first_name,last_name,photo"])
    ]


class FindingView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with an object, and how to mend it."""

    object: Annotated[
        str, Meta(description="Id of the object, or # and its place", examples=["#0"])
    ]
    side: Annotated[Side, Meta(description="Side of the card")]
    severity: Annotated[
        Literal["error", "warning"],
        Meta(description="An error spoils the card; a warning is for somebody to look at"),
    ]
    code: Annotated[str, Meta(examples=["text_overflow"])]
    message: Annotated[str, Meta(description="What is wrong")]
    fix: Annotated[str, Meta(description="How to mend it")]
    record: Annotated[
        int | None, Meta(description="Place in records, from 0; absent where all are concerned")
    ] = None


class PreflightView(Struct, frozen=True, kw_only=True):
    """What preflight found; nothing is good."""

    findings: list[FindingView]


class _ProofInput(Input):
    @field_validator("data", "records", mode="before", check_fields=False)
    @classmethod
    def _has_each_key_once(cls, value: Any) -> Any:
        for place, record in enumerate(value if isinstance(value, list) else [value]):
            try:
                check_keys(record)
            except ValueError as fault:
                where = f"record {place} " if isinstance(value, list) else ""
                raise ValueError(f"{where}{fault}") from None
        return value

    @field_validator("data", "records", check_fields=False)
    @classmethod
    def _is_finite(cls, value: Any) -> Any:
        for record in value if isinstance(value, list) else [value or {}]:
            if any(isinstance(one, float) and not math.isfinite(one) for one in record.values()):
                raise ValueError("must not contain numbers too large for a double")
        return value


class RenderInput(_ProofInput):
    """What to draw of a card template, and for whom."""

    side: Annotated[
        Literal["front", "back", "both"], Field(description="Both is for PDF; first: front")
    ] = "front"
    format: Annotated[Literal["png", "pdf", "svg"], Field(description="First: png")] = "png"
    dpi: Dpi = 300.0
    data: Values
    bleed_mm: Annotated[
        float,
        Field(ge=0, le=LARGEST_BLEED_MM, description="Drawn around the card; first: 0"),
    ] = 0.0
    plane: Annotated[
        Literal["composite", "k"],
        Field(description="k: a PNG of one bit, of what is exactly black; first: composite"),
    ] = "composite"
    strict: Annotated[
        bool, Field(description="Draw nothing where preflight would find an error; first: false")
    ] = False


class PreflightInput(_ProofInput):
    """What to look through: one record, many, or neither, which is samples."""

    data: Annotated[dict[str, Any] | None, Field(description="One record")] = None
    records: Annotated[
        list[dict[str, Any]] | None,
        Field(max_length=MOST_RECORDS, description="Many records, instead of data"),
    ] = None
    dpi: Dpi = 300.0

    @field_validator("records")
    @classmethod
    def _is_alone(cls, records: Any, info: Any) -> Any:
        if records is not None and info.data.get("data") is not None:
            raise ValueError("cannot be given together with data")
        return records


RENDER_EXAMPLE: dict[str, object] = {
    "side": "front",
    "format": "png",
    "dpi": 300,
    "data": {"first_name": "Ada", "last_name": "Byron"},
}
PREFLIGHT_EXAMPLE: dict[str, object] = {
    "records": [{"first_name": "Ada"}, {"first_name": "Wolfeschlegelsteinhausenbergerdorff"}]
}
FINDING_EXAMPLE: dict[str, object] = {
    "object": "name",
    "side": "front",
    "severity": "error",
    "code": "text_overflow",
    "message": "The text does not fit into its box at 6 pt, and is cut off",
    "fix": "Make the box larger, the text shorter, or min_size_pt smaller",
    "record": 1,
}

FIELDS_EXAMPLE: dict[str, object] = {
    "fields": [
        {
            "name": "first_name",
            "kind": "text",
            "required": True,
            "sample": "First name",
            "objects": ["name"],
        }
    ],
    "schema": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record",
        "type": "object",
        "properties": {
            "first_name": {
                "type": ["string", "number", "boolean"],
                "title": "First name",
                "examples": ["First name"],
            }
        },
        "required": ["first_name"],
    },
    "csv_header": "first_name",
}
