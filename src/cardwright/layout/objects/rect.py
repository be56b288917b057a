"""A rectangle, with round corners if wanted."""

from typing import Annotated

from msgspec import Meta

from cardwright.layout.objects.box import Box, Colour, Length


class Rect(Box, frozen=True, kw_only=True, tag="rect"):
    """A rectangle that is filled, outlined, or both."""

    fill: Annotated[Colour | None, Meta(description="Null: not filled")] = None
    stroke: Annotated[Colour | None, Meta(description="Null: no outline")] = None
    stroke_mm: Annotated[Length, Meta(description="Centred on the box's edge")] = 0.3
    radius_mm: Annotated[Length, Meta(description="Rounds the corners")] = 0.0
