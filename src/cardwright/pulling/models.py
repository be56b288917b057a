"""The tables of what was taken from other servers."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class PullSource(Base):
    """A server from which an account is copied, and how far that has come."""

    __tablename__ = "pull_source"
    __table_args__ = (UniqueConstraint("account_id", "url", "there_id"), TABLE_OPTIONS)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    url: Mapped[str]
    there_id: Mapped[str]
    """The id of the account at the source: another token may be for another account."""
    followed_until: Mapped[int]
    """Everything that changed there up to this time of the source's clock was seen."""
    type_hashes: Mapped[str]
    """A JSON object: of each type that was taken, by its code, the hash of what was written."""
    created_at: Mapped[int]


class PulledTemplate(Base):
    """A card template of a source, as it was seen there, and as it was left here."""

    __tablename__ = "pulled_template"
    __table_args__ = (
        UniqueConstraint("pull_source_id", "uuid_key"),
        Index(None, "card_template_id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pull_source_id: Mapped[int] = mapped_column(ForeignKey("pull_source.id", ondelete="CASCADE"))
    uuid_key: Mapped[str]
    there_id: Mapped[int]
    there_updated_at: Mapped[int]
    there_hash: Mapped[bytes]
    """SHA-256 of what the source showed; empty where it has to be looked at again."""
    card_template_id: Mapped[int | None] = mapped_column(
        ForeignKey("card_template.id", ondelete="SET NULL")
    )
    here_hash: Mapped[bytes | None]
    """SHA-256 of what was written here: where it is another now, it was changed here."""
    files: Mapped[str]
    """A JSON object of what is known of each file (see `downloads.FileFact`)."""
    problem: Mapped[str | None]
    """Why it, or a part of it, could not be taken: then it is tried again."""
