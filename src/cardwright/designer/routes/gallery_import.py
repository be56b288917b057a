"""`/templates/import`: a card template out of a bundle that a person chose."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.access import (
    CSRF_FIELD,
    Sent,
    carry_out,
    redirect,
    require_csrf_token,
    session_id_of,
    to_sign_in,
    visit,
)
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.actions import bundles
from cardwright.card_templates.bundle.files import BundleFiles, check_files
from cardwright.card_templates.bundle.format import LARGEST_BUNDLE, MEBIBYTE
from cardwright.card_templates.bundle.reading import ReadBundle, read_bundle
from cardwright.database import Snapshot
from cardwright.designer.gallery.asking import PATH
from cardwright.designer.gallery.callers import caller_of, find_visitor
from cardwright.errors import BadRequest, Invalid, PayloadTooLarge
from cardwright.settings import Settings
from cardwright.storage import Storage
from cardwright.web.forms import Form, require_same_origin
from cardwright.web.pages import render_page
from cardwright.web.threads import Threads
from cardwright.web.uploads import is_form, receive_file

router = APIRouter(include_in_schema=False)

IMPORT = PATH + "/import"
ENVELOPE = 8 * MEBIBYTE
"""What a zip file may have on top of its files."""


@router.get(IMPORT)
async def get_import(request: Request) -> Response:
    """Ask for a bundle."""
    return await visit(request, lambda snapshot, visitor: _page(request, snapshot, visitor, None))


@router.post(IMPORT)
async def post_import(request: Request) -> Response:
    """Add the card template of a bundle."""
    settings: Settings = request.app.state.settings
    require_same_origin(request, settings.public_url)
    session_id = session_id_of(request)
    visitor = None if session_id is None else await find_visitor(request, session_id)
    if session_id is None or visitor is None:
        return to_sign_in(request, has_expired=True)
    visitor.require_admin()
    if not is_form(request):
        raise BadRequest("The form must be sent as multipart/form-data")
    try:
        added = await _add(request, session_id, visitor.account_hashid)
    except Invalid as refusal:
        told = refusal
    except PayloadTooLarge as refusal:
        told = Invalid.field("file", refusal.description)
    else:
        if added is None:
            return to_sign_in(request, has_expired=True)
        return redirect(f"{PATH}?done=imported&template={added}")
    return await visit(request, lambda snapshot, visitor: _page(request, snapshot, visitor, told))


async def _add(request: Request, session_id: str, account_hashid: str) -> int | None:
    """Return the id of the card template of the bundle; None: they are signed out by now."""
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    bundle = await _received(request, session_id, storage, threads)
    brought = BundleFiles(bundle, storage, account_hashid)

    def add(session: Session, visitor: Visitor, _: Form) -> int:
        caller, quotas = caller_of(request, visitor), request.app.state.quotas
        return bundles.add(session, caller, bundle, brought, quotas, keeps_uuid=False)

    async with brought.forgotten_if_refused(threads):
        await check_files(bundle, request.app.state.inspection, account_hashid)
        await threads.carry(brought.keep)
        added = await carry_out(request, Sent(session_id, Form()), add)
    if added is None:
        await threads.carry(brought.forget)
    return added


async def _received(
    request: Request, session_id: str, storage: Storage, threads: Threads
) -> ReadBundle:
    """Receive a bundle in a form of ours, and unpack it. Raises Forbidden, Invalid and others."""
    upload = await receive_file(request, storage, threads.carry, LARGEST_BUNDLE + ENVELOPE)
    try:
        require_csrf_token(session_id, upload.fields.get(CSRF_FIELD, ""))
        return await threads.carry(read_bundle, upload.incoming.path, storage.incoming)
    finally:
        upload.incoming.discard()


def _page(
    request: Request, snapshot: Snapshot, visitor: Visitor, refusal: Invalid | None
) -> Response:
    visitor.require_admin()
    return render_page(
        request,
        "designer/gallery_import.html",
        status=refusal.status if refusal else 200,
        errors=refusal.errors if refusal else {},
        largest=LARGEST_BUNDLE // MEBIBYTE,
    )
