"""What every bench does around its measuring: tell how far it is, where it ran, and its report."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.machine import machine, versions
from bench.report_parts import Circumstances


def say(progress: str) -> None:
    """Tell whoever waits how far it is."""
    click.echo(progress, err=True)


def circumstances(
    started: float,
    packages: Iterable[str],
    failures: dict[str, str],
    others: Iterable[tuple[str, str]] = (),
) -> Circumstances:
    """Return when and on what a run was made that began at `started` of `time.perf_counter`.

    `packages` took part in it, and so did `others`, which are no packages.
    """
    return Circumstances(
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
        versions=[*versions(packages), *others],
        seconds=time.perf_counter() - started,
        failures=failures,
    )


def publish(text: str, reading: str, report: Path | None) -> None:
    """Print the report, and write it where it is asked for, with how it is to be read."""
    click.echo(text)
    if report is not None:
        report.write_text(f"{text}\n{reading}\n", "utf-8")
