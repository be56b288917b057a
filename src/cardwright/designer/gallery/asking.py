"""What the gallery is asked to show, as its address says it."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from cardwright.ids import is_id

Shown = Literal["all", "mine", "default", "trash"]
Sort = Literal["changed", "created", "name"]

PATH = "/templates"
SHOWN: tuple[Shown, ...] = ("all", "mine", "default", "trash")
SORTS: tuple[Sort, ...] = ("changed", "created", "name")
LONGEST_SEARCH = 255


class Asked(Struct, frozen=True):
    """Which card templates to show, in which order, and from where on."""

    search: str = ""
    shown: Shown = "all"
    type_code: str = ""
    sort: Sort = "changed"
    after: int | None = None
    """Where the page before ends: a time of change, or an id (see `listing.py`)."""
    before: int | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether there may be card templates that are not shown."""
        return bool(self.search or self.type_code or self.shown != "all")

    def url(self, **other: object) -> str:
        """Return the address of this, with other values for some fields; it begins anew."""
        asked = replace(self, after=None, before=None)
        return _url(replace(asked, **other))

    def at_once(self) -> str:
        """Return the address of just this page."""
        return _url(self)


def read_asked(query: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what it says in no known words is as if not said."""
    shown, sort = query.get("show", ""), query.get("sort", "")
    after, before = query.get("after", ""), query.get("before", "")
    return Asked(
        search=" ".join(query.get("q", "").split())[:LONGEST_SEARCH],
        shown=shown if shown in SHOWN else "all",
        type_code=query.get("type", ""),
        sort=sort if sort in SORTS else "changed",
        after=int(after) if is_id(after) else None,
        before=int(before) if is_id(before) else None,
    )


def _url(asked: Asked) -> str:
    plain = Asked()
    query = {
        name: value
        for name, value, usual in (
            ("q", asked.search, plain.search),
            ("show", asked.shown, plain.shown),
            ("type", asked.type_code, plain.type_code),
            ("sort", asked.sort, plain.sort),
            ("after", asked.after, None),
            ("before", asked.before, None),
        )
        if value != usual
    }
    return f"{PATH}?{urlencode(query)}" if query else PATH
