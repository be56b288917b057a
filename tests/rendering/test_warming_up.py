"""A service has a worker ready before the first card is asked for, or says why it cannot."""

import asyncio
import sys
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cardwright import settings
from cardwright.app import create_app
from cardwright.rendering.engine import MISSING
from cardwright.rendering.warming import warm_up
from cardwright.rendering.workers import Renderers

SECONDS = 20.0


def test_a_service_that_nobody_asks_for_a_card_has_a_worker_soon(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cardwright.app.warm_up", partial(warm_up, after_seconds=0.0))
    app = create_app(settings.load(data_dir=data_dir))

    async def work() -> None:
        async with app.router.lifespan_context(app), asyncio.timeout(SECONDS):
            while not app.state.renderers.process_ids:
                await asyncio.sleep(0.01)

    asyncio.run(work())

    assert app.state.renderers.process_ids == []


def test_where_the_engine_is_missing_the_log_says_what_to_install() -> None:
    lacking = "import sys; sys.modules['skia'] = None\n"
    lacking += "from cardwright.rendering.worker import main; main()"

    async def work() -> None:
        renderers = Renderers((sys.executable, "-c", lacking))
        try:
            await warm_up(renderers, 0.0)
        finally:
            await renderers.close()

    with capture_logs() as logs:
        asyncio.run(work())

    assert [(log["log_level"], log["reason"]) for log in logs] == [("warning", MISSING)]


def test_a_service_that_ends_at_once_starts_no_worker(data_dir: Path) -> None:
    app = create_app(settings.load(data_dir=data_dir))

    async def work() -> list[int]:
        async with app.router.lifespan_context(app):
            await asyncio.sleep(0.1)
            return list(app.state.renderers.process_ids)

    assert asyncio.run(work()) == []
