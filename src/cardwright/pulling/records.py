"""The notes of a pull: how far it has come, and what it has taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import clock
from cardwright.database import Rows
from cardwright.pulling.models import PulledTemplate, PullSource


def open_source(session: Session, account_id: int, url: str, there_id: str) -> PullSource:
    """Return what is known of a source, which is noted where it is new."""
    clock.lock(Rows.of(session), account_id)
    found = session.scalar(
        select(PullSource).where(
            PullSource.account_id == account_id,
            PullSource.url == url,
            PullSource.there_id == there_id,
        )
    )
    if found is None:
        found = PullSource(
            account_id=account_id,
            url=url,
            there_id=there_id,
            followed_until=0,
            type_hashes="{}",
            created_at=times.now(),
        )
        session.add(found)
        session.flush()
    return found


def find(session: Session, source_id: int, uuid_key: str) -> PulledTemplate | None:
    """Return what was noted of a card template of the source."""
    return session.scalar(
        select(PulledTemplate).where(
            PulledTemplate.pull_source_id == source_id, PulledTemplate.uuid_key == uuid_key
        )
    )


def find_of(session: Session, source_id: int, card_template_id: int) -> PulledTemplate | None:
    """Return what was noted of a card template of this installation."""
    return session.scalar(
        select(PulledTemplate).where(
            PulledTemplate.pull_source_id == source_id,
            PulledTemplate.card_template_id == card_template_id,
        )
    )


@dataclass(frozen=True)
class Noted:
    """A card template of the source that was taken, or that could not be."""

    there_id: int
    uuid_key: str
    card_template_id: int | None


def with_problem(session: Session, source_id: int) -> Sequence[Noted]:
    """Return those that could not be taken, or not in whole."""
    return _noted(session, source_id, PulledTemplate.problem.is_not(None))


def taken(session: Session, source_id: int) -> Sequence[Noted]:
    """Return those that are here."""
    return _noted(session, source_id, PulledTemplate.card_template_id.is_not(None))


def _noted(session: Session, source_id: int, condition: object) -> Sequence[Noted]:
    query = (
        select(PulledTemplate.there_id, PulledTemplate.uuid_key, PulledTemplate.card_template_id)
        .where(PulledTemplate.pull_source_id == source_id, condition)  # type: ignore[arg-type]
        .order_by(PulledTemplate.id)
    )
    return [Noted(*row) for row in session.execute(query)]
