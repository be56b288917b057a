"""`/api/3/card_templates` (contract 1a)."""

from collections.abc import Hashable
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import reading, writing
from cardwright.card_templates.routes.parts import (
    ETAG,
    ID,
    IF_MATCH,
    IF_NONE_MATCH,
    LARGEST_JSON,
    QUICK_JSON,
    links_now,
    template_answer,
    template_id,
)
from cardwright.card_templates.schemas import (
    CARD_TEMPLATE_EXAMPLE,
    CardTemplateInput,
    CardTemplateView,
)
from cardwright.database import Rows, Snapshot
from cardwright.files.urls import Links
from cardwright.oauth.access import admit, read, read_at_once, write
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.conditional import IfMatch, entity_tag, is_fresh, not_modified
from cardwright.web.input import read_input
from cardwright.web.json_answers import encoded_answer, json_answer
from cardwright.web.json_text import parse_object
from cardwright.web.operations import Answer, JsonBody, Parameter, operation
from cardwright.web.paging import (
    DEFAULT_PER_PAGE,
    LARGEST_PER_PAGE,
    PageRequest,
    Position,
    page_headers,
)
from cardwright.web.query import Query
from cardwright.web.routing import RequestRoute
from cardwright.web.threads import Threads
from cardwright.web.uploads import read_body

router = APIRouter(route_class=RequestRoute, prefix="/api/3", tags=["Card templates"])

WRAPPER = "card_template"
LONGEST_KEPT_QUERY = 512
PAGE_OVERHEAD = 2048
"""About how many bytes a kept page takes beside its body: headers, key and objects."""
_SHOWN = Answer("The card template", CardTemplateView, headers=ETAG, example=CARD_TEMPLATE_EXAMPLE)
_NEW_EXAMPLE = {
    "uuid": "550E8400-E29B-41D4-A716-446655440000",
    "name": "Staff Card",
    "template_type_code": "ISO_CARD",
    "double_sided": True,
    "template_objects": [{"v": 1, "type": "text", "text": "{{first_name}}"}],
}


@router.get(
    "/card_templates",
    **operation(
        "listCardTemplates",
        summary="List card templates",
        description="Returns a page of the card templates of the account, by id. Soft-deleted "
        "templates are left out unless `include_deleted` is true.\n\n"
        "To follow an account, ask for `updated_since=<highest updated_at seen>` with "
        "`include_deleted=true`, read to the last page, and take the highest `updated_at` again; "
        "then the last changed come first.",
        scope=Scope.CARD_TEMPLATES_READONLY,
        parameters=[
            Parameter("page", "query", "Page number", "integer", constraints=(("default", 1),)),
            Parameter(
                "per_page",
                "query",
                f"Results per page; more than {LARGEST_PER_PAGE} is {LARGEST_PER_PAGE}",
                "integer",
                constraints=(("default", DEFAULT_PER_PAGE),),
            ),
            Parameter(
                "updated_since",
                "query",
                "ISO 8601 time; only templates updated after it. Without a zone it is UTC",
                example="2026-06-14T09:30:00Z",
            ),
            Parameter(
                "include_deleted",
                "query",
                "Whether soft-deleted templates are in the list, too",
                "boolean",
                constraints=(("default", False),),
            ),
            Parameter("after", "query", "Set by the links of the Link header", "integer"),
            Parameter("before", "query", "Set by the links of the Link header", "integer"),
            IF_NONE_MATCH,
        ],
        answers={
            200: Answer(
                "The page",
                CardTemplateView,
                is_list=True,
                example=CARD_TEMPLATE_EXAMPLE,
                headers={
                    "X-Page": "Page number",
                    "X-Per-Page": "Results per page, as applied",
                    "X-Total-Results": "Results on all pages",
                    "Total": "As X-Total-Results",
                    "Per-Page": "As X-Per-Page",
                    "Link": "Pages after and before this one (RFC 8288): they neither repeat nor "
                    "skip a row when others come and go",
                    **ETAG,
                },
            ),
            304: Answer("Your copy still holds", headers=ETAG),
        },
        errors=(422,),
    ),
)
async def list_card_templates(request: Request) -> Response:
    scope = Scope.CARD_TEMPLATES_READONLY
    page = await read_at_once(request, scope, partial(_page_at_once, request))
    if page is not None:
        return page
    return await read(request, scope, partial(_any_page, request))


@router.post(
    "/card_templates",
    **operation(
        "createCardTemplate",
        summary="Create a card template",
        description="The caller becomes its owner. Sending the same request again returns the "
        "template that the first one created, with status 200.",
        scope=Scope.CARD_TEMPLATES,
        body=JsonBody(WRAPPER, CardTemplateInput, _NEW_EXAMPLE, ("uuid", "name")),
        answers={
            201: Answer(
                "The new card template",
                CardTemplateView,
                headers=ETAG,
                example=CARD_TEMPLATE_EXAMPLE,
            ),
            200: Answer(
                "The card template that this request created before",
                CardTemplateView,
                headers=ETAG,
                example=CARD_TEMPLATE_EXAMPLE,
            ),
        },
        errors=(422,),
    ),
)
async def create_card_template(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    caller.require_admin()
    new = await _input(request)
    links = links_now(request)
    quotas: Quotas = request.app.state.quotas

    def create(session: Session, caller: Caller) -> Response:
        rows = Rows.of(session)
        card_template_id, is_new = writing.create(rows, caller, new, quotas)
        return template_answer(rows, caller, card_template_id, links, 201 if is_new else 200)

    return await write(request, caller, Scope.CARD_TEMPLATES, create)


@router.get(
    "/card_templates/{id}",
    **operation(
        "getCardTemplate",
        summary="Get a card template",
        description="Returns a card template of the account, soft-deleted or not.",
        scope=Scope.CARD_TEMPLATES_READONLY,
        parameters=[ID, IF_NONE_MATCH],
        answers={200: _SHOWN, 304: Answer("Your copy still holds", headers=ETAG)},
        errors=(404,),
    ),
)
async def get_card_template(request: Request) -> Response:
    return await read_at_once(request, Scope.CARD_TEMPLATES_READONLY, partial(_one, request))


_update = partial(
    operation,
    summary="Update a card template",
    description="Changes the fields that are sent and keeps the others. A time in `deleted_at` "
    "soft-deletes, null restores: any admin may. `owner_id` hands the template over: the owner and "
    "any admin may. For everything else `editable_by` holds, as it was before.\n\n"
    "When any of it is refused, nothing is changed.",
    scope=Scope.CARD_TEMPLATES,
    parameters=[ID, IF_MATCH],
    body=JsonBody(WRAPPER, CardTemplateInput, {"name": "Visitor Pass"}),
    answers={200: _SHOWN},
    errors=(404, 412, 422),
)


@router.patch("/card_templates/{id}", **_update("patchCardTemplate"))
@router.put("/card_templates/{id}", **_update("updateCardTemplate"))
async def update_card_template(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    sent = await _input(request)
    links, condition = links_now(request), IfMatch(request).require
    card_template_id = template_id(request)

    def change(session: Session, caller: Caller) -> Response:
        rows = Rows.of(session)
        writing.change(rows, caller, card_template_id, sent, condition)
        return template_answer(rows, caller, card_template_id, links)

    return await write(request, caller, Scope.CARD_TEMPLATES, change)


@router.delete(
    "/card_templates/{id}",
    **operation(
        "deleteCardTemplate",
        summary="Delete a card template for good",
        description="Removes the card template with its background images and linked files. This "
        "cannot be undone, and leaves nothing that a follower could see: set `deleted_at` for "
        "that. Any admin may do it.",
        scope=Scope.CARD_TEMPLATES,
        parameters=[ID, IF_MATCH],
        answers={204: Answer("Deleted")},
        errors=(404, 412),
    ),
)
async def delete_card_template(request: Request) -> Response:
    caller = await admit(request, Scope.CARD_TEMPLATES)
    condition, card_template_id = IfMatch(request).require, template_id(request)

    def delete(session: Session, caller: Caller) -> None:
        writing.delete(Rows.of(session), caller, card_template_id, condition)

    await write(request, caller, Scope.CARD_TEMPLATES, delete)
    return Response(status_code=204)


def _page_at_once(request: Request, snapshot: Snapshot, caller: Caller) -> Response | None:
    """Answer with a page that is kept, or put together from kept parts; None: it takes longer."""
    pages: AnswerCache[Response] = request.app.state.pages
    links = links_now(request)
    etag = entity_tag(caller.account_version, links.tag)
    page = pages.get(_page_key(request, caller, etag))
    if page is not None:
        return not_modified(etag) if is_fresh(request, etag) else page
    listing, asked = _asked_page(request)
    fragments: AnswerCache[bytes] = request.app.state.fragments
    found = reading.page_at_once(snapshot.rows, caller, listing, asked, links, fragments)
    return None if found is None else _page(request, caller, asked, links, *found)


def _any_page(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    """Answer with a page, whatever that takes."""
    listing, asked = _asked_page(request)
    fragments: AnswerCache[bytes] = request.app.state.fragments
    links = links_now(request)
    found = reading.page(snapshot.rows, caller, listing, asked, links, fragments)
    return _page(request, caller, asked, links, *found)


def _asked_page(request: Request) -> tuple[reading.Listing, PageRequest]:
    query = Query(request)
    asked = query.page()
    listing = reading.Listing(query.time("updated_since"), query.boolean("include_deleted"))
    query.check()
    return listing, asked


def _page(
    request: Request,
    caller: Caller,
    asked: PageRequest,
    links: Links,
    body: bytes,
    position: Position,
) -> Response:
    """Return the answer of a page, and keep it for this version of the account."""
    etag = entity_tag(caller.account_version, links.tag)
    url = links.public_url + request.url.path
    headers = page_headers(url, request.query_params.multi_items(), asked, position)
    page = encoded_answer(body, headers=headers | {"ETag": etag})
    pages: AnswerCache[Response] = request.app.state.pages
    query_size = len(request.scope["query_string"])
    if query_size <= LONGEST_KEPT_QUERY:
        pages.put(_page_key(request, caller, etag), page, len(body) + query_size + PAGE_OVERHEAD)
    return not_modified(etag) if is_fresh(request, etag) else page


def _page_key(request: Request, caller: Caller, etag: str) -> Hashable:
    return caller.account_id, etag, request.scope["query_string"]


def _one(request: Request, snapshot: Snapshot, caller: Caller) -> Response:
    links = links_now(request)
    view, version = reading.one(snapshot.rows, caller, template_id(request), links)
    etag = entity_tag(version, links.tag)
    if is_fresh(request, etag):
        return not_modified(etag)
    return json_answer(view, headers={"ETag": etag})


async def _input(request: Request) -> CardTemplateInput:
    body = await read_body(request, LARGEST_JSON)
    if len(body) <= QUICK_JSON:
        return _parse(body)
    threads: Threads = request.app.state.threads
    return await threads.write(_parse, body)


def _parse(body: bytes) -> CardTemplateInput:
    return read_input(CardTemplateInput, parse_object(body, WRAPPER, nested="template_objects"))
