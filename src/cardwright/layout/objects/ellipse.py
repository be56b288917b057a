"""An ellipse, or a circle where its box is a square."""

from typing import Annotated

from msgspec import Meta

from cardwright.layout.objects.box import Box, Colour, Length


class Ellipse(Box, frozen=True, kw_only=True, tag="ellipse"):
    """The ellipse that touches all four edges of its box: filled, outlined, or both."""

    fill: Annotated[Colour | None, Meta(description="Null: not filled")] = None
    stroke: Annotated[Colour | None, Meta(description="Null: no outline")] = None
    stroke_mm: Annotated[Length, Meta(description="Centred on the ellipse")] = 0.3
