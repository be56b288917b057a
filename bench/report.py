"""The report of a run, in Markdown."""

from collections.abc import Iterator, Sequence

from bench.cases import CREATE, Results
from bench.goals import goals
from bench.report_parts import (
    MB,
    MIB,
    Circumstances,
    failure_section,
    goal_section,
    head,
    table,
)
from bench.resources import Starts
from bench.rounds import Figures
from bench.stand import FLOOR

TITLE = """# Performance

Written by `make bench`: the service beside its floor and its peers, in one run."""

READING = """## How to read it

* **CPU ms** is the user and system time of the server's processes per request, the figure to go
  by: it does not depend on how fast the client is, and little on what else the machine does.
  Requests per second, p50 and p99 are those of the client that runs on the same machine.
* All servers run at the same time and take turns: each is measured for a stretch, then the next,
  and so on for several rounds. Figures are medians of the rounds. A ratio is the median of the
  ratios within each round, so it need not be the quotient of two figures of the table.
* Ratios of different runs may differ by a third on a shared machine. Compare within one run only.
* Every database holds 10,000 card templates in 20 accounts, each about 2 KB of JSON with its two
  linked files; a page of 50 is about 100 KB. All are SQLite. Eight keep-alive connections, four
  for uploads; each connection asks for another account.
* The *floor* is an `async def` route of FastAPI that answers exactly the bytes of the service, on
  the same server, without looking at anything. For uploads it is a bare handler that writes the
  body, flushes it and its folder to the disk, and commits one row.
* *Account changed each time*: a write moves the clock of the account before every request, so no
  answer can be used twice. It is the bench that writes, so its CPU is not counted; the requests
  per second of that case are those of the bench's writing. The floor, the usual way and Django
  keep no answers, and are asked without it.
* The *best bare way* does what the service does for a list and a get, in one file and without
  layers: token, scope, count, page headers, ETag, and signed URLs that it keeps for the hour. It
  keeps no answers.
* The *usual way* and *Django REST Framework* have the defaults that one deploys with. They count,
  and check a token, but sign no URLs and make no ETag.
* Creates and updates are on the disk when they are answered, so the disk decides how many there
  are per second."""


def render(where: Circumstances, results: Results, starts: Starts | None) -> str:
    """Return what was measured; `READING` explains it."""
    parts = [
        TITLE,
        head(where),
        goal_section(goals(results, starts)),
        "## Requests\n\n" + table(_COLUMNS, _case_rows(results)),
        "## Writers\n\n" + _writers(results),
        "## Pictures, memory, start-up\n\n" + _rest(results, starts),
        *failure_section(where.failures),
    ]
    return "\n\n".join(parts) + "\n"


_COLUMNS = "Case | Server | CPU ms | to the floor | to cardwright | per second | p50 ms | p99 ms"


def _case_rows(results: Results) -> Iterator[Sequence[str]]:
    for case, by_server in results.cases.items():
        for place, (name, figures) in enumerate(by_server.items()):
            told = case if place == 0 else ""
            if figures.failure:
                yield told, name, "failed", "", "", "", "", ""
            else:
                yield told, name, f"{figures.cpu_ms:.2f}", *_numbers(figures, by_server)


def _numbers(figures: Figures, by_server: dict[str, Figures]) -> Iterator[str]:
    for other in (by_server.get(FLOOR), by_server.get("cardwright")):
        is_good = other is not None and not other.failure
        yield f"{figures.cpu_ratio(other):.2f}" if other is not None and is_good else "-"
    yield f"{figures.per_second:.0f}"
    yield f"{figures.latency_ms(0.5):.1f}"
    yield f"{figures.latency_ms(0.99):.1f}"


def _writers(results: Results) -> str:
    rows = [
        (str(clients), f"{f.per_second:.0f}", f"{f.cpu_ms:.2f}", f"{f.latency_ms(0.99):.1f}")
        for clients, f in results.writers.items()
        if not f.failure
    ]
    written = table(f"Clients that {CREATE} | per second | CPU ms | p99 ms", rows)
    return (
        f"{written}\n\nOne bare connection commits {results.commits_per_second:.0f} rows per "
        "second here, each in a transaction of its own."
    )


def _rest(results: Results, starts: Starts | None) -> str:
    lines = [
        f"* Decoding the JPEG takes Pillow alone {results.decode_cpu_ms:.1f} ms of CPU.",
        f"* After all of it the serving process has {results.resident_bytes / MB:.0f} MB resident; "
        f"the processes that decode images {results.resident_bytes_of_children / MB:.0f} MB.",
    ]
    if starts is not None:
        lines += [
            f"* Started on that database it is ready after {starts.seconds:.2f} s, with "
            f"{starts.resident_bytes / MB:.0f} MB resident.",
            f"* An upload of 20 MiB adds {starts.upload_bytes / MIB:.1f} MiB at its peak.",
        ]
    return "\n".join(lines)
