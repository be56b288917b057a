"""Card templates as answers: one, or a page of many.

A page is put together from the JSON of its templates. That of a template depends on nothing but
its version and the window of its URLs, so it is made once for each, and a page asks the database
only which templates it holds, in which versions, and for those that have changed.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from cardwright import times
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.schemas import CardTemplateView
from cardwright.database import PreparedByIds, PreparedQuery, Rows
from cardwright.errors import NotFound
from cardwright.files import listing as files
from cardwright.files.models import BackgroundImage, Blob, LinkedFile
from cardwright.files.schemas import LinkedFileView
from cardwright.files.urls import Links
from cardwright.ids import LARGEST_ID, uuid_key
from cardwright.oauth.caller import Caller
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.paging import PageRequest, Position

Row = tuple[Any, ...]

FRAGMENT_OVERHEAD = 300
SHORT_LIST = 2000
"""How many rows of an index can be counted in a moment."""

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Listing:
    """Which card templates of an account a list holds, and in which order.

    Without `updated_since`, by ascending id. With it, the last changed come first: a client that
    reads page after page while templates move to the front sees some twice, and misses none.
    """

    updated_since: int | None
    include_deleted: bool

    def key(self, row: Row) -> int:
        """Return the sort key of a row, which is unique in its account."""
        key: int = row[_ID if self.updated_since is None else _UPDATED_AT]
        return key


def page(
    rows: Rows,
    caller: Caller,
    listing: Listing,
    asked: PageRequest,
    links: Links,
    fragments: AnswerCache[bytes],
) -> tuple[bytes, Position]:
    """Return one page of a list as JSON, and where it lies."""
    shown, goes_on = _find(rows, caller, listing, asked)
    total = _total(rows, caller, listing)
    position = _position(listing, asked, shown, total, goes_on=goes_on)
    return _joined(rows, caller, shown, links, fragments), position


def page_at_once(
    rows: Rows,
    caller: Caller,
    listing: Listing,
    asked: PageRequest,
    links: Links,
    fragments: AnswerCache[bytes],
) -> tuple[bytes, Position] | None:
    """Return what `page` does where that is the work of a moment, otherwise None.

    It is where the list is short, and the JSON of all its templates there already. A list of live
    templates by their last change passes over the deleted ones, however many these are.
    """
    is_sparse = listing.updated_since is not None and not listing.include_deleted
    if is_sparse or asked.offset > SHORT_LIST:
        return None
    total = _total(rows, caller, listing, at_most=SHORT_LIST + 1)
    if total > SHORT_LIST:
        return None
    shown, goes_on = _find(rows, caller, listing, asked)
    found = [fragments.get(_fragment_key(row, links)) for row in shown]
    if None in found:
        return None
    position = _position(listing, asked, shown, total, goes_on=goes_on)
    return b"[" + b",".join(fragment or b"" for fragment in found) + b"]", position


def _find(
    rows: Rows, caller: Caller, listing: Listing, asked: PageRequest
) -> tuple[Sequence[Row], bool]:
    """Return the ids and versions of a page, and whether the list goes on in that direction."""
    is_backward = asked.before is not None
    start = asked.before if is_backward else asked.after
    has_since = listing.updated_since is not None
    query = _page_query(has_since, listing.include_deleted, start is not None, is_backward)
    found = rows.all(
        query,
        account_id=caller.account_id,
        updated_since=listing.updated_since,
        start=start,
        row_count=asked.per_page + 1,
        row_offset=asked.offset,
    )
    shown = found[: asked.per_page]
    return shown[::-1] if is_backward else shown, len(found) > asked.per_page


def _position(
    listing: Listing, asked: PageRequest, shown: Sequence[Row], total: int, *, goes_on: bool
) -> Position:
    if asked.before is not None:
        has_next, has_previous = bool(shown), goes_on
    else:
        is_first = asked.page == 1 and asked.after is None
        has_next, has_previous = goes_on, bool(shown) and not is_first
    return Position(
        total=total,
        last_key=listing.key(shown[-1]) if has_next else None,
        first_key=listing.key(shown[0]) if has_previous else None,
    )


def one(
    rows: Rows, caller: Caller, card_template_id: int, links: Links
) -> tuple[CardTemplateView, int]:
    """Return a card template of the account, deleted or not, and its version. Raises NotFound."""
    row = rows.first(_ONE, id=card_template_id, account_id=caller.account_id)
    if row is None:
        raise NotFound
    return _views(rows, caller, [row], links)[0], row[_UPDATED_AT]


def linked_files(
    rows: Rows, caller: Caller, card_template_id: int, links: Links
) -> list[LinkedFileView]:
    """Return the linked files of a card template, oldest first. Raises NotFound."""
    return one(rows, caller, card_template_id, links)[0].linked_files


def linked_file(rows: Rows, caller: Caller, file_uuid: str, links: Links) -> LinkedFileView:
    """Return a linked file of the account by its UUID in either case. Raises NotFound."""
    row = rows.first(_LINKED_FILE, account_id=caller.account_id, uuid_key=uuid_key(file_uuid))
    if row is None:
        raise NotFound
    template_uuid, *shown = row
    return files.linked_file_view(caller.account_hashid, template_uuid, links, *shown)


def _total(rows: Rows, caller: Caller, listing: Listing, at_most: int = LARGEST_ID) -> int:
    query = _total_query(listing.updated_since is not None, listing.include_deleted)
    (row,) = rows.all(
        query,
        account_id=caller.account_id,
        updated_since=listing.updated_since,
        row_count=at_most,
    )
    total: int = row[0]
    return total


def _joined(
    rows: Rows,
    caller: Caller,
    shown: Sequence[Row],
    links: Links,
    fragments: AnswerCache[bytes],
) -> bytes:
    """Return the JSON array of the templates whose ids and versions are in `shown`."""
    keys = {row[_ID]: _fragment_key(row, links) for row in shown}
    found = {template_id: fragments.get(key) for template_id, key in keys.items()}
    missing = [template_id for template_id, fragment in found.items() if fragment is None]
    for view in _views(rows, caller, rows.by_ids(_BY_IDS, missing), links):
        found[view.id] = fragment = _encode(view)
        fragments.put(keys[view.id], fragment, len(fragment) + FRAGMENT_OVERHEAD)
    return b"[" + b",".join(fragment or b"" for fragment in found.values()) + b"]"


def _fragment_key(row: Row, links: Links) -> Hashable:
    return row[_ID], row[_UPDATED_AT], links.window


def _views(
    rows: Rows, caller: Caller, found: Sequence[Row], links: Links
) -> list[CardTemplateView]:
    hashid = caller.account_hashid
    linked: defaultdict[int, list[LinkedFileView]] = defaultdict(list)
    for card_template_id, view in files.linked_file_views(
        rows, hashid, {row[_ID]: row[_UUID] for row in found}, links
    ):
        linked[card_template_id].append(view)
    return [_view(row, linked.get(row[_ID], []), hashid, links) for row in found]


def _view(
    row: Row, linked: list[LinkedFileView], account_hashid: str, links: Links
) -> CardTemplateView:
    (
        card_template_id,
        updated_at,
        uuid,
        name,
        type_code,
        card_type,
        double_sided,
        orientation_front,
        orientation_back,
        default_template,
        template_objects,
        owner_id,
        editable_by,
        deleted_at,
        deleted_by_id,
        created_at,
        front_blob_id,
        back_blob_id,
    ) = row
    return CardTemplateView(
        card_template_id,
        uuid,
        name,
        type_code,
        card_type,
        bool(double_sided),
        orientation_front,
        orientation_back,
        bool(default_template),
        links.optional_url(account_hashid, front_blob_id),
        links.optional_url(account_hashid, back_blob_id),
        msgspec.Raw(template_objects.encode()),
        owner_id,
        editable_by,
        times.format_optional_time(deleted_at),
        deleted_by_id,
        linked,
        times.format_time(created_at),
        times.format_time(updated_at),
    )


# Where the columns stand that are needed beside the view.
_ID, _UPDATED_AT, _UUID = 0, 1, 2


def _columns() -> Select[*tuple[Any, ...]]:
    front, back = aliased(BackgroundImage), aliased(BackgroundImage)
    return (
        select(
            CardTemplate.id,
            CardTemplate.updated_at,
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
            front.blob_id,
            back.blob_id,
        )
        .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
        .outerjoin(front, (front.card_template_id == CardTemplate.id) & (front.side == "front"))
        .outerjoin(back, (back.card_template_id == CardTemplate.id) & (back.side == "back"))
    )


_ONE = PreparedQuery(
    _columns().where(
        CardTemplate.id == bindparam("id"), CardTemplate.account_id == bindparam("account_id")
    )
)


_LINKED_FILE = PreparedQuery(
    select(CardTemplate.uuid, *files.SHOWN)
    .join(LinkedFile, LinkedFile.card_template_id == CardTemplate.id)
    .join(Blob, Blob.id == LinkedFile.blob_id)
    .where(
        LinkedFile.account_id == bindparam("account_id"),
        LinkedFile.uuid_key == bindparam("uuid_key"),
    )
)

_BY_IDS = PreparedByIds(lambda ids: _columns().where(CardTemplate.id.in_(ids)))


def _conditions(has_since: bool, include_deleted: bool) -> list[ColumnElement[bool]]:
    conditions = [CardTemplate.account_id == bindparam("account_id")]
    if not include_deleted:
        conditions.append(CardTemplate.deleted_at.is_(None))
    if has_since:
        conditions.append(CardTemplate.updated_at > bindparam("updated_since"))
    return conditions


@cache
def _page_query(
    has_since: bool, include_deleted: bool, has_start: bool, is_backward: bool
) -> PreparedQuery:
    key: InstrumentedAttribute[int] = CardTemplate.updated_at if has_since else CardTemplate.id
    is_upward = has_since is is_backward
    conditions = _conditions(has_since, include_deleted)
    if has_start:
        start: BindParameter[int] = bindparam("start")
        conditions.append(key > start if is_upward else key < start)
    return PreparedQuery(
        select(CardTemplate.id, CardTemplate.updated_at)
        .where(*conditions)
        .order_by(key.asc() if is_upward else key.desc())
        .limit(bindparam("row_count"))
        .offset(bindparam("row_offset"))
    )


@cache
def _total_query(has_since: bool, include_deleted: bool) -> PreparedQuery:
    conditions = _conditions(has_since, include_deleted)
    counted = select(CardTemplate.id).where(*conditions).limit(bindparam("row_count"))
    return PreparedQuery(select(func.count()).select_from(counted.subquery()))
