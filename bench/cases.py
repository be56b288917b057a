"""The cases, in the order in which they run, and who takes part in each."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

from bench import traffic
from bench.connection import BenchError
from bench.load import Traffic
from bench.pictures import decode_cpu_ms
from bench.resources import commits_per_second
from bench.rounds import Figures, Pace, run_rounds
from bench.stand import BARE, DRF, FLOOR, OURS, USUAL, Stand

UNCHANGED = "list of 50, account unchanged"
CHANGED = "list of 50, account changed each time"
NOT_MODIFIED = "list, 304 Not Modified"
GET = "get one"
CREATE = "create"
UPDATE = "update"
PUT_FILE = "PUT a linked file of 1 MB"
PUT_BACKGROUND = "PUT a JPEG background of 1 MB"
WRITERS = (1, 4, 16)


@dataclass
class Results:
    """Everything that one run has seen of the running servers."""

    cases: dict[str, dict[str, Figures]] = field(default_factory=dict)
    """By the name of the case and the name of the server."""
    writers: dict[int, Figures] = field(default_factory=dict)
    """Creates by so many clients at a time."""
    decode_cpu_ms: float = 0.0
    commits_per_second: float = 0.0
    resident_bytes: int = 0
    """Of the serving process, after all of it."""
    resident_bytes_of_children: int = 0


async def run_cases(
    stand: Stand, pace: Pace, upload_pace: Pace, say: Callable[[str], None], only: str = ""
) -> Results:
    """Run every case with `only` in its name; one that fails is told, and stops no other."""
    results = Results()
    with ExitStack() as opened:
        databases = {name: opened.enter_context(stand.database(name)) for name in (OURS, BARE)}

        async def run(case: str, asked: Mapping[str, Traffic], its_pace: Pace = pace) -> None:
            if only not in case:
                return
            started = perf_counter()
            present = {stand.servers[name]: asked[name] for name in asked if name in stand.servers}
            results.cases[case] = await run_rounds(present, its_pace)
            say(f"{case}: {perf_counter() - started:.0f} s")

        ours, peer = stand.target, stand.peer
        page = traffic.list_page(peer)
        await run(UNCHANGED, {FLOOR: page, OURS: page, BARE: page})
        changed = {
            name: traffic.list_changed(peer, database, stand.account_ids)
            for name, database in databases.items()
        }
        await run(CHANGED, {FLOOR: page, **changed, USUAL: page, DRF: page})
        await run(NOT_MODIFIED, {FLOOR: page, **await _not_modified(stand)})
        one = traffic.get_one(peer)
        await run(GET, dict.fromkeys((FLOOR, OURS, BARE, USUAL, DRF), one))
        writes = {USUAL: traffic.create(peer), DRF: traffic.create(peer)}
        await run(CREATE, {OURS: traffic.create(ours), **writes})
        writes = {USUAL: traffic.update(peer), DRF: traffic.update(peer)}
        await run(UPDATE, {OURS: traffic.update(ours), **writes})
        uploads = {FLOOR: traffic.put_file_barely(), OURS: traffic.put_file(ours)}
        await run(PUT_FILE, uploads, upload_pace)
        await run(PUT_BACKGROUND, {OURS: traffic.put_background(ours)}, upload_pace)
    results.decode_cpu_ms = decode_cpu_ms()
    for clients in WRITERS:
        asked = {stand.servers[OURS]: traffic.create(ours, clients)}
        results.writers[clients] = (await run_rounds(asked, pace))[OURS]
    results.commits_per_second = commits_per_second(stand.folder, pace.seconds)
    results.resident_bytes = stand.servers[OURS].resident_bytes()
    results.resident_bytes_of_children = stand.servers[OURS].resident_bytes_of_children()
    return results


async def _not_modified(stand: Stand) -> dict[str, Traffic]:
    found = {}
    for name in (OURS, BARE):
        if name in stand.servers:
            try:
                port = stand.servers[name].port
                found[name] = await traffic.list_not_modified(stand.peer, port)
            except BenchError as failure:
                stand.failures[name] = str(failure)
    return found
