"""What is kept of the golden cards: pictures, and in `record.json` digests with their engines.

`make golden` keeps what is drawn now, after somebody has looked at what differs.
"""

import hashlib
from pathlib import Path

import click
import msgspec
import numpy as np
from msgspec import Struct
from PIL import Image

from tests.golden.cards import GoldenCard, golden_cards
from tests.golden.engines import engines, processor, system
from tests.rendering.cards import Pixels, pixels_of, render

FOLDER = Path(__file__).parent
IMAGES = FOLDER / "images"
RECORD = FOLDER / "record.json"

FORMATS: dict[str, dict[str, str]] = {
    "png": {},
    "k.png": {"plane": "k"},
    "pdf": {"format": "pdf"},
    "svg": {"format": "svg"},
}
VISIBLE = 24
"""Levels (of 255) that engines may round differently, at most."""
MOST_DOTS = 20
"""So many dots may differ by more."""


class Record(Struct, frozen=True, kw_only=True):
    """The digests of all files, and what they were drawn with."""

    system: str
    processor: str
    engines: dict[str, str]
    digests: dict[str, dict[str, str]]
    """SHA-256 by card and format."""


class Difference(Struct, frozen=True):
    """How far two pictures of a card are apart."""

    dots: int
    """How many dots differ visibly."""
    most: int
    mean: float

    @property
    def is_visible(self) -> bool:
        """Whether it is more than engines may round differently."""
        return self.dots > MOST_DOTS

    def __str__(self) -> str:
        return (
            f"{self.dots} dots differ visibly, by at most {self.most}, {self.mean:.3f} on average"
        )


def kept() -> Record:
    """Return what was recorded."""
    return msgspec.json.decode(RECORD.read_bytes(), type=Record)


def digests_of(card: GoldenCard) -> dict[str, str]:
    """Draw a card at 300 dpi in every format, and return the SHA-256 of each file."""
    return {
        name: hashlib.sha256(
            render(card.template, card.data, **card.job, **request).content
        ).hexdigest()
        for name, request in FORMATS.items()
    }


def image_of(name: str) -> Pixels:
    """Return the picture that is kept of a card."""
    return pixels_of((IMAGES / f"{name}.png").read_bytes())


def difference(one: Pixels, other: Pixels) -> Difference:
    """Compare two pictures; one of another size is all different."""
    if one.shape != other.shape:
        return Difference(one[..., 0].size, 255, 255.0)
    levels = np.abs(one.astype(int) - other).max(axis=2)
    return Difference(int((levels > VISIBLE).sum()), int(levels.max()), float(levels.mean()))


def changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """Say which engines have changed, from what to what."""
    names = sorted(before.keys() | now.keys())
    return [
        f"{name} {before.get(name, 'none')} -> {now.get(name, 'none')}"
        for name in names
        if before.get(name) != now.get(name)
    ]


def renew() -> None:
    """Keep what is drawn now, and print what differs from what was kept."""
    cards = golden_cards()
    before = kept() if RECORD.exists() else None
    IMAGES.mkdir(exist_ok=True)
    for path in IMAGES.glob("*.png"):
        if path.stem not in cards:
            path.unlink()
    for name, card in cards.items():
        drawn, path = card.drawn(), IMAGES / f"{name}.png"
        told = difference(image_of(name), drawn) if path.exists() else "new"
        if not isinstance(told, Difference) or told.mean:
            Image.fromarray(drawn).save(path, optimize=True)
            click.echo(f"{name}: {told}")
    now = Record(
        system=system(),
        processor=processor(),
        engines=engines(),
        digests={name: digests_of(card) for name, card in cards.items()},
    )
    RECORD.write_bytes(msgspec.json.format(msgspec.json.encode(now)) + b"\n")
    for change in changes(before.engines, now.engines) if before else []:
        click.echo(change)


if __name__ == "__main__":
    renew()
