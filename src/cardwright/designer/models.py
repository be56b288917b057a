"""The table of what an account keeps for its designers."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class Swatch(Base):
    """A colour that everybody of the account is offered, in the order in which they were kept."""

    __tablename__ = "swatch"
    __table_args__ = (UniqueConstraint("account_id", "color"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    color: Mapped[str]
    """`#rrggbb` in lower case, as template objects have it."""
    created_at: Mapped[int]
