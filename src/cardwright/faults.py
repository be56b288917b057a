"""What is told of a fault that nobody has foreseen: where and why, without a value of anybody's."""

import traceback


def trace_of(fault: BaseException) -> str:
    """Return the places that led to a fault, and its kind, with those of its causes before it.

    What an exception says may hold what was typed or stored, so only the system's own words are
    told (`OSError`), and notes, which are added by whoever knows what is in them.
    """
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = fault
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = "".join(traceback.format_tb(link.__traceback__))
        parts.insert(0, f"Traceback (most recent call last):\n{frames}{_told(link)}")
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n\n".join(parts)


def _told(fault: BaseException) -> str:
    kind = type(fault)
    home = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    words = f": {fault.strerror}" if isinstance(fault, OSError) and fault.strerror else ""
    notes: list[str] = getattr(fault, "__notes__", [])
    inside = fault.exceptions if isinstance(fault, BaseExceptionGroup) else ()
    return "\n".join((f"{home}{kind.__qualname__}{words}", *notes, *map(trace_of, inside)))
