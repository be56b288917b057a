"""The report of this part of the bench, in Markdown."""

from collections.abc import Iterator, Sequence

from bench.rendering.goals import goals
from bench.rendering.results import DEFLATE, OURS, Results
from bench.rendering.turns import Drawn
from bench.report_parts import (
    MB,
    Circumstances,
    failure_section,
    goal_section,
    head,
    table,
)

TITLE = """# Performance of drawing

Written by `make bench-rendering`: cards as the service draws them beside the floor and beside
other ways to draw them, in one run. [Performance](performance.md) is about requests."""

READING = """## How to read it

* The card has a photograph as background, a portrait with round corners, a logo with transparency,
  a frame, a line, four texts (a name that shrinks to its box, a department, Arabic, Japanese), a QR
  code of 44 characters and a Code 128. It is an ISO card, 1011 x 638 pixels at 300 dpi. No two
  cards that are drawn have the same name, codes or portrait, so that no cache knows them. The 30
  Arabic and 72 Japanese texts, and some departments, come again, as the words of one company do:
  the service lays them out once. Without any that come again a PDF takes about a fifth longer.
* Those who are compared take turns with the same cards, in several rounds after one that warms all
  of them up. Figures are medians of the rounds. A ratio is the median of the ratios within each
  round, so it need not be the quotient of two figures of the table.
* **CPU ms** is user and system time per card, the figure to go by on a busy machine. Of the ratio
  by CPU and the ratio by the clock the one that is worse for the service decides about a goal.
* Everything draws in one process and without waiting: the service spreads jobs over several.
* *Deflating the pixels* is the floor of a PNG: the filtered rows that lie in the very file,
  deflated once more by the same library at its level 1. Drawing, packing, filtering and checksums
  come to it; the service deflates at level 0, which gives the same bytes every time.
* All have the built-in fonts, make their own barcodes, store background and logo once, and embed
  subsets of the fonts. ReportLab has its accelerator; its Arabic is prepared by arabic-reshaper and
  python-bidi, as it draws letters as they stand. pdfme runs in Node.js 24 with fonts and template
  loaded; starting it, and handing it the people, does not count. It cannot round the corners of the
  portrait, and draws barcodes as bitmaps.
* The large batch is drawn as `cardwright render` draws it, in a process of its own; the photos are
  files. Its peak is all that was resident: interpreter, drawing engine, fonts, and the PDF, which
  is read once more at its end.
* A *warm preview* draws and encodes the side anew each time; the service would answer most of them
  from its cache. *The first preview after a start* goes over HTTP to a service that has drawn
  nothing yet, three seconds after it was ready; *at once* is asked in the moment it is ready, when
  the process that draws may still be starting."""

_COLUMNS = "What | Who | CPU ms | ms | to cardwright by CPU | by the clock | kB a card"


def render(where: Circumstances, results: Results) -> str:
    """Return what was measured; `READING` explains it."""
    parts = [
        TITLE,
        head(where),
        goal_section(goals(results)),
        "## Cards\n\n" + table(_COLUMNS, _rows(results)),
        "## One at a time, and many\n\n" + "\n".join(_rest(results)),
        *failure_section(where.failures),
    ]
    return "\n\n".join(parts) + "\n"


def _rows(results: Results) -> Iterator[Sequence[str]]:
    pdfs = f"PDF of {results.pages} cards"
    for what, drawn in (("PNG of 300 dpi", results.pngs), (pdfs, results.pdfs)):
        for place, (name, found) in enumerate(drawn.items()):
            told = what if place == 0 else ""
            if found.failure:
                yield told, name, "failed", "", "", "", ""
            else:
                yield told, name, *_numbers(found, drawn[OURS]), _size(name, found)


def _numbers(found: Drawn, ours: Drawn) -> Iterator[str]:
    yield f"{found.cpu_ms:.2f}"
    yield f"{found.clock_ms:.2f}"
    if ours.failure:
        yield from ("-", "-")
    else:
        yield f"{found.cpu_ratio(ours):.2f}"
        yield f"{found.clock_ratio(ours):.2f}"


def _size(name: str, found: Drawn) -> str:
    return "-" if name == DEFLATE else f"{found.kilobytes:.0f}"


def _rest(results: Results) -> Iterator[str]:
    previews = results.previews
    yield (
        f"* A warm preview, {previews.kilobytes:.0f} kB at 300 dpi, takes {previews.cpu_ms:.1f} ms "
        f"of CPU, {previews.clock_ms:.1f} ms by the clock."
    )
    if (first := results.first_previews) is not None:
        yield (
            f"* Asked for {first.pause_seconds:.0f} s after the start, the first preview is there "
            f"in {first.after_pause_ms:.0f} ms, with {first.after_pause_cpu_ms:.0f} ms of CPU; "
            f"asked for at once, in {first.at_once_ms:.0f} ms."
        )
    if (batch := results.large_batch) is not None:
        yield (
            f"* {batch.cards:,} cards in one PDF take {batch.seconds:.1f} s, "
            f"{batch.cpu_seconds:.1f} s of CPU, {batch.peak_bytes / MB:.0f} MB at the peak and "
            f"{batch.byte_size / MB:.1f} MB on the disk."
        )
