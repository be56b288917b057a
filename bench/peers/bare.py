"""The best bare way: Starlette, sqlite3 and msgspec.Raw on the event loop, without any layers.

It answers lists out of a copy of the service's own database, and does all that the service does
for one, but never keeps an answer. Environment: `BARE_DATABASE` is that copy.
"""

import base64
import hashlib
import hmac
import os
import sqlite3
import time
import uuid
from collections import defaultdict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

WINDOW_SECONDS = 3600
SCOPES = {"private.account.card_template", "private.account.card_template.readonly"}
KEY = b"a key of the bench, secret to nobody"

_CALLER = """SELECT t.scope, t.expires_at, t.revoked_at, u.is_disabled, u.account_id, a.hashid,
a.clock FROM access_token t JOIN user_ u ON u.id = t.user_id JOIN account a ON a.id = u.account_id
WHERE t.token_hash = ?"""
_COUNT = "SELECT count(*) FROM card_template WHERE account_id = ? AND deleted_at IS NULL"
_COLUMNS = """SELECT c.id, c.uuid, c.name, y.code, c.card_type, c.double_sided,
c.orientation_front, c.orientation_back, c.default_template, c.template_objects, c.owner_id,
c.editable_by, c.deleted_at, c.deleted_by_id, c.created_at, c.updated_at, f.blob_id, b.blob_id
FROM card_template c JOIN card_template_type y ON y.id = c.template_type_id
LEFT JOIN background_image f ON f.card_template_id = c.id AND f.side = 'front'
LEFT JOIN background_image b ON b.card_template_id = c.id AND b.side = 'back'"""
_LIST = f"""{_COLUMNS} WHERE c.account_id = ? AND c.deleted_at IS NULL
ORDER BY c.id LIMIT ? OFFSET ?"""
_ONE = f"{_COLUMNS} WHERE c.account_id = ? AND c.id = ?"
_FILES = """SELECT l.card_template_id, l.uuid, l.file_role, l.blob_id, b.content_type, l.created_at,
l.updated_at FROM linked_file l JOIN blob b ON b.id = l.blob_id
WHERE l.card_template_id IN ({}) ORDER BY l.id"""

_HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive on purpose: everything here is UTC
_MICROSECOND = timedelta(microseconds=1)


class FileView(msgspec.Struct, gc=False):
    uuid: str
    entity_type: str
    entity_uuid: str
    file_role: str
    url: str
    content_type: str
    created_at: str
    updated_at: str


class TemplateView(msgspec.Struct, gc=False):
    id: int
    uuid: str
    name: str
    template_type_code: str
    card_type: str
    double_sided: bool
    orientation_front: str
    orientation_back: str
    default_template: bool
    background_image_front_url: str | None
    background_image_back_url: str | None
    template_objects: msgspec.Raw
    owner_id: int | None
    editable_by: str
    deleted_at: str | None
    deleted_by_id: int | None
    linked_files: list[FileView]
    created_at: str
    updated_at: str


_encoder = msgspec.json.Encoder()
_database = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None)
_database.execute("PRAGMA query_only=ON")


async def ready(_: Request) -> Response:
    return Response()


async def list_card_templates(request: Request) -> Response:
    query = request.query_params
    page, per_page = int(query.get("page", "1")), int(query.get("per_page", "50"))
    window = int(time.time() // WINDOW_SECONDS)
    _database.execute("BEGIN")
    try:
        caller = _caller(request)
        if caller is None:
            return Response(status_code=401)
        account_id, hashid, clock = caller
        etag = f'"{clock}-{window}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={**_manners(), "ETag": etag})
        total = _database.execute(_COUNT, (account_id,)).fetchone()[0]
        limits = (account_id, per_page + 1, (page - 1) * per_page)
        rows = _database.execute(_LIST, limits).fetchall()
        goes_on, rows = len(rows) > per_page, rows[:per_page]
        views = _views(rows, hashid, window)
    finally:
        _database.execute("COMMIT")
    headers = {
        **_manners(),
        "ETag": etag,
        "X-Page": str(page),
        "X-Per-Page": str(per_page),
        "X-Total-Results": str(total),
        "Total": str(total),
        "Per-Page": str(per_page),
    }
    if goes_on:
        url = f"{request.url.replace(query='')}?page={page + 1}&after={rows[-1][0]}"
        headers["Link"] = f'<{url}>; rel="next"'
    return Response(_encoder.encode(views), 200, headers, "application/json")


async def get_card_template(request: Request) -> Response:
    window = int(time.time() // WINDOW_SECONDS)
    _database.execute("BEGIN")
    try:
        caller = _caller(request)
        if caller is None:
            return Response(status_code=401)
        row = _database.execute(_ONE, (caller[0], request.path_params["id"])).fetchone()
        if row is None:
            return Response(status_code=404)
        view = _views([row], caller[1], window)[0]
    finally:
        _database.execute("COMMIT")
    headers = {**_manners(), "ETag": f'"{row[15]}-{window}"'}
    return Response(_encoder.encode(view), 200, headers, "application/json")


def _caller(request: Request) -> tuple[int, str, int] | None:
    """Return account id, account hashid and clock of the bearer token, if it is good."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    row = _database.execute(_CALLER, (hashlib.sha256(token.encode()).digest(),)).fetchone()
    if row is None or row[2] is not None or row[3] or row[1] <= time.time_ns() // 1000:
        return None
    return (row[4], row[5], row[6]) if SCOPES & set(row[0].split()) else None


def _views(rows: list[Any], hashid: str, window: int) -> list[TemplateView]:
    uuids = {row[0]: row[1] for row in rows}
    linked: defaultdict[int, list[FileView]] = defaultdict(list)
    statement = _FILES.format(",".join("?" * len(uuids)))
    for (
        template_id,
        file_uuid,
        role,
        blob_id,
        content_type,
        created_at,
        updated_at,
    ) in _database.execute(statement, tuple(uuids)):
        linked[template_id].append(
            FileView(
                file_uuid,
                "CardTemplate",
                uuids[template_id],
                role,
                _url(hashid, blob_id, window),
                content_type,
                _time(created_at),
                _time(updated_at),
            )
        )
    return [_view(row, linked[row[0]], hashid, window) for row in rows]


def _view(row: Any, linked: list[FileView], hashid: str, window: int) -> TemplateView:
    return TemplateView(
        id=row[0],
        uuid=row[1],
        name=row[2],
        template_type_code=row[3],
        card_type=row[4],
        double_sided=bool(row[5]),
        orientation_front=row[6],
        orientation_back=row[7],
        default_template=bool(row[8]),
        background_image_front_url=None if row[16] is None else _url(hashid, row[16], window),
        background_image_back_url=None if row[17] is None else _url(hashid, row[17], window),
        template_objects=msgspec.Raw(row[9].encode()),
        owner_id=row[10],
        editable_by=row[11],
        deleted_at=None if row[12] is None else _time(row[12]),
        deleted_by_id=row[13],
        linked_files=linked,
        created_at=_time(row[14]),
        updated_at=_time(row[15]),
    )


@lru_cache(maxsize=50_000)
def _url(hashid: str, blob_id: str, window: int) -> str:
    expires = (window + 2) * WINDOW_SECONDS
    digest = hmac.digest(KEY, f"{hashid}/{blob_id}/{expires}".encode(), hashlib.sha256)
    signature = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    path = f"/files/{hashid}/{blob_id}"
    return f"http://127.0.0.1:8000{path}?expires={expires}&signature={signature}"


@lru_cache(maxsize=50_000)
def _time(microseconds: int) -> str:
    return (_EPOCH + microseconds * _MICROSECOND).isoformat(timespec="microseconds") + "Z"


def _manners() -> dict[str, str]:
    return {**_HEADERS, "X-Request-Id": uuid.uuid4().hex}


app = Starlette(
    routes=[
        Route("/health/ready", ready),
        Route("/api/3/card_templates", list_card_templates),
        Route("/api/3/card_templates/{id:int}", get_card_template),
    ]
)
