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
class FirstPreview:
    """What the first preview of a service that was just started took."""

    clock_ms: float
    cpu_ms: float
    """Of the service and its processes, in the steps of 10 ms in which systems count."""


@dataclass(frozen=True)
class FirstPreviews:
    """Those of several starts."""

    pause_seconds: float
    after_pause: list[FirstPreview]
    """Asked for so long after the service was ready."""
    at_once: list[FirstPreview]
    """Asked for at the moment in which the service was ready."""

    @property
    def after_pause_ms(self) -> float:
        """The time by the clock; the median, as the others."""
        return statistics.median(one.clock_ms for one in self.after_pause)

    @property
    def after_pause_cpu_ms(self) -> float:
        """The CPU."""
        return statistics.median(one.cpu_ms for one in self.after_pause)

    @property
    def at_once_ms(self) -> float:
        """The time by the clock where nobody waits."""
        return statistics.median(one.clock_ms for one in self.at_once)


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
