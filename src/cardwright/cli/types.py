"""`cardwright template-type`."""

import click
from sqlalchemy import select

from cardwright.accounts.models import Account
from cardwright.card_templates.models import CardTemplateType
from cardwright.cli import opening


@click.group("template-type")
def template_type() -> None:
    """Show card template types."""


@template_type.command("list")
def list_types() -> None:
    """Print all types as JSON, with the ids that `template_type_id` takes."""
    query = (
        select(CardTemplateType, Account.name)
        .outerjoin(Account, Account.id == CardTemplateType.account_id)
        .order_by(CardTemplateType.id)
    )
    with opening.reading() as session:
        opening.print_json(
            [
                {
                    "id": shown.id,
                    "code": shown.code,
                    "name": shown.name,
                    "account": account_name,
                    "width_mm": shown.width_mm,
                    "height_mm": shown.height_mm,
                }
                for shown, account_name in session.execute(query)
            ]
        )
