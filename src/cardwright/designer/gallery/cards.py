"""A card template as the gallery shows it, and what who looks at it may do."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.schemas import OWNER_ONLY
from cardwright.errors import NotFound
from cardwright.layout.card import Card as Geometry
from cardwright.layout.objects.box import Side

TILE = 4 / 3
"""Width by height of the room that a picture has."""


class Shape(Struct, frozen=True):
    """How a side lies: its width and height in tenths of a millimetre, and how it fits its room."""

    width: int
    height: int

    @property
    def is_wide(self) -> bool:
        """Whether its width, rather than its height, is what fills its room."""
        return self.width >= self.height * TILE


class Card(Struct, frozen=True, kw_only=True):
    """A card template, deleted or not."""

    id: int
    version: int
    name: str
    type_name: str
    card_type: str
    front: Shape
    back: Shape | None
    """None where the card has no reverse side."""
    is_default: bool
    owner_id: int | None
    owner_name: str
    """Empty where nobody owns it."""
    editable_by: str
    created_at: int
    changed_at: int
    deleted_at: int | None
    may_edit: bool
    """Whether who looks may change its content, name, edit rule and default."""
    may_hand_over: bool
    may_manage: bool
    """Whether who looks may duplicate it, delete it, and restore it."""


def find_card(session: Session, visitor: Visitor, card_template_id: int) -> Card:
    """Return a card template of the visitor's account. Raises NotFound."""
    found = find_cards(session, visitor, [card_template_id])
    if not found:
        raise NotFound
    return found[0]


def find_cards(session: Session, visitor: Visitor, ids: Collection[int]) -> Sequence[Card]:
    """Return those of some card templates that are of the visitor's account, in the order of ids.

    Their objects are not read, which may be long.
    """
    rows = session.execute(
        select(*_COLUMNS)
        .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
        .outerjoin(User, User.id == CardTemplate.owner_id)
        .where(CardTemplate.id.in_(ids), CardTemplate.account_id == visitor.account_id)
    )
    cards = {row[0]: _card(visitor, tuple(row)) for row in rows}
    return [cards[one] for one in ids if one in cards]


def shape_of(geometry: Geometry, side: Side) -> Shape:
    """Return the shape of a side as it is turned."""
    width_mm, height_mm = geometry.size(side)
    return Shape(max(1, round(width_mm * 10)), max(1, round(height_mm * 10)))


_COLUMNS = (
    CardTemplate.id,
    CardTemplate.updated_at,
    CardTemplate.name,
    CardTemplate.card_type,
    CardTemplate.default_template,
    CardTemplate.owner_id,
    CardTemplate.editable_by,
    CardTemplate.created_at,
    CardTemplate.deleted_at,
    CardTemplateType.name,
    User.first_name,
    User.last_name,
    CardTemplateType.width_mm,
    CardTemplateType.height_mm,
    CardTemplate.orientation_front,
    CardTemplate.orientation_back,
    CardTemplate.double_sided,
)


def _card(visitor: Visitor, row: tuple[Any, ...]) -> Card:
    (
        card_template_id,
        updated_at,
        name,
        card_type,
        default_template,
        owner_id,
        editable_by,
        created_at,
        deleted_at,
        type_name,
        first_name,
        last_name,
        width_mm,
        height_mm,
        front,
        back,
        double_sided,
    ) = row
    is_owner = owner_id == visitor.user_id
    turned = Geometry(
        width_mm=width_mm, height_mm=height_mm, orientation_front=front, orientation_back=back
    )
    return Card(
        id=card_template_id,
        version=updated_at,
        name=name,
        type_name=type_name,
        card_type=card_type,
        front=shape_of(turned, "front"),
        back=shape_of(turned, "back") if double_sided else None,
        is_default=bool(default_template),
        owner_id=owner_id,
        owner_name=f"{first_name or ''} {last_name or ''}".strip(),
        editable_by=editable_by,
        created_at=created_at,
        changed_at=updated_at,
        deleted_at=deleted_at,
        may_edit=visitor.is_admin and (editable_by != OWNER_ONLY or is_owner),
        may_hand_over=visitor.is_admin or is_owner,
        may_manage=visitor.is_admin,
    )
