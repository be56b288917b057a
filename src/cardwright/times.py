"""Times as the service keeps and shows them: whole microseconds since 1970, in UTC."""

import re
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache

MICROSECONDS = 1_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive on purpose: everything here is UTC
_MICROSECOND = timedelta(microseconds=1)
_UNESCAPED_PLUS = re.compile(r" (\d\d(?::?\d\d)?)$")


def now() -> int:
    """Return the time of the system clock in microseconds since 1970."""
    return time.time_ns() // 1000


@lru_cache(maxsize=16384)
def format_time(microseconds: int) -> str:
    """Return an ISO 8601 time in UTC: `2026-06-14T09:30:00.123456Z`."""
    return (_EPOCH + microseconds * _MICROSECOND).isoformat(timespec="microseconds") + "Z"


def format_optional_time(microseconds: int | None) -> str | None:
    """Return `format_time` of a time that may be absent."""
    return None if microseconds is None else format_time(microseconds)


def parse_time(text: str) -> int:
    """Return the microseconds since 1970 of an ISO 8601 date or time; without a zone it is UTC.

    A blank before a closing offset is read as the plus sign that an unescaped query string turns
    into a blank. Raises ValueError for anything that is not a time between the years 1 and 9999.
    """
    moment = datetime.fromisoformat(_UNESCAPED_PLUS.sub(r"+\1", text.strip()).upper())
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        except OverflowError:
            raise ValueError("outside the years 1 to 9999") from None
    return (moment - _EPOCH) // _MICROSECOND
