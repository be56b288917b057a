"""The tables of tokens."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class AccessToken(Base):
    """Permission to act for a user within some scopes, until a time.

    The token itself is never stored: it is 256 random bits, so its plain SHA-256 identifies it and
    tells nothing about it.
    """

    __tablename__ = "access_token"
    __table_args__ = (Index(None, "user_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_.id", ondelete="CASCADE"))
    scope: Mapped[str]
    """Space-separated (RFC 6749, 3.3)."""
    created_at: Mapped[int]
    expires_at: Mapped[int]
    revoked_at: Mapped[int | None]
