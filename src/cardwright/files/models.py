"""The tables of stored bytes and of what refers to them."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base, where


class Blob(Base):
    """Bytes in the storage, which never change. Their key is `<account hashid>/<id>`.

    A row is written when its bytes are safe. When nothing refers to them any more, `trashed_at` is
    set; nobody can read them from then on, and they are removed later.
    """

    __tablename__ = "blob"
    __table_args__ = (
        Index(None, "trashed_at", **where("trashed_at IS NOT NULL")),
        {"sqlite_strict": True},
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random, and so an unguessable part of the file's URL."""
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    content_type: Mapped[str]
    """What the bytes are, decided by their content."""
    byte_size: Mapped[int]
    sha256: Mapped[str]
    """Hexadecimal."""
    created_at: Mapped[int]
    trashed_at: Mapped[int | None]


class LinkedFile(Base):
    """A file that a card template uses, in a role, under the client's own UUID."""

    __tablename__ = "linked_file"
    __table_args__ = (
        UniqueConstraint("account_id", "uuid_key"),
        Index(None, "card_template_id", "id"),
        Index(None, "blob_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    card_template_id: Mapped[int] = mapped_column(ForeignKey("card_template.id"))
    uuid: Mapped[str]
    uuid_key: Mapped[str]
    file_role: Mapped[str]
    blob_id: Mapped[str] = mapped_column(ForeignKey("blob.id"))
    created_at: Mapped[int]
    updated_at: Mapped[int]


class BackgroundImage(Base):
    """The picture behind one side of a card template."""

    __tablename__ = "background_image"
    __table_args__ = (
        UniqueConstraint("card_template_id", "side"),
        Index(None, "blob_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_template_id: Mapped[int] = mapped_column(ForeignKey("card_template.id"))
    side: Mapped[str]
    """`front` or `back`."""
    blob_id: Mapped[str] = mapped_column(ForeignKey("blob.id"))
    created_at: Mapped[int]
    updated_at: Mapped[int]
