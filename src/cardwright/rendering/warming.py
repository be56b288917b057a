"""A worker that is ready before the first card is asked for, shortly after the service starts."""

import asyncio

import structlog

from cardwright.errors import Unavailable
from cardwright.rendering.workers import Renderers

logger = structlog.get_logger()

AFTER_SECONDS = 1.0
"""What waited for the service to start has its turn first."""


async def warm_up(renderers: Renderers, after_seconds: float = AFTER_SECONDS) -> None:
    """Start a worker after that time.

    Where none can be started, the log says why, and the service goes on: it answers what is to be
    drawn with the same sentence.
    """
    await asyncio.sleep(after_seconds)
    try:
        await renderers.warm()
    except Unavailable as refusal:
        logger.warning("cards cannot be drawn", reason=refusal.description)
