"""The floor: the service's own bytes, answered by FastAPI without any work; and a bare upload.

Environment: `FLOOR_LIST` and `FLOOR_ONE` are files with the two answers, `FLOOR_FOLDER` takes the
uploads.
"""

import asyncio
import os
import secrets
import sqlite3
import threading
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response

FOLDER = Path(os.environ["FLOOR_FOLDER"])
LIST = Path(os.environ["FLOOR_LIST"]).read_bytes()
ONE = Path(os.environ["FLOOR_ONE"]).read_bytes()

app = FastAPI(openapi_url=None)
_rows = sqlite3.connect(FOLDER / "uploads.db", isolation_level=None, check_same_thread=False)
_rows.execute("PRAGMA journal_mode=WAL")
_rows.execute("PRAGMA synchronous=FULL")
_rows.execute("CREATE TABLE IF NOT EXISTS upload (name TEXT PRIMARY KEY, byte_size INTEGER)")
_alone = threading.Lock()


@app.get("/health/ready")
async def ready() -> Response:
    return Response()


@app.get("/api/3/card_templates")
async def list_card_templates() -> Response:
    return Response(LIST, media_type="application/json")


@app.get("/api/3/card_templates/{card_template_id}")
async def get_card_template(card_template_id: int) -> Response:
    return Response(ONE, media_type="application/json")


@app.put("/upload")
async def upload(request: Request) -> Response:
    """Keep the body as the service promises to: on the disk, with its row, before the answer."""
    name = secrets.token_hex(16)
    with (FOLDER / f"{name}.incoming").open("wb", buffering=256 * 1024) as file:
        async for piece in request.stream():
            file.write(piece)
        file.flush()
        await asyncio.to_thread(_keep, name, file.fileno(), file.tell())
    return Response(b'{"status":"ok"}', media_type="application/json")


def _keep(name: str, descriptor: int, byte_size: int) -> None:
    os.fsync(descriptor)
    (FOLDER / f"{name}.incoming").rename(FOLDER / name)
    folder = os.open(FOLDER, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    with _alone:
        _rows.execute("INSERT INTO upload VALUES (?, ?)", (name, byte_size))
