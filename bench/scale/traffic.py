"""The requests: eight connections, each with accounts of its own."""

import asyncio
import itertools
import json
import random
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

from sqlalchemy import bindparam, update

from bench.connection import Answer
from bench.content import PER_PAGE, TYPE_CODE, objects
from bench.http_requests import http_request
from bench.load import Traffic
from bench.scale.content import stamp
from bench.scale.stand import Node
from cardwright import times
from cardwright.accounts import clock
from cardwright.card_templates.models import CardTemplate
from cardwright.database import Database, PreparedChange, Rows

CONNECTIONS = 8
CHANGES = 5
"""A poll asks for what has changed since the oldest of so many changes."""
_TEMPLATES = "/api/3/card_templates"
_LIST = f"{_TEMPLATES}?page=1&per_page={PER_PAGE}"

_numbers = itertools.count(1)
_chance = random.Random(13)  # noqa: S311 - content, not secrets


def lists(node: Node) -> Traffic:
    """The first 50 templates of eight accounts, which nobody changes."""
    asked = [_get(node, number, _LIST) for number in range(CONNECTIONS)]
    return Traffic(lambda number: asked[number], 200, _is_page)


def lists_of_all(node: Node) -> Traffic:
    """The first 50 templates of one account after the other, of all there are."""
    turns = [_in_turn(node, number) for number in range(CONNECTIONS)]
    return Traffic(lambda number: _get(node, next(turns[number]), _LIST), 200, _is_page)


def lists_changed(node: Node, changes: "Changes") -> Traffic:
    """The same of eight accounts, with one template changed before each request."""
    asked = [_get(node, number, _LIST) for number in range(CONNECTIONS)]

    async def before(number: int) -> None:
        await changes.make(number)

    return Traffic(lambda number: asked[number], 200, _is_page, before)


def polls(node: Node) -> Traffic:
    """What has changed since the newest template, of one account after the other: nothing."""
    turns = [_in_turn(node, number) for number in range(CONNECTIONS)]

    def request(number: int) -> bytes:
        account = next(turns[number])
        return _poll(node, account, stamp(node.size.template_id(account, node.size.each - 1)))

    return Traffic(request, 200, lambda answer: answer.body == b"[]")


def polls_changed(node: Node, changes: "Changes") -> Traffic:
    """The same, with one template changed before each request; the last five are asked for."""
    turns = [_in_turn(node, number) for number in range(CONNECTIONS)]
    accounts = [0] * CONNECTIONS

    async def before(number: int) -> None:
        accounts[number] = next(turns[number])
        await changes.make(accounts[number])

    def request(number: int) -> bytes:
        return _poll(node, accounts[number], changes.oldest(accounts[number]))

    def is_right(answer: Answer) -> bool:
        return 0 < len(json.loads(answer.body)) < CHANGES

    return Traffic(request, 200, is_right, before)


def gets(node: Node) -> Traffic:
    """One template of one account after the other, any of all there are."""
    turns = [_in_turn(node, number) for number in range(CONNECTIONS)]

    def request(number: int) -> bytes:
        account = next(turns[number])
        template_id = node.size.template_id(account, _chance.randrange(node.size.each))
        return _get(node, account, f"{_TEMPLATES}/{template_id}")

    return Traffic(request, 200, lambda answer: b'"uuid"' in answer.body)


def creates(node: Node) -> Traffic:
    """New templates in one account after the other, each with about 800 bytes of objects."""
    turns = [_in_turn(node, number) for number in range(CONNECTIONS)]

    def request(number: int) -> bytes:
        body = {
            "uuid": str(uuid.uuid4()),
            "name": f"New card {next(_numbers)}",
            "template_type_code": TYPE_CODE,
            "template_objects": objects(_chance),
        }
        token = node.accounts[next(turns[number])].token
        return http_request(
            "POST", _TEMPLATES, token, body=json.dumps({"card_template": body}).encode()
        )

    return Traffic(request, 201, lambda answer: b'"uuid"' in answer.body)


class Changes:
    """Changes templates behind the service's back, as another node would."""

    def __init__(self, node: Node, database: Database) -> None:
        self._node, self._database = node, database
        self._hands = ThreadPoolExecutor(1)
        self._stamps = [
            deque((self._first(account, place) for place in range(CHANGES)), CHANGES)
            for account in range(node.size.accounts)
        ]

    async def make(self, account: int) -> None:
        """Change one template of an account."""
        await asyncio.get_running_loop().run_in_executor(self._hands, self._make, account)

    def oldest(self, account: int) -> int:
        """Return when the oldest of the last five changes was made."""
        return self._stamps[account][0]

    def _make(self, account: int) -> None:
        size = self._node.size
        template_id = size.template_id(account, _chance.randrange(size.each))
        with self._database.writing() as session:
            rows = Rows.of(session)
            at = clock.tick(rows, self._node.accounts[account].id)
            rows.change(_TOUCH, of_id=template_id, updated_at=at)
        self._stamps[account].append(at)

    def _first(self, account: int, place: int) -> int:
        return stamp(self._node.size.template_id(account, self._node.size.each - CHANGES + place))


_TOUCH = PreparedChange(
    update(CardTemplate).where(CardTemplate.id == bindparam("of_id")), sets=("updated_at",)
)


def _in_turn(node: Node, number: int) -> Iterator[int]:
    return itertools.cycle(range(number, node.size.accounts, CONNECTIONS))


def _get(node: Node, account: int, path: str) -> bytes:
    return http_request("GET", path, node.accounts[account].token)


def _poll(node: Node, account: int, since: int) -> bytes:
    at = quote(times.format_time(since))
    path = f"{_TEMPLATES}?updated_since={at}&include_deleted=true&per_page={PER_PAGE}"
    return _get(node, account, path)


def _is_page(answer: Answer) -> bool:
    rows = json.loads(answer.body)
    return len(rows) == PER_PAGE and all(len(row["linked_files"]) == 2 for row in rows)
