"""The linked files of many card templates, in one query."""

from collections.abc import Iterator, Mapping
from functools import cache

from sqlalchemy import BindParameter, bindparam, select

from cardwright import times
from cardwright.database import PreparedQuery, Rows
from cardwright.files.models import Blob, LinkedFile
from cardwright.files.schemas import LinkedFileView
from cardwright.files.urls import Links

# A statement is prepared for each of these numbers of templates, and the rest is filled up.
_SIZES = (1, 10, 50, 200)
_NO_ID = -1


def linked_file_views(
    rows: Rows, account_hashid: str, uuids: Mapping[int, str], links: Links
) -> Iterator[tuple[int, LinkedFileView]]:
    """Give the linked files of at most 200 card templates, each with its template's id.

    `uuids` are those of the templates by their ids. The files of a template come oldest first.
    """
    if not uuids:
        return
    size = next(size for size in _SIZES if size >= len(uuids))
    ids = [*uuids, *[_NO_ID] * (size - len(uuids))]
    named = {f"id_{place}": card_template_id for place, card_template_id in enumerate(ids)}
    for (
        card_template_id,
        uuid,
        file_role,
        blob_id,
        content_type,
        created_at,
        updated_at,
    ) in rows.all(_query(size), **named):
        yield (
            card_template_id,
            LinkedFileView(
                uuid,
                "CardTemplate",
                uuids[card_template_id],
                file_role,
                links.url(account_hashid, blob_id),
                content_type,
                times.format_time(created_at),
                times.format_time(updated_at),
            ),
        )


@cache
def _query(size: int) -> PreparedQuery:
    ids: list[BindParameter[int]] = [bindparam(f"id_{place}") for place in range(size)]
    return PreparedQuery(
        select(
            LinkedFile.card_template_id,
            LinkedFile.uuid,
            LinkedFile.file_role,
            LinkedFile.blob_id,
            Blob.content_type,
            LinkedFile.created_at,
            LinkedFile.updated_at,
        )
        .join(Blob, Blob.id == LinkedFile.blob_id)
        .where(LinkedFile.card_template_id.in_(ids))
        .order_by(LinkedFile.card_template_id, LinkedFile.id)
    )
