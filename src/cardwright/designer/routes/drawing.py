"""What the calls of the designer that draw have in common."""

from fastapi import Request

from cardwright.card_templates.actions.proofs import Proof
from cardwright.rendering.jobs import Values
from cardwright.storage import LocalCopies
from cardwright.web.threads import Threads

LARGEST_BODY = 2 * 1024 * 1024
"""Bytes. A side of a card takes some kilobytes, and a photo as a data URI up to a megabyte."""


async def bring_files(request: Request, proof: Proof, values: Values | None) -> None:
    """Bring what is drawn to this machine, where the storage is another one."""
    copies: LocalCopies = request.app.state.copies
    missing = copies.lying_elsewhere(proof.needed((values or {}).values()))
    if missing:
        threads: Threads = request.app.state.threads
        await threads.read(copies.fetch, missing)
