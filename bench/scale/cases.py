"""The cases, in the order in which they run, and what a run has seen."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

from bench.load import Traffic
from bench.rounds import Pace
from bench.scale import traffic
from bench.scale.stand import Node, Pair
from bench.scale.turns import Growth, compare
from cardwright.database import open_database

LIST = "list of 50, account unchanged"
LIST_CHANGED = "list of 50, account changed each time"
POLL = "poll, nothing has changed"
POLL_CHANGED = "poll, a template changed each time"
GET = "get one"
CREATE = "create"
LIST_OF_ALL = "list of 50, all accounts in turn"


@dataclass(frozen=True)
class Filled:
    """What a database held before the first request."""

    templates: int
    accounts: int
    byte_size: int
    fill_seconds: float


@dataclass
class Results:
    """Everything that one run has seen."""

    templates: int
    """How many the larger ones hold."""
    growth: dict[str, dict[str, Growth]] = field(default_factory=dict)
    """By the name of the case and the kind of database."""
    filled: dict[str, list[Filled]] = field(default_factory=dict)
    """By the kind of database, the smaller one first."""
    resident_bytes: dict[str, list[int]] = field(default_factory=dict)
    """Of the service's process after all of it, likewise."""


async def run_cases(
    pairs: dict[str, Pair], templates: int, paces: tuple[Pace, Pace], say: Callable[[str], None]
) -> Results:
    """Run every case on every pair; `paces` are that of most, and that of creates."""
    results = Results(templates)
    for kind, pair in pairs.items():
        nodes = [pair.few, pair.many]
        results.filled[kind] = [
            Filled(n.size.templates, n.size.accounts, n.byte_size, n.fill_seconds) for n in nodes
        ]
        with ExitStack() as opened:
            for case, (asked, is_create) in _cases(pair, opened).items():
                started = perf_counter()
                growth = await compare(pair, asked, paces[is_create])
                results.growth.setdefault(case, {})[kind] = growth
                say(f"{kind}, {case}: {perf_counter() - started:.0f} s")
        results.resident_bytes[kind] = [node.server.resident_bytes() for node in nodes]
    return results


def _cases(pair: Pair, opened: ExitStack) -> dict[str, tuple[Callable[[Node], Traffic], bool]]:
    """Return who asks what; what changes comes after what must find things unchanged."""
    changes = {}
    for node in (pair.few, pair.many):
        database = open_database(node.database_url)
        opened.callback(database.close)
        changes[node.size] = traffic.Changes(node, database)
    return {
        LIST: (traffic.lists, False),
        POLL: (traffic.polls, False),
        GET: (traffic.gets, False),
        LIST_OF_ALL: (traffic.lists_of_all, False),
        LIST_CHANGED: (lambda node: traffic.lists_changed(node, changes[node.size]), False),
        POLL_CHANGED: (lambda node: traffic.polls_changed(node, changes[node.size]), False),
        CREATE: (traffic.creates, True),
    }
