"""The first preview of a service that was just started, asked for over HTTP."""

import http.client
import json
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from bench.connection import BenchError
from bench.content import TYPE_CODE
from bench.one_account import fill_with_one_account
from bench.rendering.cards import background, logo, objects
from bench.rendering.ours import PREVIEW_PX
from bench.rendering.results import FirstPreview, FirstPreviews
from bench.servers import Server
from bench.stand import service

PAUSE_SECONDS = 3.0
"""About what a person needs to find a template after a restart."""
_TEMPLATES = "/api/3/card_templates"
_ANSWER_SECONDS = 30


def measure_first_previews(folder: Path, times: int) -> FirstPreviews:
    """Start the service so many times for each figure. Raises BenchError and RuntimeError."""
    token = fill_with_one_account(folder)
    with service(folder) as server:
        path = f"{_make_template(server, token)}/preview/front?width={PREVIEW_PX}"
    after_pause, at_once = [], []
    for _ in range(times):
        with service(folder) as server:
            time.sleep(PAUSE_SECONDS)
            after_pause.append(_preview(server, token, path))
        with service(folder) as server:
            at_once.append(_preview(server, token, path))
    return FirstPreviews(PAUSE_SECONDS, after_pause, at_once)


def _make_template(server: Server, token: str) -> str:
    """Make the card of this bench, and return its path."""
    logo_uuid = str(uuid.uuid4())
    new = {
        "uuid": str(uuid.uuid4()),
        "name": "The card of the bench",
        "template_type_code": TYPE_CODE,
        "template_objects": list(objects(logo_uuid)),
    }
    as_json, body = {"Content-Type": "application/json"}, json.dumps({"card_template": new})
    answer = _ask(server, "POST", _TEMPLATES, token, body.encode(), as_json)
    path = f"{_TEMPLATES}/{json.loads(answer)['id']}"
    jpeg, png = {"Content-Type": "image/jpeg"}, {"Content-Type": "image/png"}
    _ask(server, "PUT", f"{path}/background_image/front", token, background(), jpeg)
    _ask(server, "PUT", f"{path}/files/{logo_uuid}?file_role=logo", token, logo(), png)
    return path


def _preview(server: Server, token: str, path: str) -> FirstPreview:
    started, started_cpu = time.perf_counter(), server.cpu_seconds()
    _ask(server, "GET", path, token)
    clock = time.perf_counter() - started
    return FirstPreview(clock * 1000, (server.cpu_seconds() - started_cpu) * 1000)


def _ask(
    server: Server,
    method: str,
    path: str,
    token: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_ANSWER_SECONDS)
    bearer = {"Authorization": f"Bearer {token}"}
    try:
        connection.request(method, path, body, {**bearer, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as failure:
        raise BenchError(f"no answer: {failure!r}") from failure
    finally:
        connection.close()
    if answer.status not in (http.client.OK, http.client.CREATED):
        raise BenchError(f"status {answer.status} for {method} {path}: {content[:200]!r}")
    return content
