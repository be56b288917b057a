"""Pages of a list: what is asked for, and the headers that tell where one is (contract 3.16).

`page=N` counts rows, so it repeats or skips some when others come and go meanwhile. The links of
the Link header (RFC 8288) do not: they name the row to go on from, with the extension parameters
`after` and `before`, each the sort key of a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

DEFAULT_PER_PAGE = 50
LARGEST_PER_PAGE = 200
LARGEST_PAGE = 2**31 - 1


@dataclass(frozen=True)
class PageRequest:
    """The part of a list that a client asks for."""

    page: int
    per_page: int
    after: int | None
    """The sort key of the row that the page follows."""
    before: int | None
    """The sort key of the row that the page precedes."""

    @property
    def offset(self) -> int:
        """How many rows of the list precede the page; 0 when a sort key says where it starts."""
        is_keyed = self.after is not None or self.before is not None
        return 0 if is_keyed else (self.page - 1) * self.per_page


@dataclass(frozen=True)
class Position:
    """Where a page lies in its list. Sort keys are None where there is no neighbour."""

    total: int
    last_key: int | None
    """The key of the page's last row, which the next page follows."""
    first_key: int | None
    """The key of the page's first row, which the previous page precedes."""


def page_headers(
    url: str, params: Sequence[tuple[str, str]], asked: PageRequest, position: Position
) -> dict[str, str]:
    """Return the headers of a page: those of the guide, those of the SDK, and Link.

    `url` is absolute and without a query; `params` are the parameters that were sent.
    """
    kept = [pair for pair in params if pair[0] not in ("after", "before", "page")]
    links = []
    for relation, name, key, page in (
        ("next", "after", position.last_key, min(asked.page + 1, LARGEST_PAGE)),
        ("prev", "before", position.first_key, max(asked.page - 1, 1)),
    ):
        if key is not None:
            query = urlencode([*kept, ("page", page), (name, key)])
            links.append(f'<{url}?{query}>; rel="{relation}"')
    if asked.offset >= position.total > 0:
        # Past the end there is no row to name, so the way back is the number of the last page.
        last_page = -(-position.total // asked.per_page)
        links.append(f'<{url}?{urlencode([*kept, ("page", last_page)])}>; rel="prev"')
    headers = {
        "X-Page": str(asked.page),
        "X-Per-Page": str(asked.per_page),
        "X-Total-Results": str(position.total),
        "Total": str(position.total),
        "Per-Page": str(asked.per_page),
    }
    return headers | ({"Link": ", ".join(links)} if links else {})
