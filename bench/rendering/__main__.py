"""`python -m bench.rendering`: measures drawing, prints the report, and writes it where asked."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from bench.connection import BenchError
from bench.rendering.cases import Pace, run_cases
from bench.rendering.first_previews import measure_first_previews
from bench.rendering.large_batch import measure_large_batch
from bench.rendering.report import READING, render
from bench.rendering.results import PDFME, Results
from bench.running import circumstances, publish, say

_PACKAGES = ("cardwright", "skia-python", "uharfbuzz", "zxing-cpp", "isal", "pillow", "reportlab")
_PDFME = Path(__file__).parent / "peers" / "pdfme" / "package.json"
_CARDS = 1000

_FULL = Pace(rounds=5, bitmaps=40, pages=100, previews=30)
_QUICK = Pace(rounds=3, bitmaps=20, pages=50, previews=10)

Found = TypeVar("Found")


@click.command()
@click.option("--quick", is_flag=True, help="Fewer rounds and cards.")
@click.option("--report", type=click.Path(path_type=Path), help="Where the report is written.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where files are made.")
def main(*, quick: bool, report: Path | None, folder: Path | None) -> None:
    """Measure how fast cards are drawn, beside the floor and other ways to draw them."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="cardwright-bench-", dir=folder) as made:
        results = _measured(Path(made), is_quick=quick)
    where = circumstances(started, _PACKAGES, _failures(results), [_version_of_pdfme()])
    publish(render(where, results), READING, report)


def _measured(folder: Path, *, is_quick: bool) -> Results:
    results = run_cases(folder, _QUICK if is_quick else _FULL, say)
    say("one large PDF")
    results.large_batch = _tried(
        results, "the large batch", lambda: measure_large_batch(folder, _CARDS)
    )
    say("first previews of a service that was just started")
    results.first_previews = _tried(
        results, "first previews", lambda: measure_first_previews(folder, 2 if is_quick else 5)
    )
    return results


def _tried(results: Results, what: str, measure: Callable[[], Found]) -> Found | None:
    try:
        return measure()
    except (BenchError, RuntimeError, OSError) as failure:
        say(f"{what}: {failure}")
        results.failures[what] = str(failure)
        return None


def _failures(results: Results) -> dict[str, str]:
    """Return why figures are missing, by what is missing, each in one line."""
    failures = dict(results.failures)
    for drawn in (results.pngs, results.pdfs):
        failures |= {name: found.failure for name, found in drawn.items() if found.failure}
    return {what: why.splitlines()[0] for what, why in failures.items()}


def _version_of_pdfme() -> tuple[str, str]:
    return PDFME, json.loads(_PDFME.read_text("utf-8"))["devDependencies"][PDFME]


if __name__ == "__main__":
    main()
