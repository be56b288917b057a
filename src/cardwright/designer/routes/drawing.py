"""What the calls of the designer that draw have in common."""

from fastapi import Request

from cardwright.card_templates.actions import proofs
from cardwright.card_templates.actions.proofs import Proof
from cardwright.database import Snapshot
from cardwright.ids import parse_id
from cardwright.oauth.access import read_at_once
from cardwright.oauth.caller import Caller
from cardwright.oauth.scopes import Scope
from cardwright.rendering.jobs import Values
from cardwright.storage import LocalCopies
from cardwright.web.threads import Threads

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes. A side of a card takes some kilobytes, and a photo as a data URI up to a megabyte."""


async def gathered(request: Request) -> Proof:
    """Return the card template of the path, of which no file is read yet. Raises NotFound."""
    copies: LocalCopies = request.app.state.copies
    card_template_id = parse_id(request.path_params["id"])

    def gather(snapshot: Snapshot, caller: Caller) -> Proof:
        return proofs.gather(snapshot.rows, caller, card_template_id, copies)

    return await read_at_once(request, Scope.CARD_TEMPLATES_READONLY, gather)


async def bring_files(request: Request, proof: Proof, values: Values | None) -> None:
    """Bring what is drawn to this machine, where the storage is another one."""
    copies: LocalCopies = request.app.state.copies
    missing = copies.lying_elsewhere(proof.needed((values or {}).values()))
    if missing:
        threads: Threads = request.app.state.threads
        await threads.carry(copies.fetch, missing)
