"""Draw in child processes that can be killed, never in the one that serves."""

import sys
from collections.abc import Hashable, Sequence

import msgspec

from cardwright.children import BeyondLimits, Children
from cardwright.errors import Invalid, Unavailable
from cardwright.layout.findings import Finding
from cardwright.rendering.jobs import Findings, Job, NotPrintable, Outcome, PreflightJob
from cardwright.rendering.messages import Answer, Failed, Refused, Unreadable

AT_A_TIME = 2
SECONDS = 5.0
MEMORY = 1536 * 1024 * 1024
"""Bytes. A PNG of 50 megapixels over a background of as many takes most of it."""
JOBS_PER_WORKER = 1000
RECORDS_AT_A_TIME = 20
"""So many records are looked through in one job, that each job keeps within its time."""

WORKER = (sys.executable, "-P", "-m", "cardwright.rendering.worker")

_BEYOND_LIMITS = (
    "could not be drawn within the limits of time and memory: use fewer or simpler objects, "
    "smaller pictures, or fewer dots per inch"
)


class Renderers:
    """At most `at_a_time` workers, started when first needed and kept warm until `close`.

    `program` is the command of a worker, to which its limits are appended. Belongs to one event
    loop. Nothing of the drawing engine is loaded into this process.
    """

    def __init__(
        self,
        program: Sequence[str] = WORKER,
        *,
        at_a_time: int = AT_A_TIME,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)
        self._children = Children(
            program,
            answers,
            at_a_time=at_a_time,
            seconds=seconds,
            memory=memory,
            questions_each=JOBS_PER_WORKER,
        )

    @property
    def process_ids(self) -> list[int]:
        """The workers that live."""
        return self._children.process_ids

    @property
    def busy(self) -> int:
        """How many children work."""
        return self._children.busy

    @property
    def waiting(self) -> int:
        """How much waits for a child."""
        return self._children.waiting

    async def run(self, job: Job, party: Hashable = None) -> Outcome:
        """Return what the job asks for; parties take turns, however much each asks for.

        Raises Invalid for what cannot be drawn, or not within the limits (`template_objects`),
        NotPrintable where a strict render finds errors, and Unavailable where no worker can be
        started: its description says what the machine lacks.
        """
        try:
            answer = await self._children.ask(job, party)
        except BeyondLimits:
            raise Invalid.field("template_objects", _BEYOND_LIMITS) from None
        match answer:
            case Refused(errors, findings):
                raise Invalid(errors) if findings is None else NotPrintable(findings)
            case Unreadable(description):
                raise Unavailable(description)
            case Failed(trace):
                fault = RuntimeError("A worker failed to draw")
                fault.add_note(f"in the worker:\n{trace}")
                raise fault
        return answer

    async def warm(self) -> None:
        """Start a worker before the first job comes. Raises Unavailable as `run`."""
        await self._children.warm()

    async def preflight(self, job: PreflightJob, party: Hashable = None) -> list[Finding]:
        """Return what preflight finds, however many records there are; raises as `run`."""
        if job.records is None:
            return await self._findings(job, party)
        found: dict[Finding, None] = {}
        for start in range(0, max(1, len(job.records)), RECORDS_AT_A_TIME):
            part = msgspec.structs.replace(
                job,
                records=job.records[start : start + RECORDS_AT_A_TIME],
                first_record=job.first_record + start,
            )
            # What concerns all records is found in each part, and told once.
            found.update(dict.fromkeys(await self._findings(part, party)))
        return list(found)

    async def close(self) -> None:
        """End the workers; jobs under way and to come are Unavailable."""
        await self._children.close()

    async def _findings(self, job: PreflightJob, party: Hashable) -> list[Finding]:
        outcome = await self.run(job, party)
        return outcome.findings if isinstance(outcome, Findings) else []
