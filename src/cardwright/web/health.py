"""`/health/live` and `/health/ready`, for whoever watches over the process."""

import asyncio
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.database import Database
from cardwright.errors import Unavailable
from cardwright.storage import Storage
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer, operation
from cardwright.web.threads import Threads

router = APIRouter(tags=["Health"])

OK = "ok"

_OK = Answer(
    "It is", media={"application/json": {"schema": {"type": "object"}, "example": {"status": "ok"}}}
)


@router.get(
    "/health/live",
    **operation("live", summary="Is the process alive?", answers={200: _OK}),
)
async def live(request: Request) -> Response:
    return json_answer({"status": "ok"})


class NotReady(Unavailable):
    """Something is missing that requests need; the body says what, in words of ours."""

    description = "Not ready: see checks"

    def __init__(self, checks: Mapping[str, str]) -> None:
        super().__init__()
        self.checks = dict(checks)

    def body(self) -> dict[str, object]:
        """Return the body of every refusal, and the state of each thing."""
        return {**super().body(), "checks": self.checks}


@router.get(
    "/health/ready",
    **operation(
        "ready",
        summary="Can the process answer requests?",
        description="Asks the database, and whether files can be stored. Where it cannot, or will "
        "end soon, `checks` tells of `database`, `storage` and `process` what is wrong, or `ok`.",
        answers={200: _OK},
    ),
)
async def ready(request: Request) -> Response:
    state = request.app.state
    if state.draining.has_begun:
        raise NotReady({"process": "will end soon"})
    threads: Threads = state.threads
    database, storage = await asyncio.gather(
        threads.read(_database_state, state.database),
        threads.carry(_storage_state, state.storage),
    )
    if (database, storage) != (OK, OK):
        raise NotReady({"database": database, "storage": storage, "process": OK})
    return json_answer({"status": OK})


def _database_state(database: Database) -> str:
    try:
        database.check()
    except Unavailable:
        return "does not answer"
    return OK


def _storage_state(storage: Storage) -> str:
    try:
        storage.check()
    except OSError as fault:
        return f"cannot store files: {fault.strerror}" if fault.strerror else "does not answer"
    return OK
