"""What the calls that draw have in common: a template with its files, and what is asked of it."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TypeVar

from fastapi import Request

from cardwright.card_templates.actions import proofs
from cardwright.card_templates.actions.proofs import Proof
from cardwright.card_templates.routes.parts import LARGEST_JSON, QUICK_JSON, template_id
from cardwright.database import Snapshot
from cardwright.files.intake import LARGEST_UPLOAD
from cardwright.layout.values import canonical_name
from cardwright.oauth.access import read
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.rendering.resources import Resource
from cardwright.storage import Incoming, LocalCopies, Storage
from cardwright.web.input import Input, read_input
from cardwright.web.json_text import parse_object
from cardwright.web.threads import Threads
from cardwright.web.uploads import is_form, read_body, receive_parts

SCOPE = Scope.CARD_TEMPLATES_READONLY
REQUEST = "request"
"""The part of a form that is the JSON; the others are pictures."""

M = TypeVar("M", bound=Input)


async def gathered(request: Request) -> Proof:
    """Return the card template of the path, of which no file is read yet. Raises NotFound."""
    copies: LocalCopies = request.app.state.copies

    def gather(snapshot: Snapshot, caller: Caller) -> Proof:
        return proofs.gather(snapshot.rows, caller, template_id(request), copies)

    return await read(request, SCOPE, gather)


async def bring_files(request: Request, proof: Proof, values: Iterable[str] = ()) -> None:
    """Make sure that what is drawn lies on this machine, given the values of the records."""
    copies: LocalCopies = request.app.state.copies
    elsewhere = copies.lying_elsewhere(proof.keys_of_files())
    if elsewhere:
        threads: Threads = request.app.state.threads
        await threads.carry(_fetch, copies, proof, values)


@asynccontextmanager
async def asked(
    request: Request, model: type[M], nested: str
) -> AsyncIterator[tuple[M, Mapping[str, Resource]]]:
    """Give the input of a request and the pictures that came with it, for the block to use.

    The input is the JSON body, or the part `request` of a form whose other parts are pictures.
    """
    storage: Storage = request.app.state.storage
    threads: Threads = request.app.state.threads
    if not is_form(request):
        yield await _parsed(request, model, await read_body(request, LARGEST_JSON), nested), {}
        return
    parts = await receive_parts(
        request, storage, threads.write, REQUEST, LARGEST_JSON, LARGEST_UPLOAD
    )
    try:
        yield (
            await _parsed(request, model, parts.text, nested),
            {canonical_name(name): _picture(one) for name, one in parts.files.items()},
        )
    finally:
        parts.discard()


def _fetch(copies: LocalCopies, proof: Proof, values: Iterable[str]) -> None:
    copies.fetch(proof.needed(values))


async def _parsed(request: Request, model: type[M], body: bytes, nested: str) -> M:
    if len(body) <= QUICK_JSON:
        return _parse(model, body, nested)
    threads: Threads = request.app.state.threads
    return await threads.write(_parse, model, body, nested)


def _parse(model: type[M], body: bytes, nested: str) -> M:
    return read_input(model, parse_object(body or b"{}", REQUEST, nested=nested))


def _picture(incoming: Incoming) -> Resource:
    return Resource(key=f"sha256:{incoming.sha256()}", path=str(incoming.path))
