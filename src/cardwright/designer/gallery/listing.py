"""Which card templates are on a page of the gallery.

By time of change and by creation, a page is read from an index, from where the page before ends.
Names are compared as people compare them, which no index of the databases does: for a search, or
in the order of names, the names of the account are read and compared here. They are kept in their
order as long as the account is of the same version, so that the next page and the next search read
none of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.designer.gallery.asking import Asked, Sort
from cardwright.designer.gallery.cards import Card, find_cards
from cardwright.designer.gallery.names import Search, Sorting, folded, sorting
from cardwright.web.answer_cache import AnswerCache

ON_A_PAGE = 24
"""Divides into rows of two, three, four and six."""


class Listed(Struct, frozen=True, kw_only=True):
    """A page of the gallery."""

    cards: Sequence[Card]
    total: int
    """How many there are on all pages."""
    previous: int | None
    """What `before` is for the page before, if there is one."""
    following: int | None
    """What `after` is for the next page, if there is one."""


class Named(Struct, frozen=True, gc=False):
    """A card template whose name may be looked for."""

    id: int
    key: int
    """What it is as `after` or `before`: its id, or when it was changed."""
    name: str
    folded: str


KeptNames = AnswerCache[Sequence[Named]]


def list_cards(session: Session, visitor: Visitor, asked: Asked, kept: KeptNames) -> Listed:
    """Return the page that is asked for, with what the visitor may do with each card."""
    if asked.search or asked.sort == "name":
        found, total, goes_on = _by_name(session, visitor, asked, kept)
    else:
        found, goes_on = _by_number(session, visitor, asked)
        counted = _conditions(visitor, asked)
        total = session.scalars(select(func.count(CardTemplate.id)).where(*counted)).one()
    if asked.before is not None:
        has_previous, has_next = goes_on, bool(found)
    else:
        has_previous, has_next = asked.after is not None and bool(found), goes_on
    return Listed(
        cards=find_cards(session, visitor, [card_template_id for card_template_id, _ in found]),
        total=total,
        previous=found[0][1] if has_previous else None,
        following=found[-1][1] if has_next else None,
    )


_Found = list[tuple[int, int]]
"""Ids, and what each is as `after` or `before`."""


def _conditions(visitor: Visitor, asked: Asked) -> list[ColumnElement[bool]]:
    conditions = [CardTemplate.account_id == visitor.account_id]
    deleted_at = CardTemplate.deleted_at
    conditions.append(deleted_at.is_not(None) if asked.shown == "trash" else deleted_at.is_(None))
    if asked.shown == "mine":
        conditions.append(CardTemplate.owner_id == visitor.user_id)
    if asked.shown == "default":
        conditions.append(CardTemplate.default_template.is_(True))
    if asked.type_code:
        of_code = select(CardTemplateType.id).where(
            CardTemplateType.code == asked.type_code,
            CardTemplateType.account_id.is_(None)
            | (CardTemplateType.account_id == visitor.account_id),
        )
        conditions.append(CardTemplate.template_type_id.in_(of_code))
    return conditions


def _by_number(session: Session, visitor: Visitor, asked: Asked) -> tuple[_Found, bool]:
    """Return the page by change or creation, the last one first, and whether it goes on."""
    key: InstrumentedAttribute[int]
    key = CardTemplate.updated_at if asked.sort == "changed" else CardTemplate.id
    conditions = _conditions(visitor, asked)
    if asked.before is not None:
        conditions.append(key > asked.before)
    elif asked.after is not None:
        conditions.append(key < asked.after)
    is_backward = asked.before is not None
    rows = session.execute(
        select(CardTemplate.id, key)
        .where(*conditions)
        .order_by(key.asc() if is_backward else key.desc())
        .limit(ON_A_PAGE + 1)
    ).all()
    found = [(row[0], row[1]) for row in rows[:ON_A_PAGE]]
    return found[::-1] if is_backward else found, len(rows) > ON_A_PAGE


def _by_name(
    session: Session, visitor: Visitor, asked: Asked, kept: KeptNames
) -> tuple[_Found, int, bool]:
    """Return the page of a search or in the order of names, the total, and whether it goes on."""
    named = _named(session, visitor, asked, kept)
    search = Search(asked.search)
    if search:
        named = [one for one in named if search.finds_folded(one.folded)]
    start, stop = _window(session, visitor, asked, named)
    found = [(one.id, one.key) for one in named[start:stop]]
    goes_on = start > 0 if asked.before is not None else stop < len(named)
    return found, len(named), goes_on


def _named(session: Session, visitor: Visitor, asked: Asked, kept: KeptNames) -> Sequence[Named]:
    """Return all that may be found, in the order that is asked for."""
    whose = visitor.user_id if asked.shown == "mine" else None
    version = (visitor.account_id, visitor.account_version)
    under = (*version, asked.shown, whose, asked.type_code, asked.sort)
    found = kept.get(under)
    if found is None:
        # The names and ids of live card templates are all in one index; other columns are not.
        key = CardTemplate.updated_at if asked.sort == "changed" else CardTemplate.id
        columns = (CardTemplate.id, key, CardTemplate.name)
        rows = session.execute(
            select(*columns).where(*_conditions(visitor, asked)).order_by(key.desc())
        )
        found = [Named(number, mark, name, folded(name)) for number, mark, name in rows]
        if asked.sort == "name":
            found.sort(key=lambda one: _place(asked.sort, one.id, one.name, one.key))
        kept.put(under, found, sum(_OVERHEAD + 2 * len(one.name) for one in found))
    return found


_OVERHEAD = 250
"""Bytes that a name takes besides its letters."""

_Place = tuple[Sorting, int]


def _place(sort: Sort, card_template_id: int, name: str, key: int) -> _Place:
    """Return what the order of the list compares."""
    return (sorting(name), card_template_id) if sort == "name" else ((), -key)


def _window(
    session: Session, visitor: Visitor, asked: Asked, named: Sequence[Named]
) -> tuple[int, int]:
    """Return where in the list the page begins and ends."""
    mark = asked.after if asked.before is None else asked.before
    place = None if mark is None else _place_of(session, visitor, asked.sort, mark)
    if place is None:
        return 0, ON_A_PAGE

    def place_of(one: Named) -> _Place:
        return _place(asked.sort, one.id, one.name, one.key)

    if asked.before is not None:
        stop = bisect_left(named, place, key=place_of)
        return max(0, stop - ON_A_PAGE), stop
    start = bisect_right(named, place, key=place_of)
    return start, start + ON_A_PAGE


def _place_of(session: Session, visitor: Visitor, sort: Sort, mark: int) -> _Place | None:
    """Return the place that `after` or `before` names; None where it is gone for good."""
    if sort != "name":
        return _place(sort, mark, "", mark)
    name = session.scalar(
        select(CardTemplate.name).where(
            CardTemplate.id == mark, CardTemplate.account_id == visitor.account_id
        )
    )
    return None if name is None else _place(sort, mark, name, mark)
