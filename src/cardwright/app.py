"""The only place where the parts meet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from cardwright import __version__, migrations
from cardwright.accounts import expiry as accounts_expiry
from cardwright.accounts.routes import routers as account_routers
from cardwright.accounts.usage import quotas_of
from cardwright.card_templates.drawing_queue import preview_queue, render_queue, stage_queue
from cardwright.card_templates.routes import routers as card_template_routers
from cardwright.database import open_database
from cardwright.designer.routes import routers as designer_routers
from cardwright.files.collecting import Collector, Rounds
from cardwright.files.inspection import Inspection
from cardwright.files.routes import router as files_router
from cardwright.files.urls import FileUrls
from cardwright.oauth import expiry as oauth_expiry
from cardwright.oauth.routes import routers as oauth_routers
from cardwright.oauth.scopes import SCOPES
from cardwright.rendering.warming import warm_up
from cardwright.rendering.workers import Renderers
from cardwright.settings import Settings, usable
from cardwright.storage import LocalCopies, open_storage
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.compression import Compression
from cardwright.web.cross_origin import CrossOrigin
from cardwright.web.draining import Draining
from cardwright.web.errors import add_error_handlers
from cardwright.web.health import router as health_router
from cardwright.web.housekeeping import keep_house
from cardwright.web.json_answers import encoded_answer
from cardwright.web.middleware import Manners
from cardwright.web.openapi import build_openapi
from cardwright.web.pages.assets import router as assets_router
from cardwright.web.patience import Patience
from cardwright.web.rate_limit import RateLimit
from cardwright.web.reference import reference_csp, render_reference
from cardwright.web.threads import Threads

if TYPE_CHECKING:
    from cardwright.card_templates.drawing_queue import DrawingQueue
    from cardwright.metrics.meter import Meter

DESCRIPTION = """A self-hosted ID-card template service. Its API is compatible with the part of the
DoorFlow API v3 that is about card templates; it is an independent project, not affiliated with
DoorFlow.

Every call under `/api/3` wants a bearer token. Times are ISO 8601 in UTC. Errors are JSON with a
word in `error` and a sentence in `error_description`."""


NAMES_BYTES = 48 * 1024 * 1024
"""The names of an account take megabytes, and what takes an eighth of the room is not kept."""


def create_app(settings: Settings) -> FastAPI:
    """Return the service for `settings`, whose database may be empty or of an older version.

    Raises SettingsError when the database or the storage cannot be opened.
    """
    app = FastAPI(
        title="cardwright",
        version=__version__,
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.threads = Threads()
    spool, is_shared = settings.data_dir / "incoming", settings.storage_is_shared
    opened = partial(open_storage, spool=spool, is_shared=is_shared)
    app.state.storage = usable("storage_url", opened, settings.storage_url)
    app.state.database = usable("database_url", open_database, settings.database_url)
    app.state.draining = Draining(settings.unready_seconds)
    app.state.inspection = Inspection()
    app.state.copies = LocalCopies(app.state.storage, settings.data_dir / "copies")
    app.state.renderers = Renderers()
    app.state.render_queue, app.state.preview_queue = render_queue(), preview_queue()
    app.state.stage_queue = stage_queue()
    app.state.file_urls = FileUrls(settings.secret_key.get_secret_value(), settings.public_url)
    app.state.quotas = quotas_of(settings)
    answer_bytes = settings.answer_memory_mib * 1024 * 1024
    app.state.pages = AnswerCache(answer_bytes)
    app.state.fragments = AnswerCache(answer_bytes)
    app.state.previews = AnswerCache(answer_bytes)
    app.state.gallery_names = AnswerCache(NAMES_BYTES)
    migrations.upgrade(app.state.database)
    # Not `include_router`, with which every request is matched router by router, and twice.
    for router in (*card_template_routers, *oauth_routers, files_router, health_router):
        app.router.routes += router.routes
    for router in (*account_routers, *designer_routers, assets_router):
        app.router.routes += router.routes
    add_error_handlers(app)
    if settings.rate_limit_per_minute:
        limits = settings.rate_limit_per_minute, settings.rate_limit_burst
        app.add_middleware(RateLimit, per_minute=limits[0], burst=limits[1])
    app.add_middleware(Patience, seconds=settings.body_seconds)
    app.add_middleware(Compression)
    if settings.cors_origins:
        app.add_middleware(CrossOrigin, origins=settings.cors_origins)
    app.state.meter = _meter(app) if settings.metrics_address else None
    app.add_middleware(Manners, meter=app.state.meter)
    _add_reference(app, settings.public_url)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    removals = (accounts_expiry.remove_expired, oauth_expiry.remove_expired)
    grace_seconds = state.settings.trash_hours * 3600
    collecting = Rounds(Collector(state.database, state.storage, grace_seconds))
    keeping_house = asyncio.create_task(
        keep_house(state.database, state.threads, removals, [collecting.begin])
    )
    beside = [keeping_house, asyncio.create_task(warm_up(state.renderers))]
    state.draining.begin_at_sigterm()
    if state.meter is not None:
        beside.append(asyncio.create_task(state.meter.keep_sampling()))
    yield
    for task in beside:
        task.cancel()
    await app.state.inspection.close()
    await app.state.renderers.close()
    app.state.threads.close()
    app.state.database.close()


def _meter(app: FastAPI) -> "Meter":
    """Return what measures `app`, and let it watch whatever can be busy."""
    # Imported here because it takes time, and in a worker looks where it has to write.
    from cardwright.metrics.meter import Meter

    meter, state = Meter(), app.state
    for name in ("render", "preview", "stage"):
        queue: DrawingQueue = getattr(state, f"{name}_queue")
        meter.watch("drawings", name, partial(getattr, queue, "taken"))
    for name, children in (("inspection", state.inspection), ("rendering", state.renderers)):
        meter.watch("children_busy", name, partial(getattr, children, "busy"))
        meter.watch("children_waiting", name, partial(getattr, children, "waiting"))
    for pool in state.threads.pools:
        meter.watch("threads_busy", pool.name, partial(getattr, pool, "busy"))
        meter.watch("threads_waiting", pool.name, partial(getattr, pool, "waiting"))
    meter.watch("database_connections_busy", "", partial(getattr, state.database, "busy"))
    return meter


def _add_reference(app: FastAPI, public_url: str) -> None:
    """Add `/openapi.json` and `/docs`, which are made once: they change with a release only."""
    document = build_openapi(app, description=DESCRIPTION, public_url=public_url, scopes=SCOPES)
    encoded, page = msgspec.json.encode(document), render_reference(document)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(_: Request) -> Response:
        return encoded_answer(encoded)

    @app.get("/docs", include_in_schema=False)
    async def docs(_: Request) -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": reference_csp()})
