"""Card templates as bundles: `GET /api/3/card_templates/{id}/bundle`, and back again."""

from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from cardwright.card_templates.actions import bundles
from cardwright.card_templates.bundle.files import BundleFiles, check_files
from cardwright.card_templates.bundle.format import LARGEST_BUNDLE, MEBIBYTE, MEDIA_TYPE
from cardwright.card_templates.bundle.reading import ReadBundle, read_bundle
from cardwright.card_templates.bundle.writing import Bundle, write_bundle
from cardwright.card_templates.routes.parts import (
    ETAG,
    ID,
    links_now,
    template_answer,
    template_id,
)
from cardwright.card_templates.schemas import CARD_TEMPLATE_EXAMPLE, CardTemplateView
from cardwright.database import Rows, Snapshot
from cardwright.errors import Unavailable
from cardwright.oauth.access import admit, read, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.storage import Incoming, Storage
from cardwright.web.operations import Answer, FileBody, Parameter, operation
from cardwright.web.query import Query
from cardwright.web.routing import RequestRoute
from cardwright.web.threads import Threads
from cardwright.web.uploads import receive_file

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Bundles"])

ENVELOPE = 8 * MEBIBYTE
"""What a zip file may have on top of its files: their names, and what describes the template."""
PIECE = 256 * 1024


@router.get(
    "/card_templates/{id}/bundle",
    **operation(
        "exportCardTemplateBundle",
        summary="Export a card template",
        description="Returns a zip file with the card template and all that it is drawn from: its "
        "type, background images and linked files, each with its SHA-256 in `manifest.json`. "
        "Imported anywhere, it draws the same cards, byte for byte.",
        scope=Scope.CARD_TEMPLATES_READONLY,
        parameters=[ID],
        answers={
            200: Answer(
                "The bundle",
                media={MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
                headers={"Content-Disposition": "Suggests a name for the file"},
            )
        },
        errors=(404, 422),
    ),
)
async def export_bundle(request: Request) -> Response:
    def gather(snapshot: Snapshot, caller: Caller) -> Bundle:
        return bundles.export(snapshot.rows, caller, template_id(request))

    bundle = await read(request, Scope.CARD_TEMPLATES_READONLY, gather)
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    written = await threads.carry(_written, bundle, storage)
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="card-template-{template_id(request)}.zip"',
        "Content-Length": str(written.size),
    }
    return StreamingResponse(_stream(threads, written), 200, headers, MEDIA_TYPE)


@router.post(
    "/card_template_bundles",
    **operation(
        "importCardTemplateBundle",
        summary="Import a card template",
        description="Adds the card template of a bundle, owned by the caller. It gets a new UUID "
        "unless `keep_uuid` is true, a number after its name where that is taken, and new UUIDs "
        "for linked files where the account has theirs. Its type is added where the account sees "
        "none of that code and size. Every file is checked as if it was uploaded alone.",
        scope=Scope.CARD_TEMPLATES,
        parameters=[
            Parameter(
                "keep_uuid",
                "query",
                "Keep the UUID of the card template; refused where it is taken",
                "boolean",
                constraints=(("default", False),),
            )
        ],
        body=FileBody(
            f"A bundle, whose files have at most {LARGEST_BUNDLE // MEBIBYTE} MiB together: its "
            "bytes, or a form with one file part of any name.",
            (MEDIA_TYPE, "application/octet-stream"),
        ),
        answers={
            201: Answer(
                "The new card template",
                CardTemplateView,
                headers=ETAG,
                example=CARD_TEMPLATE_EXAMPLE,
            )
        },
        errors=(422,),
    ),
)
async def import_bundle(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    caller.require_admin()
    query = Query(request)
    keeps_uuid = query.boolean("keep_uuid")
    query.check()
    links, quotas = links_now(request), request.app.state.quotas
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    bundle = await _received(request, storage, threads)
    brought = BundleFiles(bundle, storage, caller.account_hashid)
    async with brought.forgotten_if_refused(threads):
        await check_files(bundle, request.app.state.inspection, caller.account_hashid)

        def add(session: Session, caller: Caller) -> Response:
            added = bundles.add(session, caller, bundle, brought, quotas, keeps_uuid=keeps_uuid)
            return template_answer(Rows.of(session), caller, added, links, 201)

        return await write(request, caller, Scope.CARD_TEMPLATES, add, brought.keep)


async def _received(request: Request, storage: Storage, threads: Threads) -> ReadBundle:
    """Receive a bundle, and unpack it. Raises Invalid, PayloadTooLarge and Unavailable."""
    upload = await receive_file(request, storage, threads.carry, LARGEST_BUNDLE + ENVELOPE)
    try:
        return await threads.carry(read_bundle, upload.incoming.path, storage.incoming)
    finally:
        upload.incoming.discard()


def _written(bundle: Bundle, storage: Storage) -> Incoming:
    """Write the bundle into a temporary file of this machine."""
    incoming = storage.incoming()
    try:
        write_bundle(bundle, storage, incoming)
    except FileNotFoundError as failure:
        incoming.discard()
        raise Unavailable("The card template is changing: try again shortly") from failure
    except BaseException:
        incoming.discard()
        raise
    return incoming


async def _stream(threads: Threads, written: Incoming) -> AsyncIterator[bytes]:
    try:
        start = 0
        while piece := await threads.read(_piece, written.path, start):
            start += len(piece)
            yield piece
    finally:
        # Not handed to a thread: a request that is being cancelled may not wait for anything.
        written.discard()


def _piece(path: Path, start: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(PIECE)
