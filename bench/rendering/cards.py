"""The card that everything in this part of the bench draws, and the people it is drawn for.

A full-size photograph as background, a portrait, a logo with transparency, a frame and a line, four
texts (a name that shrinks, a department, Arabic, Japanese), a QR code and a Code 128. All lengths
are millimetres from the top left corner.
"""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from cardwright.layout.card import Card
from cardwright.layout.values import read_values
from cardwright.rendering.resources import Resource
from cardwright.rendering.template import Record, Template

WIDTH_MM, HEIGHT_MM = 85.6, 53.98
BACKGROUND_PX, PHOTO_PX, LOGO_PX = (1011, 638), (300, 400), (240, 120)

Box = tuple[float, float, float, float]
"""Left, top, width, height."""

PHOTO: Box = (4.0, 12.0, 22.0, 29.3)
LOGO: Box = (64.0, 3.5, 18.0, 9.0)
NAME: Box = (29.0, 13.0, 53.0, 7.0)
DEPARTMENT: Box = (29.0, 21.0, 32.0, 5.0)
ARABIC: Box = (29.0, 27.0, 32.0, 5.5)
JAPANESE: Box = (29.0, 33.5, 32.0, 5.5)
QR_CODE: Box = (64.0, 22.0, 18.0, 18.0)
CODE_128: Box = (29.0, 43.0, 53.0, 8.0)
LINE: Box = (29.0, 40.7, 32.0, 0.0)
NAME_PT, LEAST_NAME_PT, TEXT_PT = 15.0, 8.0, 10.0
RADIUS_MM, FRAME_MM = 2.0, 0.4
DARK, PALE = "#10243d", "#c8d2de"

_LOGO_UUID = "6f1d1d7c-4f4e-4d0c-9d0c-2f7a3f0a5b11"
_GRAIN = 2.0
"""The strength of the noise in the photographs, by which a PNG of the card takes some 570 KB."""
_FIRST = ("Adelheid", "Bartholomew", "Constance", "Dimitri", "Eleonora", "Ferdinand", "Guinevere")
_LAST = ("Vandenberghe", "Okonkwo", "Lindqvist", "Papadopoulos", "Zieliński", "Featherstone")
_DEPARTMENTS = ("Engineering", "Facilities", "Human Resources", "Research", "Finance")
_ARABIC_FIRST = ("محمد", "فاطمة", "عبد الله", "خديجة", "يوسف", "مريم")
_ARABIC_LAST = ("الحسن", "القاسمي", "المنصوري", "الشريف", "العلي")
_JAPANESE_LAST = ("佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "山本", "中村", "小林")
_JAPANESE_FIRST = ("太郎", "花子", "健一", "美咲", "翔太", "陽子", "直樹", "恵")

_people = count(1)


@dataclass(frozen=True)
class Person:
    """What differs between two cards; no two people are alike."""

    name: str
    department: str
    arabic: str
    japanese: str
    number: str
    """Nine digits, for the Code 128."""
    url: str
    """44 characters, for the QR code."""
    photo: bytes
    """A JPEG."""

    def record(self) -> Record:
        """Return the person as the service draws it."""
        texts = {name: value for name, value in vars(self).items() if name != "photo"}
        picture = Resource(key=f"photo:{self.number}", data=self.photo)
        return Record(values=read_values(texts), pictures={"photo": picture})


def people(number: int) -> list[Person]:
    """Return so many people that nobody has asked for before, so that no cache knows them.

    Only their Arabic and Japanese texts, and some departments, come again.
    """
    return [_person(next(_people)) for _ in range(number)]


def template() -> Template:
    """Return the card as the service draws it."""
    return Template(
        template_objects=json.dumps(list(objects()), ensure_ascii=False),
        card=Card(
            width_mm=WIDTH_MM, height_mm=HEIGHT_MM, orientation_front="L", orientation_back="L"
        ),
        backgrounds={"front": Resource(key="background", data=background())},
        files={_LOGO_UUID: Resource(key="logo", data=logo())},
    )


def objects(logo_uuid: str = _LOGO_UUID) -> Iterator[dict[str, Any]]:
    """Yield the objects of the card as the layout profile has them."""
    yield _placed("image", LOGO, source={"file": logo_uuid}, fit="stretch")
    photo = {"source": {"field": "photo"}, "fit": "stretch", "radius_mm": RADIUS_MM}
    yield _placed("image", PHOTO, **photo)
    yield _placed("rect", PHOTO, stroke=PALE, stroke_mm=FRAME_MM, radius_mm=RADIUS_MM)
    yield _placed("line", LINE, stroke=DARK, stroke_mm=FRAME_MM)
    name = {"weight": 700, "size_pt": NAME_PT, "min_size_pt": LEAST_NAME_PT, "valign": "middle"}
    yield _placed("text", NAME, text="{{name}}", color=DARK, **name)
    for field, box in (("department", DEPARTMENT), ("arabic", ARABIC), ("japanese", JAPANESE)):
        text = {"text": f"{{{{{field}}}}}", "size_pt": TEXT_PT, "valign": "middle"}
        yield _placed("text", box, align="left", color=DARK, **text)
    yield _placed("barcode", QR_CODE, symbology="qr", value="{{url}}", background="#ffffff")
    code_128 = {"symbology": "code128", "value": "{{number}}", "background": "#ffffff"}
    yield _placed("barcode", CODE_128, **code_128)


@cache
def background() -> bytes:
    """Return the photograph that covers the card."""
    return _photograph(random.Random(5), BACKGROUND_PX)  # noqa: S311 - pixels, not secrets


@cache
def logo() -> bytes:
    """Return a PNG with transparent corners."""
    image = Image.new("RGBA", LOGO_PX)
    ImageDraw.Draw(image).ellipse((2, 2, LOGO_PX[0] - 3, LOGO_PX[1] - 3), (16, 90, 140, 200))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _person(number: int) -> Person:
    chance = random.Random(number)  # noqa: S311 - content, not secrets
    initial = chr(ord("A") + number % 26)
    return Person(
        name=f"{chance.choice(_FIRST)} {initial}. {chance.choice(_LAST)}-{number}",
        department=f"{chance.choice(_DEPARTMENTS)} {number % 97}",
        arabic=f"{chance.choice(_ARABIC_FIRST)} {chance.choice(_ARABIC_LAST)}",
        japanese=f"{chance.choice(_JAPANESE_LAST)} {chance.choice(_JAPANESE_FIRST)}",
        number=f"{700_000_000 + number}",
        url=f"https://cards.example.com/verify/{number:012d}",
        photo=_photograph(chance, PHOTO_PX),
    )


def _photograph(chance: random.Random, size: tuple[int, int]) -> bytes:
    """Smooth areas with a grain over them, as in a photograph."""
    coarse = Image.frombytes("RGB", (9, 6), chance.randbytes(9 * 6 * 3))
    smooth = 120 + 0.45 * np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), np.float32)
    grain = np.random.default_rng(chance.getrandbits(32)).normal(0.0, _GRAIN, smooth.shape[:2])
    pixels = np.clip(smooth + grain[..., None], 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _placed(kind: str, box: Box, **keys: Any) -> dict[str, Any]:
    left, top, width, height = box
    place = {"x_mm": left, "y_mm": top, "width_mm": width, "height_mm": height}
    return {"v": 1, "type": kind, **place, **keys}
