"""What the designer promises, each promise held against what was measured."""

import statistics
from collections.abc import Iterator

from bench.designer.results import OURS, Results, percentile
from bench.report_parts import Goal

LONGEST_FRAME_MS = 33.0
USUAL_FRAME_MS = 17.0
"""A screen that is drawn 60 times a second shows each frame for 16.7 ms."""
LONGEST_FIRST_STAGE_SECONDS = 1.0
LONGEST_ANSWER_MS = 15.0
KIB = 1024
LARGEST_THIRD_PARTY_KIB = 15
LARGEST_SCRIPT_KIB = 90


def goals(results: Results) -> Iterator[Goal]:
    """Return the goals that this run has figures for."""
    if OURS in results.dragged:
        frames = results.dragged[OURS].frames_ms
        usual, long = statistics.median(frames), percentile(frames, 0.95)
        promise = f"Forty objects dragged: 95 of 100 frames under {LONGEST_FRAME_MS:g} ms"
        yield Goal(promise, f"{long:.1f} ms", long < LONGEST_FRAME_MS)
        promise = "Forty objects dragged: 60 frames a second"
        yield Goal(promise, f"{1000 / usual:.0f}", usual < USUAL_FRAME_MS)
    if results.first_stages:
        took = statistics.median(results.first_stages)
        promise = f"First stage after a reload: under {LONGEST_FIRST_STAGE_SECONDS:g} s"
        yield Goal(promise, f"{took:.2f} s", took < LONGEST_FIRST_STAGE_SECONDS)
    if results.answers:
        waited = statistics.median(results.answers_ms)
        promise = f"How a text looks that is typed: under {LONGEST_ANSWER_MS:g} ms"
        yield Goal(promise, f"{waited:.1f} ms", waited < LONGEST_ANSWER_MS)
    yield _light("Script of others", results.weight.third_party, LARGEST_THIRD_PARTY_KIB)
    yield _light("All script", results.weight.all, LARGEST_SCRIPT_KIB)


def _light(what: str, byte_size: int, largest_kib: int) -> Goal:
    promise = f"{what}, gzipped: under {largest_kib} KiB"
    return Goal(promise, f"{byte_size / KIB:.1f} KiB", byte_size < largest_kib * KIB)
