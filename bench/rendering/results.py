"""What a run of this part of the bench found."""

import statistics
from dataclasses import dataclass, field

from bench.rendering.turns import Drawn

OURS = "cardwright"
DEFLATE = "floor: deflating the pixels, isal level 1"
REPORTLAB = "ReportLab"
PDFME = "@pdfme/generator"


@dataclass(frozen=True)
class LargeBatch:
    """What many cards in one PDF took, in a process of their own."""

    cards: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    """The most that was resident, the interpreter and the drawing engine included."""
    byte_size: int


@dataclass(frozen=True)
class FirstPreviews:
    """Milliseconds until the first preview of a service that was just started, by the clock."""

    pause_seconds: float
    after_pause: list[float]
    """Asked so long after the service was ready."""
    at_once: list[float]
    """Asked at the moment in which the service was ready."""

    @property
    def after_pause_ms(self) -> float:
        """The median."""
        return statistics.median(self.after_pause)

    @property
    def at_once_ms(self) -> float:
        """The median."""
        return statistics.median(self.at_once)


@dataclass
class Results:
    """Who drew what, by name, the service among them; what failed is None."""

    pngs: dict[str, Drawn]
    pdfs: dict[str, Drawn]
    pages: int
    """In one PDF of a batch."""
    previews: Drawn
    large_batch: LargeBatch | None = None
    first_previews: FirstPreviews | None = None
    failures: dict[str, str] = field(default_factory=dict)
