"""Uploading, listing and reading linked files, for the tests of them."""

import uuid
from typing import Any

import httpx

from tests.service import Account, path_of

ANY_BYTES = b"\x00\x01 any bytes"


def new_uuid() -> str:
    return str(uuid.uuid4())


def put(
    account: Account,
    card_template: dict[str, Any],
    file_uuid: str,
    content: bytes = ANY_BYTES,
    **params: str,
) -> httpx.Response:
    """Ask to upload a linked file, as a logo unless another role is given."""
    return account.admin.http.put(
        path_of(card_template, "files", file_uuid),
        params={"file_role": "logo"} | params,
        content=content,
    )


def link(account: Account, card_template: dict[str, Any], content: bytes = ANY_BYTES) -> Any:
    """Upload a linked file, which has to be accepted, and return it."""
    answer = put(account, card_template, new_uuid(), content)
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(account: Account, card_template: dict[str, Any]) -> list[dict[str, Any]]:
    answer = account.admin.http.get(path_of(card_template, "files"))
    assert answer.status_code == 200, answer.text
    shown: list[dict[str, Any]] = answer.json()
    return shown


def downloaded(account: Account, linked_file: dict[str, Any]) -> httpx.Response:
    """Read a file by its URL, without a bearer token."""
    return account.service.client().get(linked_file["url"])


def state(account: Account, card_template: dict[str, Any]) -> tuple[Any, str, set[str]]:
    """Return everything that a refused upload must leave as it was."""
    answer = account.admin.http.get(path_of(card_template))
    kept = account.service.stored_files(account.hashid)
    return answer.json(), answer.headers["ETag"], kept
