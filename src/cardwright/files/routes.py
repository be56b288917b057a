"""`/files/...`: the bytes behind the signed URLs of background images and linked files."""

import base64
import time
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from cardwright.database import Database
from cardwright.errors import Forbidden, NotFound, Unauthorized
from cardwright.files import actions as files
from cardwright.files.actions import ServedBlob
from cardwright.files.content import INLINE_TYPES, extension
from cardwright.files.urls import WINDOW_SECONDS, FileUrls
from cardwright.oauth.access import bearer_hash
from cardwright.oauth.caller import identify
from cardwright.storage import Storage
from cardwright.web.conditional import is_fresh
from cardwright.web.head import is_head
from cardwright.web.operations import Answer, Parameter, operation
from cardwright.web.ranges import matches_if_range, parse_range
from cardwright.web.routing import RequestRoute
from cardwright.web.threads import Threads

router = APIRouter(route_class=RequestRoute, tags=["Files"])


@router.get(
    "/files/{account}/{file}",
    **operation(
        "downloadFile",
        summary="Download a file",
        description="What `background_image_front_url`, `background_image_back_url` and the `url` "
        "of a linked file point at. The signature in the URL stands for a bearer token. It ends "
        "after one to two hours; after that the URL still answers a request that carries a bearer "
        "token of the account. Once the file is replaced or deleted, its URL is gone.",
        parameters=[
            Parameter("account", "path", "Id of the account"),
            Parameter("file", "path", "Id of the stored file"),
            Parameter("expires", "query", "When the URL ends, in seconds since 1970", "integer"),
            Parameter("signature", "query", "Signature over account, file and expiry"),
            Parameter("Range", "header", "One range of bytes (RFC 9110, section 14)"),
            Parameter("If-Range", "header", "ETag that the range belongs to"),
        ],
        answers={
            200: Answer("The file", media={"*/*": {}}),
            206: Answer("The part of the file that Range asked for", media={"*/*": {}}),
            304: Answer("Not modified"),
        },
        errors=(401, 403, 404, 416),
    ),
)
async def download_file(request: Request) -> Response:
    blob = await _find(request)
    etag = f'"{blob.sha256}"'
    headers = _headers(request, blob, etag)
    if is_fresh(request, etag):
        return Response(status_code=304, headers=headers)
    wanted = None
    if matches_if_range(request.headers.get("if-range"), etag):
        wanted = parse_range(request.headers.get("range"), blob.byte_size)
    start, stop = wanted or (0, blob.byte_size)
    headers["Content-Length"] = str(stop - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{blob.byte_size}"
    threads: Threads = request.app.state.threads
    storage: Storage = request.app.state.storage
    key = files.storage_key(request.path_params["account"], blob.id)
    try:
        pieces = await threads.carry(storage.read, key, start, stop)
    except FileNotFoundError:
        raise NotFound from None
    if is_head(request):
        return Response(None, 200, headers, blob.content_type)
    return StreamingResponse(
        _stream(threads, pieces), 206 if wanted else 200, headers, blob.content_type
    )


async def _find(request: Request) -> ServedBlob:
    """Return the blob of a URL that this service signed, if the caller may still read it.

    The signature is checked before anything is looked up, so that a made-up URL tells nothing of
    what exists.
    """
    account, file = request.path_params["account"], request.path_params["file"]
    expires = request.query_params.get("expires", "")
    signature = request.query_params.get("signature", "")
    urls: FileUrls = request.app.state.file_urls
    if not urls.is_signed(account, file, expires, signature):
        raise Forbidden("The signature of this URL is not valid: read the card template again")
    is_expired = int(expires) <= time.time()
    token_hash = _token_hash(request) if is_expired else b""
    database: Database = request.app.state.database
    threads: Threads = request.app.state.threads

    def work() -> ServedBlob:
        with database.snapshot() as snapshot:
            if is_expired and identify(snapshot.rows, token_hash, None).account_hashid != account:
                raise NotFound
            return files.find_blob(snapshot.rows, account, file)

    return await threads.read(work)


def _token_hash(request: Request) -> bytes:
    try:
        return bearer_hash(request)
    except Unauthorized:
        raise Forbidden("This URL has expired: read the card template again") from None


def _headers(request: Request, blob: ServedBlob, etag: str) -> dict[str, str]:
    """Return headers with which a browser shows a raster image, and runs nothing at all."""
    headers = {
        "ETag": etag,
        "Repr-Digest": _digest(blob),
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={WINDOW_SECONDS}, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if blob.content_type not in INLINE_TYPES:
        name = f"file.{extension(blob.content_type)}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return headers


def _digest(blob: ServedBlob) -> str:
    """Return the SHA-256 of the whole file as clients compare it (RFC 9530, 3)."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(blob.sha256)).decode()}:"


async def _stream(threads: Threads, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await threads.carry(next, pieces, b""):
        yield piece
