"""Card templates for the tests of proofs."""

import io
import uuid
from typing import Any

import httpx
import numpy as np
from PIL import Image

from tests.rendering.cards import Pixels, at
from tests.service import Person, path_of

NAME = at("text", 5, 5, 60, 8, id="name", text="{{first_name}} {{last_name|Nobody}}", size_pt=14)
PHOTO = at("image", 60, 20, 20, 25, id="photo", source={"field": "photo"})
CODE = at("barcode", 5, 25, 22, 22, id="code", symbology="qr", value="{{card_number}}")
DATE = at("text", 30, 40, 30, 6, id="date", text="{{today}}")
ADA = {"first_name": "Ada", "last_name": "Byron", "card_number": "0042"}


def a_staff_card(person: Person, **fields: Any) -> dict[str, Any]:
    """Create a card template with a name, a photo and a barcode."""
    return person.create_template(template_objects=[NAME, PHOTO, CODE], **fields)


def link(person: Person, card_template: dict[str, Any], content: bytes) -> str:
    """Upload a linked file, and return its uuid."""
    file_uuid = str(uuid.uuid4()).upper()
    path = path_of(card_template, "files", file_uuid)
    person.http.put(path, content=content, params={"file_role": "logo"}).raise_for_status()
    return file_uuid


def render(person: Person, card_template: dict[str, Any], **request: Any) -> httpx.Response:
    """Ask for a card."""
    return person.http.post(path_of(card_template, "render"), json=request)


def preview(
    person: Person, card_template: dict[str, Any], side: str = "front", **query: Any
) -> httpx.Response:
    """Ask for a preview."""
    return person.http.get(path_of(card_template, "preview", side), params=query)


def preflight(
    person: Person, card_template: dict[str, Any], **request: Any
) -> list[dict[str, Any]]:
    """Return what preflight finds."""
    answer = person.http.post(path_of(card_template, "preflight"), json=request)
    assert answer.status_code == 200, answer.text
    findings: list[dict[str, Any]] = answer.json()["findings"]
    return findings


def refused(answer: httpx.Response) -> dict[str, list[str]]:
    """Return the messages of a 422 by field."""
    assert answer.status_code == 422, answer.text
    errors: dict[str, list[str]] = answer.json()["errors"]
    return errors


def pixels(answer: httpx.Response) -> Pixels:
    """Decode the PNG of an answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        return np.array(image.convert("RGB"))
