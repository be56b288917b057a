"""How linked files are shown: those of many card templates in one query, or one that is known."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from cardwright import times
from cardwright.database import PreparedByIds, Rows
from cardwright.files.models import Blob, LinkedFile
from cardwright.files.schemas import LinkedFileView
from cardwright.files.urls import Links

SHOWN = (
    LinkedFile.uuid,
    LinkedFile.file_role,
    LinkedFile.blob_id,
    Blob.content_type,
    LinkedFile.created_at,
    LinkedFile.updated_at,
)
"""The columns that `linked_file_view` is made of."""


def linked_file_views(
    rows: Rows, account_hashid: str, uuids: Mapping[int, str], links: Links
) -> Iterator[tuple[int, LinkedFileView]]:
    """Give the linked files of some card templates, each with its template's id.

    `uuids` are those of the templates by their ids. The files of a template come oldest first.
    """
    for card_template_id, *shown in rows.by_ids(_OF_TEMPLATES, uuids):
        view = linked_file_view(account_hashid, uuids[card_template_id], links, *shown)
        yield card_template_id, view


def linked_file_view(
    account_hashid: str, template_uuid: str, links: Links, *shown: Any
) -> LinkedFileView:
    """Return a linked file of the card template with that UUID, given its `SHOWN` columns."""
    uuid, file_role, blob_id, content_type, created_at, updated_at = shown
    return LinkedFileView(
        uuid,
        "CardTemplate",
        template_uuid,
        file_role,
        links.url(account_hashid, blob_id),
        content_type,
        times.format_time(created_at),
        times.format_time(updated_at),
    )


_OF_TEMPLATES = PreparedByIds(
    lambda ids: (
        select(LinkedFile.card_template_id, *SHOWN)
        .join(Blob, Blob.id == LinkedFile.blob_id)
        .where(LinkedFile.card_template_id.in_(ids))
        .order_by(LinkedFile.card_template_id, LinkedFile.id)
    )
)
