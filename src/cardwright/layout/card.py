"""The card itself: its size, how its sides are turned, and where it cannot be printed."""

from typing import Literal

from msgspec import Struct

from cardwright.layout.objects.box import Side

Orientation = Literal["P", "L"]


class Zone(Struct, frozen=True):
    """A part of the card that printers leave out, in millimetres as its type gives it."""

    label: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


class Card(Struct, frozen=True, kw_only=True):
    """The geometry of a card template: that of its type, and the orientation of each side."""

    width_mm: float
    height_mm: float
    orientation_front: Orientation
    orientation_back: Orientation
    double_sided: bool = False
    non_printable_zones: tuple[Zone, ...] = ()

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that are printed."""
        return ("front", "back") if self.double_sided else ("front",)

    def orientation(self, side: Side) -> Orientation:
        """Return how a side is turned: P is portrait, L landscape."""
        return self.orientation_front if side == "front" else self.orientation_back

    def size(self, side: Side) -> tuple[float, float]:
        """Return the width and height of a side as it is turned, in millimetres."""
        short, long = sorted((self.width_mm, self.height_mm))
        return (long, short) if self.orientation(side) == "L" else (short, long)

    def zones(self, side: Side) -> tuple[Zone, ...]:
        """Return the non-printable zones in the coordinates of a side as it is turned.

        A side that is turned against its type is the type's card turned clockwise by a quarter:
        the left edge of the type becomes the top edge of the side.
        """
        if self.size(side) == (self.width_mm, self.height_mm):
            return self.non_printable_zones
        return tuple(
            Zone(
                zone.label,
                self.height_mm - zone.y_mm - zone.height_mm,
                zone.x_mm,
                zone.height_mm,
                zone.width_mm,
            )
            for zone in self.non_printable_zones
        )
