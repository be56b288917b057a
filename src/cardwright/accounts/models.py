"""The tables of accounts and users."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class Account(Base):
    """The tenant: it owns everything, and nothing of it shows in another."""

    __tablename__ = "account"
    __table_args__ = (TABLE_OPTIONS,)

    id: Mapped[int] = mapped_column(primary_key=True)
    hashid: Mapped[str] = mapped_column(unique=True)
    """The id that the API and file URLs show: a random string (contract 2f)."""
    name: Mapped[str] = mapped_column(unique=True)
    time_zone: Mapped[str]
    clock: Mapped[int] = mapped_column(default=0)
    """The last stamp that a write of this account took, and so its version (see `clock.py`)."""
    created_at: Mapped[int]
    card_template_count: Mapped[int] = mapped_column(default=0, server_default="0")
    file_count: Mapped[int] = mapped_column(default=0, server_default="0")
    """Linked files and background images."""
    file_bytes: Mapped[int] = mapped_column(default=0, server_default="0")


class User(Base):
    """Someone who acts in one account, as an admin or not."""

    __tablename__ = "user_"  # `user` is a reserved word of PostgreSQL.
    __table_args__ = (Index(None, "account_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    """The address in one spelling, for finding it: NFC, case folded."""
    first_name: Mapped[str]
    last_name: Mapped[str]
    is_admin: Mapped[bool]
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[int]
