"""What the service promises of growth, held against what was measured."""

from collections.abc import Iterator

from bench.report_parts import Goal, at_most
from bench.scale.cases import LIST_OF_ALL, Results

LARGEST = 1.5
_WITHOUT_GOAL = {LIST_OF_ALL}


def goals(results: Results) -> Iterator[Goal]:
    """Return the goals that this run has figures for."""
    for case, by_kind in results.growth.items():
        if case in _WITHOUT_GOAL:
            continue
        for kind, growth in by_kind.items():
            if not growth.failure:
                what = f"{kind}, {case}"
                yield at_most(what, growth.ratio, LARGEST, "the CPU with 1,000 templates")
