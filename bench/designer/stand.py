"""The stand: the service with one card of forty texts, and somebody who may design it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.connection import BenchError
from bench.content import TYPE_CODE
from bench.one_account import fill_with_one_account
from bench.servers import Server
from bench.stand import service

PASSWORD = "seven green bicycles"  # noqa: S105 - of an account that exists for a minute
OBJECTS = 40
_COLUMNS = 5


@dataclass(frozen=True)
class Stand:
    """The running service, and its only card template."""

    server: Server
    card_template_id: int

    @property
    def address(self) -> str:
        """Where the service is, without a slash at the end."""
        return _address(self.server)

    @property
    def path(self) -> str:
        """The path of the designer with the card template."""
        return f"/designer/{self.card_template_id}"


def a_text(words: str, place: int = 0) -> dict[str, Any]:
    """Return a text in one of the forty places of the card; all lengths are millimetres."""
    return {
        "v": 1,
        "id": f"t{place}",
        "name": f"Text {place}",
        "type": "text",
        "text": words,
        "x_mm": 2 + place % _COLUMNS * 16,
        "y_mm": 2 + place // _COLUMNS * 6,
        "width_mm": 15,
        "height_mm": 5,
        "size_pt": 7,
    }


@contextmanager
def standing(folder: Path) -> Iterator[Stand]:
    """Give the stand with its service running, which is ended after the block."""
    token = fill_with_one_account(folder, PASSWORD)
    with service(folder) as server:
        yield Stand(server, _make_template(server, token))


def _make_template(server: Server, token: str) -> int:
    """Make the card, and return its id."""
    new = {
        "uuid": str(uuid.uuid4()),
        "name": "The card of the bench",
        "template_type_code": TYPE_CODE,
        "template_objects": [
            a_text("{{first_name}} {{last_name}}", place) for place in range(OBJECTS)
        ],
    }
    answer = httpx.post(
        f"{_address(server)}/api/3/card_templates",
        json={"card_template": new},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    if answer.status_code != httpx.codes.CREATED:
        raise BenchError(f"no card template was made: {answer.status_code} {answer.text[:200]}")
    made: int = answer.json()["id"]
    return made


def _address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"
