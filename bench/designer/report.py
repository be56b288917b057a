"""The report of this part of the bench, in Markdown."""

import statistics
from collections.abc import Iterator, Sequence

from bench.designer.goals import KIB, goals
from bench.designer.results import FLOOR, Results, percentile
from bench.report_parts import Circumstances, failure_section, goal_section, head, table

TITLE = """# Performance of the designer

Written by `make bench-designer`: the designer in a real browser, beside the floor that the browser
sets, in one run. [Performance](performance.md) is about requests, [performance of
drawing](performance-rendering.md) about cards."""

READING = """## How to read it

* The browser is a headless Chromium without a graphics card, with a window of 1280 x 800 pixels; it
  shares the machine with the service. With a graphics card painting costs less.
* The card has forty texts. All are selected, and the pointer takes them 84 pixels to the right and
  48 down in 120 moves. A move waits until the browser has seen the one before.
* *The floor* is an empty page of the same size that holds the same drawings. With each move of the
  pointer it sets one transform for each of the forty and does nothing else. The designer keeps to
  edges besides, and shows handles, outlines and distances.
* Designer and floor take turns with the same moves, in several rounds after one that warms all up.
  Frames are those of all rounds. A screen is drawn every 16.7 ms, so a frame takes that or twice
  that: under 33 ms none was left out. **CPU ms a move** is what the page's own thread spends on
  script, style, layout and painting, the figure to go by on a busy machine; its ratio is the median
  of the ratios within each round. As long as it stays well under 16.7 ms, frames that are longer
  were held up by something else on the machine, which the floor then shows as well.
* *The first stage* is there when the first object is drawn, from the moment in which the page is
  asked for again; the service is warm. A *first visit* is the same with nothing in the browser's
  cache. Both are medians.
* *How a text looks* is the request that the designer makes after each edit of a text, with the
  session of the page and over one connection on loopback. The words are others every time, so that
  no memory of the service knows them. The CPU is that of the service and all its processes.
* Script is weighed as files that are packed one by one by gzip at level 6; it is sent with Brotli
  to browsers that take it, which is less."""

_COLUMNS = (
    "Forty objects dragged | median ms | 95 of 100 under | longest ms"
    " | CPU ms a move | to the floor"
)


def render(where: Circumstances, results: Results) -> str:
    """Return what was measured; `READING` explains it."""
    parts = [
        TITLE,
        head(where),
        goal_section(goals(results)),
        "## Frames\n\n" + table(_COLUMNS, _rows(results)),
        "## Waiting, and weight\n\n" + "\n".join(_rest(results)),
        *failure_section(where.failures),
    ]
    return "\n\n".join(parts) + "\n"


def _rows(results: Results) -> Iterator[Sequence[str]]:
    for name, dragged in results.dragged.items():
        frames = dragged.frames_ms
        yield (
            name,
            f"{statistics.median(frames):.1f}",
            f"{percentile(frames, 0.95):.1f}",
            f"{frames[-1]:.1f}",
            f"{dragged.busy_ms:.2f}",
            f"{dragged.busy_ratio(results.dragged[FLOOR]):.2f}",
        )


def _rest(results: Results) -> Iterator[str]:
    if results.first_stages:
        again, visit = results.first_stages, results.first_visits
        yield (
            f"* The first stage after a reload is there in {statistics.median(again):.2f} s, at "
            f"worst in {max(again):.2f} s; on a first visit in {statistics.median(visit):.2f} s."
        )
    if results.answers:
        took = results.answers_ms
        usual, long = statistics.median(took), percentile(took, 0.95)
        yield (
            f"* How a text looks is answered in {usual:.1f} ms, 95 of 100 times in less than "
            f"{long:.1f} ms, with {results.answer_cpu_ms:.1f} ms of CPU."
        )
    everything, others = results.weight.all / KIB, results.weight.third_party / KIB
    yield f"* All script is {everything:.1f} KiB packed, {others:.1f} KiB of it by others."
