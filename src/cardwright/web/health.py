"""`/health/live` and `/health/ready`, for whoever watches over the process."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.database import Database
from cardwright.errors import Unavailable
from cardwright.storage import Storage
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer, operation
from cardwright.web.threads import Threads

router = APIRouter(tags=["Health"])

_OK = Answer(
    "It is", media={"application/json": {"schema": {"type": "object"}, "example": {"status": "ok"}}}
)


@router.get(
    "/health/live",
    **operation("live", summary="Is the process alive?", answers={200: _OK}),
)
async def live(request: Request) -> Response:
    return json_answer({"status": "ok"})


@router.get(
    "/health/ready",
    **operation(
        "ready",
        summary="Can the process answer requests?",
        description="Asks the database, and whether files can be stored.",
        answers={200: _OK},
    ),
)
async def ready(request: Request) -> Response:
    threads: Threads = request.app.state.threads
    await threads.read(_check, request.app.state.database, request.app.state.storage)
    return json_answer({"status": "ok"})


def _check(database: Database, storage: Storage) -> None:
    database.check()
    try:
        storage.check()
    except OSError as fault:
        raise Unavailable(f"Files cannot be stored: {fault.strerror}") from fault
