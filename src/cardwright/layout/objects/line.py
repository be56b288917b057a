"""A straight line from corner to corner of its box."""

from typing import Annotated

from msgspec import Meta

from cardwright.layout.objects.box import Box, Colour, Length


class Line(Box, frozen=True, kw_only=True, tag="line"):
    """The diagonal of its box; a box without height or width makes it level or upright."""

    flip: Annotated[
        bool, Meta(description="True: from bottom left to top right, not top left to bottom right")
    ] = False
    stroke: Colour = "#000000"
    stroke_mm: Length = 0.3
