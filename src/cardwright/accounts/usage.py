"""What an account uses of its quotas: counted in its own row, by every transaction that adds."""

from typing import Annotated

from msgspec import Meta, Struct
from sqlalchemy import bindparam, update

from cardwright.accounts.models import Account
from cardwright.database import PreparedChange, Rows
from cardwright.errors import Invalid
from cardwright.settings import Settings


class Quotas(Struct, frozen=True):
    """How much one account may keep."""

    card_templates: Annotated[int, Meta(description="Soft-deleted ones count, too")]
    files: Annotated[int, Meta(description="Background images and linked files")]
    file_bytes: int


def quotas_of(settings: Settings) -> Quotas:
    """Return the quotas of every account, as the operator has set them."""
    return Quotas(settings.quota_card_templates, settings.quota_files, settings.quota_bytes)


class Usage(Struct, frozen=True):
    """How much more is kept than before, of each kind; less is negative."""

    card_templates: int = 0
    files: int = 0
    file_bytes: int = 0


NO_MORE = Usage()


def take(rows: Rows, account_id: int, more: Usage, quotas: Quotas) -> None:
    """Count `more`. Raises Invalid (`errors.quota`) naming the quotas that it goes beyond.

    What makes nothing more is never refused, so an account beyond a quota that was lowered can
    still replace files with smaller ones.
    """
    if more == NO_MORE:
        return
    templates, files, file_bytes = _count(rows, account_id, more)
    problems = []
    if more.card_templates > 0 and templates > quotas.card_templates:
        problems.append(f"card templates: an account may keep at most {quotas.card_templates}")
    if more.files > 0 and files > quotas.files:
        problems.append(f"files: an account may keep at most {quotas.files}")
    if more.file_bytes > 0 and file_bytes > quotas.file_bytes:
        problems.append(f"bytes of files: an account may keep at most {quotas.file_bytes}")
    if problems:
        raise Invalid({"quota": problems})


def give_back(rows: Rows, account_id: int, less: Usage) -> None:
    """Count what is gone, whose figures are negative."""
    _count(rows, account_id, less)


def _count(rows: Rows, account_id: int, more: Usage) -> tuple[int, int, int]:
    """Return what there is of each kind now."""
    templates, files, file_bytes = rows.returned(
        _COUNT,
        account_id=account_id,
        card_templates=more.card_templates,
        files=more.files,
        file_bytes=more.file_bytes,
    )
    return templates, files, file_bytes


_COUNT = PreparedChange(
    update(Account)
    .where(Account.id == bindparam("account_id"))
    .values(
        card_template_count=Account.card_template_count + bindparam("card_templates"),
        file_count=Account.file_count + bindparam("files"),
        file_bytes=Account.file_bytes + bindparam("file_bytes"),
    )
    .returning(Account.card_template_count, Account.file_count, Account.file_bytes)
)
