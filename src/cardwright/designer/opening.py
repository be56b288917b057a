"""What the page of the designer has to know of a card template before its script asks for more."""

from msgspec import Struct
from sqlalchemy import select

from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.card_templates.type_schemas import CardTemplateTypeView, card_template_type_view
from cardwright.database import Snapshot
from cardwright.errors import NotFound


class OpenedTemplate(Struct, frozen=True, kw_only=True):
    """A card template, deleted or not, with its type."""

    id: int
    name: str
    owner_id: int | None
    editable_by: str
    deleted_at: int | None
    card_template_type: CardTemplateTypeView


def open_template(snapshot: Snapshot, account_id: int, card_template_id: int) -> OpenedTemplate:
    """Return a card template of the account. Raises NotFound."""
    row = snapshot.session.execute(
        select(CardTemplate, CardTemplateType)
        .join(CardTemplateType, CardTemplateType.id == CardTemplate.template_type_id)
        .where(CardTemplate.id == card_template_id, CardTemplate.account_id == account_id)
    ).first()
    if row is None:
        raise NotFound
    card_template, card_template_type = row
    return OpenedTemplate(
        id=card_template.id,
        name=card_template.name,
        owner_id=card_template.owner_id,
        editable_by=card_template.editable_by,
        deleted_at=card_template.deleted_at,
        card_template_type=card_template_type_view(card_template_type),
    )
