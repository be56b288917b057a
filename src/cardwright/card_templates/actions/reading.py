"""Card templates as answers: one, or a page of many, in two queries however many there are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from cardwright import times
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.schemas import CardTemplateView
from cardwright.errors import NotFound
from cardwright.files import actions as files
from cardwright.files.models import BackgroundImage
from cardwright.files.schemas import LinkedFileView, linked_file_view
from cardwright.files.urls import Links
from cardwright.oauth.caller import Caller
from cardwright.web.paging import PageRequest, Position


@dataclass(frozen=True)
class Listing:
    """Which card templates of an account a list holds, and in which order.

    Without `updated_since`, by ascending id. With it, the last changed come first: a client that
    reads page after page while templates move to the front sees some twice, and misses none.
    """

    updated_since: int | None
    include_deleted: bool

    def key(self) -> InstrumentedAttribute[int]:
        """Return the column that the list is ordered by; its values are unique in an account."""
        return CardTemplate.id if self.updated_since is None else CardTemplate.updated_at

    @property
    def is_ascending(self) -> bool:
        """Whether the order is ascending."""
        return self.updated_since is None

    def conditions(self, caller: Caller) -> list[ColumnElement[bool]]:
        """Return what holds for the rows of the list."""
        conditions = [CardTemplate.account_id == caller.account_id]
        if not self.include_deleted:
            conditions.append(CardTemplate.deleted_at.is_(None))
        if self.updated_since is not None:
            conditions.append(CardTemplate.updated_at > self.updated_since)
        return conditions


def page(
    session: Session, caller: Caller, listing: Listing, asked: PageRequest, links: Links
) -> tuple[list[CardTemplateView], Position]:
    """Return one page of a list, and where it lies."""
    conditions = listing.conditions(caller)
    total = session.scalar(select(func.count()).select_from(CardTemplate).where(*conditions)) or 0
    key, is_backward = listing.key(), asked.before is not None
    start = asked.before if is_backward else asked.after
    if start is not None:
        is_upward = listing.is_ascending is not is_backward
        conditions.append(key > start if is_upward else key < start)
    order = key.asc() if listing.is_ascending is not is_backward else key.desc()
    query = _COLUMNS.where(*conditions).order_by(order)
    rows = session.execute(query.limit(asked.per_page + 1).offset(asked.offset)).all()
    goes_on = len(rows) > asked.per_page
    rows = rows[: asked.per_page]
    if is_backward:
        rows = rows[::-1]
        has_next, has_previous = bool(rows), goes_on
    else:
        has_next, has_previous = goes_on, bool(rows) and (asked.page > 1 or start is not None)
    position = Position(
        total=total,
        last_key=_key(listing, rows[-1]) if has_next else None,
        first_key=_key(listing, rows[0]) if has_previous else None,
    )
    return _views(session, caller, rows, links), position


def one(
    session: Session, caller: Caller, card_template_id: int, links: Links
) -> tuple[CardTemplateView, int]:
    """Return a card template of the account, deleted or not, and its version. Raises NotFound."""
    row = session.execute(
        _COLUMNS.where(
            CardTemplate.id == card_template_id, CardTemplate.account_id == caller.account_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return _views(session, caller, [row], links)[0], row.updated_at


def linked_files(
    session: Session, caller: Caller, card_template_id: int, links: Links
) -> list[LinkedFileView]:
    """Return the linked files of a card template, oldest first. Raises NotFound."""
    return one(session, caller, card_template_id, links)[0].linked_files


def _key(listing: Listing, row: Row[Any]) -> int:
    key: int = row.id if listing.updated_since is None else row.updated_at
    return key


def _views(
    session: Session, caller: Caller, rows: Sequence[Row[Any]], links: Links
) -> list[CardTemplateView]:
    hashid = caller.account_hashid
    uuids = {row.id: row.uuid for row in rows}
    linked: defaultdict[int, list[LinkedFileView]] = defaultdict(list)
    for linked_file, blob in files.list_linked_files(session, uuids) if uuids else ():
        template_id = linked_file.card_template_id
        url = links.url(hashid, blob.id)
        linked[template_id].append(linked_file_view(linked_file, blob, uuids[template_id], url))
    return [_view(row, linked[row.id], hashid, links) for row in rows]


def _view(
    row: Row[Any], linked: list[LinkedFileView], hashid: str, links: Links
) -> CardTemplateView:
    return CardTemplateView(
        id=row.id,
        uuid=row.uuid,
        name=row.name,
        template_type_code=row.code,
        card_type=row.card_type,
        double_sided=row.double_sided,
        orientation_front=row.orientation_front,
        orientation_back=row.orientation_back,
        default_template=row.default_template,
        background_image_front_url=links.optional_url(hashid, row.front_blob_id),
        background_image_back_url=links.optional_url(hashid, row.back_blob_id),
        template_objects=msgspec.Raw(row.template_objects.encode()),
        owner_id=row.owner_id,
        editable_by=row.editable_by,
        deleted_at=times.format_optional_time(row.deleted_at),
        deleted_by_id=row.deleted_by_id,
        linked_files=linked,
        created_at=times.format_time(row.created_at),
        updated_at=times.format_time(row.updated_at),
    )


def _columns() -> Select[*tuple[Any, ...]]:
    front, back = aliased(BackgroundImage), aliased(BackgroundImage)
    return (
        select(
            CardTemplate.id,
            CardTemplate.uuid,
            CardTemplate.name,
            CardTemplateType.code,
            CardTemplate.card_type,
            CardTemplate.double_sided,
            CardTemplate.orientation_front,
            CardTemplate.orientation_back,
            CardTemplate.default_template,
            CardTemplate.template_objects,
            CardTemplate.owner_id,
            CardTemplate.editable_by,
            CardTemplate.deleted_at,
            CardTemplate.deleted_by_id,
            CardTemplate.created_at,
            CardTemplate.updated_at,
            front.blob_id.label("front_blob_id"),
            back.blob_id.label("back_blob_id"),
        )
        .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
        .outerjoin(front, (front.card_template_id == CardTemplate.id) & (front.side == "front"))
        .outerjoin(back, (back.card_template_id == CardTemplate.id) & (back.side == "back"))
    )


_COLUMNS = _columns()
