"""What a service does beside its requests: it removes what is over, a little at a time."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from cardwright.database import Database
from cardwright.errors import Unavailable
from cardwright.web.threads import Threads

logger = logging.getLogger("cardwright")

FIRST_AFTER_SECONDS = 2.0
EVERY_SECONDS = 300.0
BATCH = 200
MOST_BATCHES = 50
"""In one round; what is left waits for the next."""
PAUSE_SECONDS = 0.1

Removal = Callable[[Session, int], int]
"""Deletes at most so many rows of each table it knows, and returns how many it deleted."""


async def keep_house(database: Database, threads: Threads, removals: Sequence[Removal]) -> None:
    """Remove what is over, in rounds, until cancelled.

    Each batch is a short transaction of its own, with a pause behind it, so requests that write
    hardly wait. Several processes may do this at the same time: what one has deleted, no other
    finds.
    """
    await asyncio.sleep(FIRST_AFTER_SECONDS)
    while True:
        for removal in removals:
            await _remove(database, threads, removal)
        await asyncio.sleep(EVERY_SECONDS)


async def _remove(database: Database, threads: Threads, removal: Removal) -> None:
    def batch() -> int:
        with database.writing() as session:
            return removal(session, BATCH)

    try:
        for _ in range(MOST_BATCHES):
            if await threads.write(batch) == 0:
                return
            await asyncio.sleep(PAUSE_SECONDS)
    except Unavailable:
        return  # Whoever keeps the database busy is more important; the next round will do.
    except Exception:
        # Without housekeeping the service still does its work, and the log says what is wrong.
        logger.exception("removing what is over has failed")
