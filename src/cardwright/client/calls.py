"""The calls of the API, as methods."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Literal
from urllib.parse import quote

import httpx

from cardwright.client.answers import (
    Account,
    CardTemplate,
    CardTemplateType,
    LinkedFile,
    Page,
    read_all,
    read_one,
)
from cardwright.client.connection import Answered, Connection
from cardwright.client.downloads import Downloaded, Downloads
from cardwright.client.retrying import ATTEMPTS
from cardwright.client.tokens import FixedToken, TokenSource

TIMEOUT_SECONDS = 30.0
PER_PAGE = 50

Side = Literal["front", "back"]


class Client:
    """A server that speaks the API, as one token sees it. Safe to use from one thread at a time.

    `url` is the address of the server, without `/api/3`. `timeout` is how many seconds the server
    may be silent; `attempts` how often a call is made at most (see `retrying.py`). Every method
    raises `ClientError`.
    """

    def __init__(
        self,
        url: str,
        token: str | TokenSource,
        *,
        timeout: float = TIMEOUT_SECONDS,
        attempts: int = ATTEMPTS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        tokens = FixedToken(token) if isinstance(token, str) else token
        self._connection = Connection(
            url, tokens, timeout=timeout, attempts=attempts, transport=transport
        )
        self._downloads = Downloads(self._connection, transport)

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._connection.close()
        self._downloads.close()

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return str(self._connection.url).rstrip("/")

    def account(self) -> Account:
        """Return the account and the user of the token."""
        return read_one(Account, self._connection.call("GET", "/api/3/account").body)

    # Card templates

    def card_templates(
        self,
        *,
        updated_since: str | None = None,
        include_deleted: bool = False,
        per_page: int = PER_PAGE,
    ) -> Iterator[CardTemplate]:
        """Give all card templates of the account, page by page.

        `updated_since` is an ISO 8601 time: only what changed after it, newest first. While others
        write, a template may come twice, and then the later one counts.
        """
        for page in self.card_template_pages(
            updated_since=updated_since, include_deleted=include_deleted, per_page=per_page
        ):
            yield from page.items

    def card_template_pages(
        self,
        *,
        updated_since: str | None = None,
        include_deleted: bool = False,
        per_page: int = PER_PAGE,
    ) -> Iterator[Page[CardTemplate]]:
        """Give the pages of `card_templates`, each with the number of all.

        Pages are followed by their Link headers; a server without these is asked for page 2, 3 and
        so on, until one is empty.
        """
        params: dict[str, str | int] = {"per_page": per_page}
        if updated_since is not None:
            params["updated_since"] = updated_since
        if include_deleted:
            params["include_deleted"] = "true"
        number, has_links = 1, False
        answer = self._connection.call("GET", _TEMPLATES, params=params)
        while True:
            page = _page(answer)
            yield page
            has_links = has_links or answer.next_url is not None
            if answer.next_url is not None:
                answer = self._connection.follow(answer.next_url)
            elif has_links or not page.items or len(page.items) >= (page.total or float("inf")):
                return
            else:
                number += 1
                answer = self._connection.call("GET", _TEMPLATES, params={**params, "page": number})

    def card_template(self, card_template_id: int) -> CardTemplate:
        """Return a card template, soft-deleted or not."""
        return _template(self._connection.call("GET", _path(card_template_id)))

    def create_card_template(self, fields: Mapping[str, object]) -> CardTemplate:
        """Add a card template with these members: at least `uuid`, `name`, `template_type_code`."""
        body = {"card_template": fields}
        return _template(self._connection.call("POST", _TEMPLATES, body=body))

    def update_card_template(
        self, card_template_id: int, fields: Mapping[str, object]
    ) -> CardTemplate:
        """Change these members of a card template; what is left out stays.

        `{"deleted_at": <time>}` soft-deletes it, `{"deleted_at": None}` restores it.
        """
        body = {"card_template": fields}
        return _template(self._connection.call("PUT", _path(card_template_id), body=body))

    def delete_card_template(self, card_template_id: int) -> None:
        """Delete a card template for good, with its files."""
        self._connection.call("DELETE", _path(card_template_id))

    # Files

    def upload_background_image(
        self, card_template_id: int, side: Side, content: bytes | Path
    ) -> CardTemplate:
        """Set the picture behind a side, and return the card template."""
        path = _path(card_template_id, "background_image", side)
        return _template(self._connection.call("PUT", path, content=content))

    def delete_background_image(self, card_template_id: int, side: Side) -> None:
        """Remove the picture behind a side."""
        self._connection.call("DELETE", _path(card_template_id, "background_image", side))

    def linked_files(self, card_template_id: int) -> list[LinkedFile]:
        """Return the linked files of a card template."""
        return read_all(
            LinkedFile, self._connection.call("GET", _path(card_template_id, "files")).body
        )

    def upload_linked_file(
        self, card_template_id: int, file_uuid: str, file_role: str, content: bytes | Path
    ) -> LinkedFile:
        """Add or replace a linked file."""
        path, params = _path(card_template_id, "files", file_uuid), {"file_role": file_role}
        answer = self._connection.call("PUT", path, params=params, content=content)
        return read_one(LinkedFile, answer.body)

    def delete_linked_file(self, card_template_id: int, file_uuid: str) -> None:
        """Remove a linked file."""
        self._connection.call("DELETE", _path(card_template_id, "files", file_uuid))

    def download(
        self,
        url: str,
        to: Path | IO[bytes],
        *,
        etag: str | None = None,
        largest: int | None = None,
    ) -> Downloaded | None:
        """Download the file at a URL that an answer named, and return what came.

        `to` is a path, where the file appears when it is whole, or a file to write to, which must
        be seekable: what came before the connection broke is overwritten. With an `etag` of an
        earlier download, returns None where the file is still the same. What has more than
        `largest` bytes is an UnusableAnswer. The length that the server tells is compared, and its
        SHA-256 where it tells that (`Repr-Digest`, RFC 9530).
        """
        return self._downloads.fetch(url, to, etag=etag, largest=largest)

    # Types

    def card_template_types(self, *, updated_since: str | None = None) -> list[CardTemplateType]:
        """Return the card template types that the account sees."""
        params = {} if updated_since is None else {"updated_since": updated_since}
        return read_all(CardTemplateType, self._connection.call("GET", _TYPES, params=params).body)

    def card_template_type(self, code: str) -> CardTemplateType:
        """Return the card template type of that code."""
        return read_one(CardTemplateType, self._connection.call("GET", _type_path(code)).body)

    def create_card_template_type(self, fields: Mapping[str, object]) -> CardTemplateType:
        """Add a type: at least `code`, `name`, `width_mm`, `height_mm`."""
        answer = self._connection.call("POST", _TYPES, body={"card_template_type": fields})
        return read_one(CardTemplateType, answer.body)

    def update_card_template_type(
        self, code: str, fields: Mapping[str, object]
    ) -> CardTemplateType:
        """Change these members of a type; its code stays."""
        answer = self._connection.call("PUT", _type_path(code), body={"card_template_type": fields})
        return read_one(CardTemplateType, answer.body)

    def delete_card_template_type(self, code: str) -> None:
        """Delete a type that no card template refers to."""
        self._connection.call("DELETE", _type_path(code))


_TEMPLATES = "/api/3/card_templates"
_TYPES = "/api/3/card_template_types"


def _path(card_template_id: int, *parts: str) -> str:
    return "/".join((_TEMPLATES, str(card_template_id), *(quote(part, safe="") for part in parts)))


def _type_path(code: str) -> str:
    return f"{_TYPES}/{quote(code, safe='')}"


def _template(answer: Answered) -> CardTemplate:
    return read_one(CardTemplate, answer.body)


def _page(answer: Answered) -> Page[CardTemplate]:
    return Page(read_all(CardTemplate, answer.body), answer.total)
