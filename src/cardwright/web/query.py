"""Query parameters: read strictly, and all that is wrong with them said at once."""

from fastapi import Request

from cardwright import times
from cardwright.errors import Invalid
from cardwright.ids import LARGEST_ID
from cardwright.web.paging import (
    DEFAULT_PER_PAGE,
    LARGEST_PAGE,
    LARGEST_PER_PAGE,
    PageRequest,
)


class Query:
    """Reads the parameters of a request and gathers what is wrong with them.

    A parameter that is wrong reads as its default until `check()` refuses the request.
    """

    def __init__(self, request: Request) -> None:
        self._params = request.query_params
        self._errors: dict[str, list[str]] = {}

    def text(self, name: str) -> str | None:
        """Return the text of a parameter that is given once, or None when it is absent."""
        values = self._params.getlist(name)
        if len(values) > 1:
            self._refuse(name, "must be given once")
        return values[0] if values else None

    def integer(
        self, name: str, default: int, *, least: int = 1, largest: int | None = None
    ) -> int:
        """Return a whole number from `least` to `largest`."""
        text = self.text(name)
        if text is None:
            return default
        digits = text.lstrip("0") if text.isascii() and text.isdigit() else ""
        number = LARGEST_ID if len(digits) > 18 else int(digits or "0")
        if number < least or (largest is not None and number > largest):
            upper = f" and at most {largest}" if largest is not None else ""
            self._refuse(name, f"must be a whole number, at least {least}{upper}")
            return default
        return number

    def boolean(self, name: str) -> bool:
        """Return whether the parameter is `true` or `1`; absent is false."""
        text = self.text(name)
        if text is not None and text.lower() not in ("true", "false", "1", "0"):
            self._refuse(name, "must be true or false")
        return text is not None and text.lower() in ("true", "1")

    def time(self, name: str) -> int | None:
        """Return an ISO 8601 time in microseconds since 1970."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return times.parse_time(text)
        except ValueError:
            self._refuse(name, "must be an ISO 8601 time, such as 2026-06-14T09:30:00Z")
            return None

    def page(self) -> PageRequest:
        """Return the part of a list that is asked for; `per_page` beyond the most is the most."""
        asked = PageRequest(
            page=self.integer("page", 1, largest=LARGEST_PAGE),
            per_page=min(self.integer("per_page", DEFAULT_PER_PAGE), LARGEST_PER_PAGE),
            after=self._sort_key("after"),
            before=self._sort_key("before"),
        )
        if asked.after is not None and asked.before is not None:
            self._refuse("before", "cannot be given together with after")
        return asked

    def check(self) -> None:
        """Raise Invalid when a parameter could not be understood."""
        if self._errors:
            raise Invalid(self._errors)

    def _sort_key(self, name: str) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            self._refuse(name, "must come from a Link header")
            return None
        return int(text)

    def _refuse(self, name: str, message: str) -> None:
        self._errors.setdefault(name, []).append(message)
