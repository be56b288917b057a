"""Guessing passwords is slow: only so many attempts may fail in a window of time.

An attempt is counted before it is looked at, and given back when it succeeds, so attempts at the
same time cannot slip through together. Whoever guesses at one user from one place is stopped first;
one place that tries many users, and many places that try one, are stopped later, because that may
be a whole office behind one address, or somebody who wants to lock the user out.
"""

import hashlib
from ipaddress import IPv6Address, ip_address

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import FailureCount

WINDOW_SECONDS = 15 * 60
MOST_OF_ONE_AT_ONE = 10
"""Failures from one address at one user; never less than 10 (decisions, throttling)."""
MOST_OF_ONE = 60
"""Failures from one address."""
MOST_AT_ONE = 100
"""Failures at one user."""


class Attempt:
    """An attempt of someone at `address` to sign in as the user with `email_key`."""

    def __init__(self, email_key: str, address: str) -> None:
        place = _place(address)
        self._limits = {
            _key("both", email_key, place): MOST_OF_ONE_AT_ONE,
            _key("address", place): MOST_OF_ONE,
            _key("user", email_key): MOST_AT_ONE,
        }

    def count(self, session: Session) -> tuple[int, bool]:
        """Count the attempt as failed, for now.

        Returns for how many seconds it must not be made, 0 where it may, and whether it is the
        first that is held up. One that is held up counts nowhere else: nobody looks at it.
        """
        now = times.now()
        counted: list[bytes] = []
        for key, limit in self._limits.items():
            failures, ends_at = _count_one(session, key, now)
            if failures > limit:
                _give_back(session, counted)
                return -(-(ends_at - now) // times.MICROSECONDS), failures == limit + 1
            counted.append(key)
        return 0, False

    def succeed(self, session: Session) -> None:
        """Take the count of the attempt back, and forget its failures from the same place."""
        from_there, *others = self._limits
        session.execute(delete(FailureCount).where(FailureCount.key_hash == from_there))
        _give_back(session, others)


def remove_expired(session: Session, limit: int) -> int:
    """Delete counts whose window is over, `limit` at most. Returns how many."""
    over = select(FailureCount.id).where(FailureCount.ends_at <= times.now()).limit(limit)
    return len(
        session.execute(
            delete(FailureCount).where(FailureCount.id.in_(over)).returning(FailureCount.id),
            execution_options={"synchronize_session": False},
        ).all()
    )


def _count_one(session: Session, key: bytes, now: int) -> tuple[int, int]:
    """Add 1 to the failures of `key`, atomically. Returns how many, and until when they count."""
    ends_at = now + WINDOW_SECONDS * times.MICROSECONDS
    is_over = FailureCount.ends_at <= now
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(FailureCount) if on_sqlite else postgresql.insert(FailureCount)
    )
    row = session.execute(
        insert.values(key_hash=key, failures=1, ends_at=ends_at)
        .on_conflict_do_update(
            index_elements=["key_hash"],
            set_={
                "failures": case((is_over, 1), else_=FailureCount.failures + 1),
                "ends_at": case((is_over, ends_at), else_=FailureCount.ends_at),
            },
        )
        .returning(FailureCount.failures, FailureCount.ends_at)
    ).one()
    return row.failures, row.ends_at


def _give_back(session: Session, keys: list[bytes]) -> None:
    session.execute(
        update(FailureCount)
        .where(FailureCount.key_hash.in_(keys), FailureCount.failures > 0)
        .values(failures=FailureCount.failures - 1),
        execution_options={"synchronize_session": False},
    )


def _place(address: str) -> str:
    """Return the address, or the network of an IPv6 one: a household has 2^64 of these."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).digest()
