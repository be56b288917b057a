"""The tables of accounts and users, and of what users sign in with."""

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
    password_hash: Mapped[str | None]
    """Argon2 in its own text form; absent until the user chooses a password."""


class SignIn(Base):
    """A browser in which a user is signed in.

    What the browser holds is 256 random bits, of which only the SHA-256 is kept.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "user_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    created_at: Mapped[int]
    last_seen_at: Mapped[int]
    """To within a minute: it is not written more often."""
    expires_at: Mapped[int]
    """When it ends, however busy it is."""
    address: Mapped[str]
    browser: Mapped[str]
    """What the browser calls itself (User-Agent), shortened."""


class PasswordLink(Base):
    """A link by which a user may choose a password, once; its token is kept as a SHA-256 only."""

    __tablename__ = "password_link"
    __table_args__ = (Index(None, "user_id"), Index(None, "expires_at"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    created_at: Mapped[int]
    expires_at: Mapped[int]


class FailureCount(Base):
    """How many attempts to sign in failed under one key since its window began."""

    __tablename__ = "failure_count"
    __table_args__ = (Index(None, "ends_at"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of an address, or of the e-mail address that was tried, or of both."""
    failures: Mapped[int]
    ends_at: Mapped[int]
