"""What the service promises of drawing cards, each promise held against what was measured."""

from collections.abc import Iterator

from bench.rendering.results import DEFLATE, OURS, PDFME, REPORTLAB, Results
from bench.rendering.turns import Drawn
from bench.report_parts import MB, Goal, at_most

LARGEST_TO_DEFLATE = 2.5
LEAST_TO_REPORTLAB = 5.0
LEAST_TO_PDFME = 12.0
LARGEST_BATCH = 250 * MB
LONGEST_PREVIEW_MS = 15.0
LONGEST_FIRST_PREVIEW_MS = 150.0


def goals(results: Results) -> Iterator[Goal]:
    """Return the goals that this run has figures for.

    Of the ratio by CPU and the ratio by the clock the one that is worse for the service counts.
    """
    pngs, pdfs = _good(results.pngs), _good(results.pdfs)
    if {OURS, DEFLATE} <= pngs.keys():
        mine, its = pngs[OURS], pngs[DEFLATE]
        ratio = max(mine.cpu_ratio(its), mine.clock_ratio(its))
        yield at_most("A PNG of 300 dpi", ratio, LARGEST_TO_DEFLATE, "deflating its pixels")
    for name, least in ((REPORTLAB, LEAST_TO_REPORTLAB), (PDFME, LEAST_TO_PDFME)):
        if {OURS, name} <= pdfs.keys():
            its, mine = pdfs[name], pdfs[OURS]
            ratio = min(its.cpu_ratio(mine), its.clock_ratio(mine))
            promise = f"A PDF of {results.pages} cards: at least {least:g} times faster than {name}"
            yield Goal(promise, f"{ratio:.1f} times", ratio >= least)
    if (batch := results.large_batch) is not None:
        promise = f"{batch.cards:,} cards in one PDF: under {LARGEST_BATCH // MB} MB at the peak"
        yield Goal(promise, f"{batch.peak_bytes / MB:.0f} MB", batch.peak_bytes < LARGEST_BATCH)
    spent = results.previews.cpu_ms
    promise = f"Preview of a warm template: under {LONGEST_PREVIEW_MS:g} ms a side"
    yield Goal(promise, f"{spent:.1f} ms", spent < LONGEST_PREVIEW_MS)
    if (first := results.first_previews) is not None:
        waited = first.after_pause_ms
        promise = f"First preview after a start: under {LONGEST_FIRST_PREVIEW_MS:g} ms"
        yield Goal(promise, f"{waited:.0f} ms", waited < LONGEST_FIRST_PREVIEW_MS)


def _good(drawn: dict[str, Drawn]) -> dict[str, Drawn]:
    return {name: found for name, found in drawn.items() if not found.failure}
