"""The child program that draws: `python -m cardwright.rendering.worker`.

It answers each job (see `cardwright.children.child`), unless this machine lacks what drawing needs.
"""

import importlib
from collections.abc import Callable
from typing import cast

import msgspec

from cardwright.children.child import serve
from cardwright.errors import Invalid, Unavailable
from cardwright.faults import trace_of
from cardwright.rendering.engine import require_engine
from cardwright.rendering.jobs import Job, NotPrintable, Outcome
from cardwright.rendering.messages import Answer, Failed, Refused, Unreadable


def main() -> None:
    """Answer until standard input ends."""
    jobs: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
    serve(_prepared, jobs)


def _prepared() -> Callable[[Job], Answer]:
    """Load the engine. Raises Unavailable with the packages that this machine lacks."""
    require_engine()
    # Only now: these import the engine.
    running = importlib.import_module("cardwright.rendering.running")
    compiling = importlib.import_module("cardwright.rendering.compile")
    templates = compiling.CompiledTemplates()
    return lambda job: _answer(lambda: cast(Outcome, running.run(job, templates)))


def _answer(run: Callable[[], Outcome]) -> Answer:
    try:
        return run()
    except MemoryError:
        raise
    except NotPrintable as refusal:
        return Refused(refusal.errors, refusal.findings)
    except Invalid as refusal:
        return Refused(refusal.errors)
    except Unavailable as failure:
        return Unreadable(failure.description)
    except Exception as fault:  # noqa: BLE001 - the serving process logs it, and this one goes on
        return Failed(trace_of(fault))


if __name__ == "__main__":
    main()
