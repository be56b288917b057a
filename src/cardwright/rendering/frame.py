"""The area that is drawn: trim plus bleed, and the pixels that it takes."""

from dataclasses import dataclass

from cardwright.errors import Invalid
from cardwright.layout.units import MM_PER_INCH, PRINTER_DPI, pixels

MOST_PIXELS = 50_000_000
LARGEST_BLEED_MM = 20.0
LEAST_DPI, MOST_DPI = 72.0, 1200.0

_TOUCHING_MM = 0.001


@dataclass(frozen=True)
class Frame:
    """One side of a card and the bleed around it; (0, 0) is the top left corner of the trim.

    `dpi` are the dots of a bitmap, and where it `is_vector` those that barcodes are laid out on.
    """

    width_mm: float
    height_mm: float
    bleed_mm: float = 0.0
    dpi: float = PRINTER_DPI
    is_vector: bool = False

    @property
    def width_px(self) -> int:
        """Pixels across: round((mm + 2 x bleed) x dpi / 25.4)."""
        return pixels(self.width_mm + 2 * self.bleed_mm, self.dpi)

    @property
    def height_px(self) -> int:
        """Pixels down."""
        return pixels(self.height_mm + 2 * self.bleed_mm, self.dpi)

    @property
    def dot_mm(self) -> float:
        """The size of a dot."""
        return MM_PER_INCH / self.dpi

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all that is drawn, in mm.

        A bitmap may end a part of a pixel further out than trim and bleed do.
        """
        right, bottom = self.width_mm + self.bleed_mm, self.height_mm + self.bleed_mm
        if not self.is_vector:
            right = max(right, self.width_px * self.dot_mm - self.bleed_mm)
            bottom = max(bottom, self.height_px * self.dot_mm - self.bleed_mm)
        return -self.bleed_mm, -self.bleed_mm, right, bottom

    def continued(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """Return a rectangle in mm with those of its edges that reach the trim moved outwards."""
        edges = self.edges
        return (
            edges[0] if left <= _TOUCHING_MM else left,
            edges[1] if top <= _TOUCHING_MM else top,
            edges[2] if right >= self.width_mm - _TOUCHING_MM else right,
            edges[3] if bottom >= self.height_mm - _TOUCHING_MM else bottom,
        )

    def check_pixels(self, field: str = "dpi") -> None:
        """Raise Invalid for `field` where a bitmap would have more than MOST_PIXELS."""
        check_pixels(self.width_px, self.height_px, field)


def check_pixels(width: int, height: int, field: str = "dpi") -> None:
    """Raise Invalid for `field` where that is more than MOST_PIXELS."""
    if width * height > MOST_PIXELS:
        raise Invalid.field(
            field,
            f"makes {width} x {height} pixels, and at most {MOST_PIXELS // 1_000_000} megapixels "
            "can be drawn: ask for fewer",
        )
