"""Bundles for tests: made by hand, and card templates that use all that a bundle can hold."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import httpx

from tests.proofs.templates import ADA, NAME, link, preview, render
from tests.rendering.cards import at, picture
from tests.service import Person, path_of

UUID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"

TEMPLATE = {
    "uuid": UUID,
    "name": "Hostile",
    "template_type_code": "ISO_CARD",
    "card_type": "standard",
    "double_sided": False,
    "orientation_front": "L",
    "orientation_back": "L",
    "editable_by": "account_admins",
    "template_objects": [],
}
TYPE = {
    "code": "ISO_CARD",
    "name": "Card",
    "page_size": "ISO_CARD",
    "width_mm": 85.6,
    "height_mm": 54.0,
    "orientation_default": "L",
    "non_printable_zones": [],
}

Manifest = dict[str, Any]
Parts = dict[str, bytes]


def texts(template: Mapping[str, Any] = TEMPLATE, card_type: Mapping[str, Any] = TYPE) -> Parts:
    """Return the two parts that every bundle has."""
    return {
        "card_template.json": json.dumps(template).encode(),
        "card_template_type.json": json.dumps(card_type).encode(),
    }


def manifest_of(parts: Parts, **more: dict[str, Any]) -> Manifest:
    """Return the manifest that tells of these parts; `more` says what their names do not."""
    return {
        "format": "cardwright-card-template",
        "version": 1,
        "parts": [
            {
                "path": path,
                "byte_size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                **more.get(path.partition(".")[0].replace("/", "_"), {}),
            }
            for path, content in parts.items()
        ],
    }


def packed(parts: Parts, manifest: Manifest | bytes | None = None, **more: Any) -> bytes:
    """Return a zip file of the parts and their manifest."""
    told = manifest_of(parts, **more) if manifest is None else manifest
    text = told if isinstance(told, bytes) else json.dumps(told).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {"manifest.json": text, **parts}.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def a_rich_card(person: Person, **fields: Any) -> dict[str, Any]:
    """Create a card template that uses all that a bundle can hold."""
    created = person.create_template(double_sided=True, card_type="glossy", **fields)
    for side, color in (("front", (240, 250, 255)), ("back", (255, 250, 240))):
        path = path_of(created, "background_image", side)
        content = picture(900, 600, color=color, format="JPEG")
        person.http.put(path, content=content).raise_for_status()
    logo = link(person, created, picture(200, 200, color=(200, 0, 50, 128)))
    link(person, created, b"some notes that nobody draws")
    image = at("image", 60, 5, 20, 20, source={"file": logo.lower()})
    objects = [NAME, image, {"type": "of others", "file": logo, "x": 1.50}]
    return dict(person.update(created, template_objects=objects).raise_for_status().json())


def drawings(person: Person, card_template: dict[str, Any]) -> list[bytes]:
    """Return a card in every format, and its previews."""
    answers: list[httpx.Response] = [
        *(render(person, card_template, data=ADA, side=s) for s in ("front", "back")),
        render(person, card_template, data=ADA, side="both", format="pdf"),
        render(person, card_template, data=ADA, format="svg"),
        preview(person, card_template),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    return [answer.content for answer in answers]
