"""The table of what happened."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cardwright.database import TABLE_OPTIONS, Base


class AuditEvent(Base):
    """One thing that happened. Rows are added, and never changed or deleted: triggers see to it.

    It refers to accounts and users by their ids alone, without foreign keys: what a user did stays
    on record when the user is gone. Ids are never given twice.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "event", "id"),
        TABLE_OPTIONS,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[int]
    event: Mapped[str]
    """What happened, in two words: `sign_in.failed`, `token.revoked`."""
    account_id: Mapped[int | None]
    """The account in which it happened, where there is one."""
    actor_id: Mapped[int | None]
    """The user who did it; absent for the command line, and for whoever is not signed in."""
    subject: Mapped[str | None]
    """What it happened to: a kind and an id, such as `user 7`."""
    address: Mapped[str | None]
    """The network address that the request came from; absent for the command line."""
    details: Mapped[str]
    """What else is known, as a JSON object; never a token, a secret or a password."""
