"""How the serving process and its workers talk: frames of MessagePack, each after its length."""

import msgspec
from msgspec import Struct

from cardwright.layout.findings import Finding
from cardwright.rendering.jobs import Drawing, Findings, Fragments, Job

LENGTH_BYTES = 4


class Ready(Struct, frozen=True, tag=True):
    """The worker has loaded the drawing engine and takes jobs."""


class Missing(Struct, frozen=True, tag=True):
    """The worker cannot draw on this machine; the sentence says why."""

    description: str


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


Answer = Drawing | Findings | Fragments | Ready | Missing | Refused | Unreadable | Failed

_encoder = msgspec.msgpack.Encoder()
_job_decoder: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
_answer_decoder: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def frame(message: Job | Answer) -> tuple[bytes, bytes]:
    """Return the length and the bytes of a message, to be sent one after the other."""
    data = _encoder.encode(message)
    return len(data).to_bytes(LENGTH_BYTES, "big"), data


def read_job(data: bytes) -> Job:
    """Return the job in a frame; msgspec.DecodeError where it is none."""
    return _job_decoder.decode(data)


def read_answer(data: bytes) -> Answer:
    """Return the answer in a frame; msgspec.DecodeError where it is none."""
    return _answer_decoder.decode(data)
