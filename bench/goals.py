"""What the service promises of its speed and its size, each held against what was measured."""

from collections.abc import Iterator

from bench.cases import CHANGED, NOT_MODIFIED, PUT_FILE, UNCHANGED, Results
from bench.report_parts import MB, MIB, Goal, at_most
from bench.resources import Starts
from bench.rounds import Figures
from bench.stand import BARE, DRF, FLOOR, OURS, USUAL

LARGEST_UNCHANGED = 2.5
LARGEST_CHANGED = 8.0
LEAST_CHEAPER = 8.0
LARGEST_TO_BARE = 1.6
LEAST_UPLOADS = 0.8
LARGEST_RESIDENT = 150 * MB
LARGEST_GROWTH = 8 * MIB
LONGEST_START = 1.5


def goals(results: Results, starts: Starts | None) -> Iterator[Goal]:
    """Return the goals that this run has figures for."""
    unchanged, changed = _good(results, UNCHANGED), _good(results, CHANGED)
    if {OURS, FLOOR} <= unchanged.keys():
        ratio = unchanged[OURS].cpu_ratio(unchanged[FLOOR])
        yield at_most("List, account unchanged", ratio, LARGEST_UNCHANGED, "the floor")
    if {OURS, FLOOR} <= changed.keys():
        ratio = changed[OURS].cpu_ratio(changed[FLOOR])
        yield at_most("List, account changed", ratio, LARGEST_CHANGED, "the floor")
    not_modified = _good(results, NOT_MODIFIED)
    if OURS in not_modified and OURS in unchanged and OURS in changed:
        least = min(unchanged[OURS].cpu_ms, changed[OURS].cpu_ms)
        spent = not_modified[OURS].cpu_ms
        promise = "A 304 costs less than either list"
        yield Goal(promise, f"{spent:.2f} ms, the lists from {least:.2f} ms", spent < least)
    for name in (USUAL, DRF):
        if {OURS, name} <= changed.keys():
            ratio = changed[name].cpu_ratio(changed[OURS])
            promise = f"List, account changed: {LEAST_CHEAPER:g} times cheaper than the {name}"
            yield Goal(promise, f"{ratio:.1f} times", ratio >= LEAST_CHEAPER)
    if {OURS, BARE} <= changed.keys():
        ratio = changed[OURS].cpu_ratio(changed[BARE])
        yield at_most("List, account changed", ratio, LARGEST_TO_BARE, f"the {BARE}")
    uploads = _good(results, PUT_FILE)
    if {OURS, FLOOR} <= uploads.keys():
        ratio = uploads[OURS].speed_ratio(uploads[FLOOR])
        promise = f"Uploads of 1 MB: at least {LEAST_UPLOADS:g} of the bare handler's per second"
        yield Goal(promise, f"{ratio:.2f}", ratio >= LEAST_UPLOADS)
    yield from _size(results, starts)


def _size(results: Results, starts: Starts | None) -> Iterator[Goal]:
    resident = results.resident_bytes
    promise = f"Under {LARGEST_RESIDENT // MB} MB resident after the bench"
    yield Goal(promise, f"{resident / MB:.0f} MB", resident < LARGEST_RESIDENT)
    if starts is not None:
        promise = f"An upload of 20 MiB adds under {LARGEST_GROWTH // MIB} MiB"
        growth = starts.upload_bytes
        yield Goal(promise, f"{growth / MIB:.1f} MiB", growth < LARGEST_GROWTH)
        promise = f"Ready in under {LONGEST_START:g} s"
        yield Goal(promise, f"{starts.seconds:.2f} s", starts.seconds < LONGEST_START)


def _good(results: Results, case: str) -> dict[str, Figures]:
    return {name: f for name, f in results.cases.get(case, {}).items() if not f.failure}
