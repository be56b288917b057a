"""The tables of card templates and their types."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base, where


class CardTemplateType(Base):
    """What sort of card a template is for: its size, and where a printer cannot print.

    A type without an account is built in: every account sees it, and none may change it.
    """

    __tablename__ = "card_template_type"
    __table_args__ = (UniqueConstraint("account_id", "code"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    code: Mapped[str]
    name: Mapped[str]
    page_size: Mapped[str]
    width_mm: Mapped[float]
    height_mm: Mapped[float]
    orientation_default: Mapped[str]
    """`P` or `L`."""
    non_printable_zones: Mapped[str]
    """A JSON array of objects."""
    created_at: Mapped[int]
    updated_at: Mapped[int]


class CardTemplate(Base):
    """The design of a card (contract 2a). `updated_at` is also its version."""

    __tablename__ = "card_template"
    __table_args__ = (
        UniqueConstraint("account_id", "uuid_key"),
        Index(
            "uq_card_template_live_name",
            "account_id",
            "name",
            unique=True,
            **where("deleted_at IS NULL"),
        ),
        Index(
            "uq_card_template_default",
            "account_id",
            unique=True,
            **where("default_template"),
        ),
        # With the version, so that a page finds all it needs in the index.
        Index(
            "ix_card_template_live",
            "account_id",
            "id",
            "updated_at",
            **where("deleted_at IS NULL"),
        ),
        Index("ix_card_template_all", "account_id", "id", "updated_at"),
        Index(None, "account_id", "updated_at", unique=True),
        Index(None, "template_type_id"),
        Index(None, "owner_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    uuid: Mapped[str]
    uuid_key: Mapped[str]
    name: Mapped[str]
    template_type_id: Mapped[int] = mapped_column(ForeignKey("card_template_type.id"))
    card_type: Mapped[str]
    double_sided: Mapped[bool]
    orientation_front: Mapped[str]
    orientation_back: Mapped[str]
    default_template: Mapped[bool]
    template_objects: Mapped[str]
    """A JSON array of objects, in the client's own tokens."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_.id"))
    editable_by: Mapped[str]
    deleted_at: Mapped[int | None]
    deleted_by_id: Mapped[int | None]
    """The id stays when that user is removed: it says who it was, and ids are never given again."""
    create_hash: Mapped[bytes]
    """SHA-256 of what the create request submitted, to know a repetition of it."""
    created_at: Mapped[int]
    updated_at: Mapped[int]
