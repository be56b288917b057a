"""The keys that all template objects have: where an object is, and when it is shown."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from cardwright.layout.conditions import VisibleIf

LARGEST_MM = 10_000
"""No coordinate or length of a template object is larger: far beyond any card."""

LONGEST_TEXT = 20_000
"""The most characters that a text or the value of a barcode may have."""

Side = Literal["front", "back"]

Position = Annotated[float, Meta(ge=-LARGEST_MM, le=LARGEST_MM)]
Length = Annotated[float, Meta(ge=0, le=LARGEST_MM)]
Colour = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$", max_length=7)]
Share = Annotated[float, Meta(ge=0, le=1)]
FileUuid = Annotated[str, Meta(min_length=1, max_length=64)]


class Box(Struct, frozen=True, kw_only=True, tag_field="type"):
    """A rectangle on a side of the card, in millimetres from the side's top left corner."""

    v: Annotated[Literal[1], Meta(description="The version of the layout profile")]
    id: Annotated[str | None, Meta(description="Unique in the template")] = None
    name: Annotated[str | None, Meta(description="What people call it")] = None
    side: Side = "front"
    x_mm: Annotated[Position, Meta(description="Left edge, before it is rotated")]
    y_mm: Annotated[Position, Meta(description="Top edge; y grows downwards")]
    width_mm: Length
    height_mm: Length
    rotation_deg: Annotated[Position, Meta(description="Clockwise, around the box's centre")] = 0.0
    opacity: Annotated[Share, Meta(description="1 is opaque")] = 1.0
    hidden: Annotated[bool, Meta(description="True: it is not drawn")] = False
    locked: Annotated[bool, Meta(description="True: a designer does not move it")] = False
    visible_if: Annotated[
        VisibleIf | None, Meta(description="It is drawn when this is true of the record")
    ] = None
