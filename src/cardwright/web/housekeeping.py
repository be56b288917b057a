"""What a service does beside its requests: it removes what is over, a little at a time."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from cardwright.database import Database
from cardwright.errors import Unavailable
from cardwright.web.threads import Threads

logger = structlog.get_logger()

FIRST_AFTER_SECONDS = 2.0
EVERY_SECONDS = 300.0
BATCH = 200
MOST_BATCHES = 50
"""In one round; what is left waits for the next."""
PAUSE_SECONDS = 0.1

Removal = Callable[[Session, int], int]
"""Deletes at most so many rows of each table it knows, and returns how many it deleted."""

Chore = Callable[[], Iterator[int]]
"""Begins what takes more than a transaction; each step does a little, and blocks its thread."""


async def keep_house(
    database: Database,
    threads: Threads,
    removals: Sequence[Removal],
    chores: Sequence[Chore] = (),
) -> None:
    """Remove what is over, in rounds, until cancelled.

    Each batch is a short transaction of its own, with a pause behind it, so requests that write
    hardly wait. Several processes may do this at the same time: what one has deleted, no other
    finds.
    """
    await asyncio.sleep(FIRST_AFTER_SECONDS)
    while True:
        for removal in removals:
            await _remove(database, threads, removal)
        for chore in chores:
            await _do(threads, chore)
        await asyncio.sleep(EVERY_SECONDS)


async def _remove(database: Database, threads: Threads, removal: Removal) -> None:
    def batch(session: Session) -> int:
        return removal(session, BATCH)

    removed = 0
    with _faults_left_to_the_next_round():
        for _ in range(MOST_BATCHES):
            deleted = await threads.write(database.write, batch)
            removed += deleted
            if not deleted:
                break
            await asyncio.sleep(PAUSE_SECONDS)
    if removed:
        logger.info("removed what is over", kind=removal.__module__, rows=removed)


async def _do(threads: Threads, chore: Chore) -> None:
    with _faults_left_to_the_next_round():
        steps = chore()
        while await threads.carry(next, steps, None) is not None:
            await asyncio.sleep(PAUSE_SECONDS)


@contextmanager
def _faults_left_to_the_next_round() -> Iterator[None]:
    try:
        yield
    except Unavailable:
        return  # Whoever keeps the database busy is more important; the next round will do.
    except Exception:
        # Without housekeeping the service still does its work, and the log says what is wrong.
        logger.exception("removing what is over has failed")
