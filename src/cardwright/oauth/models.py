"""The tables of applications and of what they are given: requests, codes, grants and tokens.

No token, code or secret is ever stored: each is 256 random bits, so its plain SHA-256 identifies it
and tells nothing about it.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class Application(Base):
    """A program that people may let act for them (an OAuth client)."""

    __tablename__ = "application"
    __table_args__ = (Index(None, "account_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[bytes | None]
    """Absent for a public application, which cannot keep a secret (RFC 6749, 2.1)."""
    name: Mapped[str]
    redirect_uris: Mapped[str]
    """Separated by blanks, as a URI has none."""
    scope: Mapped[str]
    """The scopes it may ask for, space-separated."""
    skip_consent: Mapped[bool]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    """The one account whose users may use it; absent where users of all accounts may."""
    created_at: Mapped[int]
    disabled_at: Mapped[int | None]

    @property
    def is_public(self) -> bool:
        """Whether it has no secret: a native or a browser application."""
        return self.secret_hash is None


class AuthorizationRequest(Base):
    """What an application asked of a user, while the user decides."""

    __tablename__ = "authorization_request"
    __table_args__ = (Index(None, "expires_at"), Index(None, "user_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    state: Mapped[str | None]
    code_challenge: Mapped[str | None]
    """Always of method S256 (RFC 7636)."""
    expires_at: Mapped[int]


class Grant(Base):
    """What one authorization gave: the family of all tokens that come of one code."""

    __tablename__ = "grant_"  # `grant` is a reserved word of SQL.
    __table_args__ = (
        Index(None, "user_id", "application_id"),
        Index(None, "application_id"),
        Index(None, "revoked_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    scope: Mapped[str]
    generation: Mapped[int]
    """The newest generation of refresh tokens of which one has been used; 0 before the first."""
    created_at: Mapped[int]
    used_at: Mapped[int]
    """When tokens were last made from it."""
    revoked_at: Mapped[int | None]


class AuthorizationCode(Base):
    """A code on its way through the browser; it stays for a while after its use, to notice another.

    `grant_id` is what it was exchanged for.
    """

    __tablename__ = "authorization_code"
    __table_args__ = (Index(None, "expires_at"), Index(None, "grant_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant_.id", ondelete="CASCADE"))
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    code_challenge: Mapped[str | None]
    created_at: Mapped[int]
    expires_at: Mapped[int]
    used_at: Mapped[int | None]


class RefreshToken(Base):
    """One of a family's refresh tokens: each use makes one of the next generation."""

    __tablename__ = "refresh_token"
    __table_args__ = (Index(None, "grant_id"), Index(None, "used_at"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_.id", ondelete="CASCADE"))
    generation: Mapped[int]
    """1 for the one that came with the code."""
    created_at: Mapped[int]
    used_at: Mapped[int | None]
    """When it was used first."""


class AccessToken(Base):
    """Permission to act for a user within some scopes, until a time."""

    __tablename__ = "access_token"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "grant_id"),
        Index(None, "expires_at"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    scope: Mapped[str]
    """Space-separated (RFC 6749, 3.3)."""
    created_at: Mapped[int]
    expires_at: Mapped[int]
    revoked_at: Mapped[int | None]
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant_.id", ondelete="CASCADE"))
    """The family it belongs to; absent for a token made on the command line or a page."""
    name: Mapped[str | None]
    """What the user calls it; absent for a token of an application."""
