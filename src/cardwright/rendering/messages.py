"""What a worker answers; what it is asked are the jobs."""

from msgspec import Struct

from cardwright.layout.findings import Finding
from cardwright.rendering.jobs import Drawing, Findings, Fragments


class Refused(Struct, frozen=True, tag=True):
    """The job asks for what cannot be drawn; `findings` where a strict render found errors."""

    errors: dict[str, list[str]]
    findings: list[Finding] | None = None


class Unreadable(Struct, frozen=True, tag=True):
    """A file that the job needs could not be read."""

    description: str


class Failed(Struct, frozen=True, tag=True):
    """The worker met an error of its own, which is none of the job; `trace` is for the log."""

    trace: str


Answer = Drawing | Findings | Fragments | Refused | Unreadable | Failed
