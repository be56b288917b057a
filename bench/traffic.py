"""The requests of each case, the same for every server that takes part in it."""

import asyncio
import itertools
import json
import random
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bench.connection import Answer, Connection
from bench.content import PER_PAGE, TEMPLATES_PER_ACCOUNT, TYPE_CODE, first_id, objects
from bench.http_requests import http_request
from bench.load import Traffic
from bench.pictures import photograph
from cardwright.accounts import clock
from cardwright.database import Database, Rows

MEGABYTE = 1_000_000
UPLOAD_CONNECTIONS = 4
_TEMPLATES = "/api/3/card_templates"
_LIST = f"{_TEMPLATES}?page=1&per_page={PER_PAGE}"
# Lists are asked of the first accounts, and writes go to the last, so that no case changes what
# another one reads.
_FIRST_WRITTEN_ACCOUNT = 12

# What has been made so far is told apart by these, over all rounds and servers.
_numbers = itertools.count(1)
_chance = random.Random(11)  # noqa: S311 - content, not secrets


@dataclass(frozen=True)
class Target:
    """How a server is spoken to."""

    tokens: tuple[str, ...]
    """One for each account, in their order."""
    is_wrapped: bool = False
    """Whether a body is `{"card_template": {...}}`."""


def list_page(target: Target) -> Traffic:
    """The first 50 templates of eight accounts, each asked by a connection of its own."""
    requests = [http_request("GET", _LIST, token) for token in target.tokens]
    return Traffic(lambda number: requests[number], 200, _is_page)


def list_changed(target: Target, database: Database, account_ids: list[int]) -> Traffic:
    """The same, with the clock of the account moved on before each request."""
    hands = ThreadPoolExecutor(1)

    def move(number: int) -> None:
        with database.writing() as session:
            clock.tick(Rows.of(session), account_ids[number])

    async def before(number: int) -> None:
        await asyncio.get_running_loop().run_in_executor(hands, move, number)

    traffic = list_page(target)
    return Traffic(traffic.request, 200, _is_page, before)


async def list_not_modified(target: Target, port: int) -> Traffic:
    """The same, by a client that has the answer already."""
    requests = []
    for token in target.tokens[:8]:
        connection = Connection(port)
        answer = await connection.ask(http_request("GET", _LIST, token))
        connection.close()
        etag = answer.headers.get("etag", "")
        requests.append(http_request("GET", _LIST, token, {"If-None-Match": etag}))
    return Traffic(lambda number: requests[number], 304, lambda answer: not answer.body)


def get_one(target: Target) -> Traffic:
    """One template after the other of eight accounts."""
    sent = [itertools.cycle(_gets(target, number)) for number in range(8)]
    return Traffic(lambda number: next(sent[number]), 200, lambda answer: b'"uuid"' in answer.body)


def create(target: Target, connections: int = 8) -> Traffic:
    """New templates, each with about 800 bytes of objects."""

    def request(number: int) -> bytes:
        body = {
            "uuid": str(uuid.uuid4()),
            "name": f"New card {next(_numbers)}",
            "template_type_code": TYPE_CODE,
            "template_objects": objects(_chance),
        }
        return http_request("POST", _TEMPLATES, _writer(target, number), body=_json(target, body))

    return Traffic(request, 201, lambda answer: b'"uuid"' in answer.body, connections=connections)


def update(target: Target) -> Traffic:
    """New names and objects for one template after the other."""
    turns = [itertools.count(number) for number in range(8)]

    def request(number: int) -> bytes:
        account = _written_account(number)
        card_template_id = first_id(account) + next(turns[number]) % TEMPLATES_PER_ACCOUNT
        body = {"name": f"Changed card {next(_numbers)}", "template_objects": objects(_chance)}
        path = f"{_TEMPLATES}/{card_template_id}"
        return http_request("PATCH", path, target.tokens[account], body=_json(target, body))

    return Traffic(request, 200, lambda answer: b'"Changed card ' in answer.body)


def put_file(target: Target) -> Traffic:
    """1 MB of bytes that are no known format, other ones each time, for one file of a template."""
    filling = _chance.randbytes(MEGABYTE - 16)
    file_uuids = [str(uuid.uuid4()) for _ in range(UPLOAD_CONNECTIONS)]

    def request(number: int) -> bytes:
        body = b"opaque::" + next(_numbers).to_bytes(8, "big") + filling
        card_template_id = first_id(_written_account(number)) + 1
        path = f"{_TEMPLATES}/{card_template_id}/files/{file_uuids[number]}?file_role=data"
        return http_request("PUT", path, _writer(target, number), _OPAQUE, body)

    return Traffic(
        request, 200, lambda answer: b'"data"' in answer.body, connections=UPLOAD_CONNECTIONS
    )


def put_file_barely() -> Traffic:
    """The same bytes for the bare handler beside the floor."""
    filling = _chance.randbytes(MEGABYTE - 16)

    def request(number: int) -> bytes:
        body = b"opaque::" + next(_numbers).to_bytes(8, "big") + filling
        return http_request("PUT", "/upload", "", _OPAQUE, body)

    return Traffic(
        request, 200, lambda answer: b'"ok"' in answer.body, connections=UPLOAD_CONNECTIONS
    )


def put_background(target: Target) -> Traffic:
    """A JPEG of about 1 MB for the front of a template."""

    def request(number: int) -> bytes:
        card_template_id = first_id(_written_account(number)) + 2
        path = f"{_TEMPLATES}/{card_template_id}/background_image/front"
        headers = {"Content-Type": "image/jpeg"}
        body = photograph(next(_numbers))
        return http_request("PUT", path, _writer(target, number), headers, body)

    def is_right(answer: Answer) -> bool:
        return json.loads(answer.body)["background_image_front_url"] is not None

    return Traffic(request, 200, is_right, connections=UPLOAD_CONNECTIONS)


def large_upload(target: Target, byte_size: int) -> bytes:
    """Return one request that uploads that many bytes of no known format."""
    body = b"opaque::" + _chance.randbytes(byte_size - 8)
    path = f"{_TEMPLATES}/{first_id(_FIRST_WRITTEN_ACCOUNT) + 3}/files/{uuid.uuid4()}"
    return http_request("PUT", f"{path}?file_role=data", _writer(target, 0), _OPAQUE, body)


def small_read(target: Target, *, is_list: bool) -> bytes:
    """Return the request for the first page of the first account, or for its first template."""
    return http_request("GET", _LIST if is_list else f"{_TEMPLATES}/1", target.tokens[0])


_OPAQUE = {"Content-Type": "application/octet-stream"}


def _is_page(answer: Answer) -> bool:
    content: Any = json.loads(answer.body)
    # Django REST Framework puts the rows in an envelope.
    rows = content["results"] if isinstance(content, dict) else content
    return len(rows) == PER_PAGE and all(
        len(row["linked_files"]) == 2 and row["template_objects"][0]["v"] == 1 for row in rows
    )


def _gets(target: Target, account: int) -> Iterator[bytes]:
    for place in range(TEMPLATES_PER_ACCOUNT):
        path = f"{_TEMPLATES}/{first_id(account) + place}"
        yield http_request("GET", path, target.tokens[account])


def _written_account(number: int) -> int:
    return _FIRST_WRITTEN_ACCOUNT + number % 8


def _writer(target: Target, number: int) -> str:
    return target.tokens[_written_account(number)]


def _json(target: Target, content: dict[str, Any]) -> bytes:
    return json.dumps({"card_template": content} if target.is_wrapped else content).encode()
