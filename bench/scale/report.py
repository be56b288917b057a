"""The report of this part of the bench, in Markdown."""

from collections.abc import Iterator, Sequence

from bench.report_parts import MB, Circumstances, failure_section, goal_section, head, table
from bench.scale.cases import Results
from bench.scale.goals import goals
from bench.scale.turns import Growth

TITLE = """# Performance with many card templates

Written by `make bench-scale`: the same requests to a service with few card templates and to one
with many, in one run. [Performance](performance.md) is about requests beside those of others, and
[scaling](scaling.md) about what to do when one machine is not enough."""

READING = """## How to read it

* **CPU ms** is the user and system time of the service's process per request. SQLite works inside
  of that process; PostgreSQL has processes of its own, whose time stands beside it. Requests per
  second and p99 are those of a client on the same machine, and say little on a busy one.
* The two of a pair run at the same time and take turns, in several rounds after one that warms them
  up; who begins changes from round to round. Figures are medians of the rounds. A ratio is the
  median of the ratios within each round, so it need not be the quotient of two figures.
* Few are 1,000 card templates in 8 accounts. Each template has about 800 bytes of objects and two
  linked files. The accounts take turns in the order of the ids, so the rows of one lie far apart.
  The databases are filled in bulk; PostgreSQL has then run `VACUUM ANALYZE`, as its own
  housekeeping would soon have done. Its settings are those it comes with: 128 MB of shared buffers.
* Eight keep-alive connections, each with accounts of its own. The lists are those of eight
  accounts; polls, gets and creates go round all accounts there are, and gets to any template.
* *Account changed each time*, *a template changed each time*: before every request the bench stamps
  one template anew, as another node would. Its own CPU is not counted, but that of PostgreSQL is:
  there the database's figure holds the write, too. A poll then asks for the last four changes.
* *All accounts in turn* has no goal: it shows where the memory of one process ends, which keeps
  answers up to 16 MiB. With few accounts it keeps them all; with 200 accounts that are all busy
  alike, each answer has grown cold when it is asked for again. `CARDWRIGHT_ANSWER_MEMORY_MIB` gives
  it more.
* Creates are on the disk when they are answered. They come last, and the smaller database grows by
  them: by about as many as it held."""

_COLUMNS = (
    "Case | Database | CPU ms, few | many | ratio | CPU ms of the database, few | many | ratio"
    " | per second, few | many | p99 ms, few | many"
)


def render(where: Circumstances, results: Results) -> str:
    """Return what was measured; `READING` explains it."""
    parts = [
        TITLE,
        head(where),
        goal_section(goals(results)),
        f"## Requests: 1,000 and {results.templates:,} card templates\n\n"
        + table(_COLUMNS, _rows(results)),
        "## What was filled\n\n" + table(_FILLED_COLUMNS, _filled_rows(results)),
        *failure_section(where.failures),
    ]
    return "\n\n".join(parts) + "\n"


def _rows(results: Results) -> Iterator[Sequence[str]]:
    for case, by_kind in results.growth.items():
        for place, (kind, growth) in enumerate(by_kind.items()):
            told = case if place == 0 else ""
            if growth.failure:
                yield told, kind, "failed", *[""] * (_COLUMNS.count(" | ") - 2)
            else:
                yield told, kind, *_figures(growth)


def _figures(growth: Growth) -> Iterator[str]:
    few, many = growth.few, growth.many
    yield from (f"{few.cpu_ms:.2f}", f"{many.cpu_ms:.2f}", f"{growth.ratio:.2f}")
    if (ratio := growth.database_ratio) is None:
        yield from ("-", "-", "-")
    else:
        yield from (f"{few.database_cpu_ms:.2f}", f"{many.database_cpu_ms:.2f}", f"{ratio:.2f}")
    yield from (f"{few.per_second:.0f}", f"{many.per_second:.0f}")
    yield from (f"{few.latency_ms(0.99):.1f}", f"{many.latency_ms(0.99):.1f}")


_FILLED_COLUMNS = (
    "Database | Card templates | Accounts | MB on the disk | filled in s | MB of the service"
)


def _filled_rows(results: Results) -> Iterator[Sequence[str]]:
    for kind, both in results.filled.items():
        for place, filled in enumerate(both):
            resident = results.resident_bytes[kind][place]
            yield (
                kind if place == 0 else "",
                f"{filled.templates:,}",
                f"{filled.accounts}",
                f"{filled.byte_size / MB:.0f}",
                f"{filled.fill_seconds:.0f}",
                f"{resident / MB:.0f}",
            )
