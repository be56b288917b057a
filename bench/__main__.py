"""`python -m bench`: runs the bench, prints the report, and writes it where it is asked to."""

import tempfile
import time
from pathlib import Path

import click
import uvloop

from bench.cases import Results, run_cases
from bench.connection import BenchError
from bench.report import READING, render
from bench.resources import Starts, measure_starts
from bench.rounds import Pace
from bench.running import circumstances, publish, say
from bench.stand import Stand, standing

_PACKAGES = ("cardwright", "uvicorn", "fastapi", "sqlalchemy", "msgspec", "pillow", "django")

_FULL = Pace(rounds=5, seconds=2.0)
_FULL_UPLOADS = Pace(rounds=15, seconds=3.0, at_most=160)
_QUICK = Pace(rounds=3, seconds=0.5)
_QUICK_UPLOADS = Pace(rounds=3, seconds=0.7, at_most=60)


@click.command()
@click.option("--quick", is_flag=True, help="Short rounds, without the slow peers.")
@click.option("--only", default="", help="Run the cases with this in their name, and no others.")
@click.option("--report", type=click.Path(path_type=Path), help="Where the report is written.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the databases are made.")
def main(*, quick: bool, only: str, report: Path | None, folder: Path | None) -> None:
    """Measure the service beside its floor and its peers."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="cardwright-bench-", dir=folder) as made:
        with standing(Path(made), with_slow_peers=not quick) as stand:
            say(f"{len(stand.servers)} servers stand: {time.perf_counter() - started:.0f} s")
            paces = (_QUICK, _QUICK_UPLOADS) if quick else (_FULL, _FULL_UPLOADS)
            results = uvloop.run(run_cases(stand, *paces, say, only))
        starts = _starts(Path(made), stand, times=2 if quick else 5)
    where = circumstances(started, _PACKAGES, _failures(stand, results))
    publish(render(where, results, starts), READING, report)


def _starts(folder: Path, stand: Stand, times: int) -> Starts | None:
    try:
        return measure_starts(folder, stand.target, times)
    except (BenchError, RuntimeError) as failure:
        stand.failures["start-up"] = str(failure)
        return None


def _failures(stand: Stand, results: Results) -> dict[str, str]:
    """Return why figures are missing, by what is missing, each in one line."""
    failures = dict(stand.failures)
    for case, by_server in results.cases.items():
        failures |= {f"{case}, {name}": f.failure for name, f in by_server.items()}
    failures |= {f"{clients} writers": f.failure for clients, f in results.writers.items()}
    for what, why in stand.failures.items():
        say(f"{what}: {why}")
    return {what: why.splitlines()[0] for what, why in failures.items() if why}


if __name__ == "__main__":
    main()
