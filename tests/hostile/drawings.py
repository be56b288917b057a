"""What an answer to a request for a drawing may be, whatever it is drawn from."""

import io
from typing import Any

import httpx
import pikepdf
from PIL import Image

from tests.service import Person, path_of

REFUSING_FIELDS = {"template_objects", "data", "background_image_front"}


def drawings(
    person: Person,
    card_template: dict[str, Any],
    pictures: dict[str, bytes] | None = None,
) -> list[str]:
    """Ask for a card in every way; return a sentence for every answer that must not be."""
    surprises = []
    for path, request in (
        ("render", b'{"format": "png"}'),
        ("render", b'{"format": "pdf"}'),
        ("render", b'{"format": "svg"}'),
        ("preflight", b'{"data": {}}'),
    ):
        parts: dict[str, tuple[str | None, bytes]] = {"request": (None, request)}
        parts |= {name: (name, content) for name, content in (pictures or {}).items()}
        answer = person.http.post(path_of(card_template, path), files=parts)
        if wrong := what_is_wrong(answer):
            surprises.append(f"{path} {request.decode()}: {wrong}")
    answer = person.http.get(path_of(card_template, "preview", "front"))
    if wrong := what_is_wrong(answer):
        surprises.append(f"preview: {wrong}")
    return surprises


def what_is_wrong(answer: httpx.Response) -> str | None:
    """Say what is wrong with an answer: neither a good drawing nor a refusal that says why."""
    told = f"{answer.status_code} {answer.text[:300]!r}"
    if answer.status_code == 422:
        errors = answer.json()["errors"]
        return None if errors and set(errors) <= REFUSING_FIELDS else told
    if answer.status_code != 200:
        return told
    match answer.headers["content-type"]:
        case "image/png":
            with Image.open(io.BytesIO(answer.content)) as image:
                image.load()
        case "application/pdf":
            with pikepdf.open(io.BytesIO(answer.content)) as pdf:
                faults = [one for one in pdf.check_pdf_syntax() if not _is_of_pixels(one)]
                return "; ".join(faults) or None
        case "image/svg+xml":
            return None if answer.text.endswith("</svg>\n") else told
        case _:
            return None if isinstance(answer.json()["findings"], list) else told
    return None


def _is_of_pixels(fault: str) -> bool:
    """Say whether a JPEG has faults that decoders go on past, as those do that check uploads."""
    return "JPEG data is corrupt" in fault or "re-processed without filtering" in fault
