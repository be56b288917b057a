"""`python -m bench.designer`: measures the designer, prints the report, writes it where asked."""

import tempfile
import time
from pathlib import Path

import click

from bench.designer.browser import opened
from bench.designer.cases import Pace, run_cases
from bench.designer.report import READING, render
from bench.designer.stand import standing
from bench.running import circumstances, publish, say

_PACKAGES = ("cardwright", "uvicorn", "skia-python", "uharfbuzz", "playwright")

_FULL = Pace(rounds=5, reloads=3, answers=100)
_QUICK = Pace(rounds=2, reloads=2, answers=40)


@click.command()
@click.option("--quick", is_flag=True, help="Fewer rounds.")
@click.option("--report", type=click.Path(path_type=Path), help="Where the report is written.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where files are made.")
def main(*, quick: bool, report: Path | None, folder: Path | None) -> None:
    """Measure how fast the designer is in a real browser, beside the floor that it sets."""
    started = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="cardwright-bench-", dir=folder) as made,
        standing(Path(made)) as stand,
        opened(stand) as window,
    ):
        results = run_cases(stand, window, _QUICK if quick else _FULL, say)
    where = circumstances(started, _PACKAGES, results.failures, [("Chromium", results.browser)])
    publish(render(where, results), READING, report)


if __name__ == "__main__":
    main()
