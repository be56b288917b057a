"""Cards for the tests of drawing: templates made of a few objects, and what they look like."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.values import read_values
from cardwright.rendering.compile import CompiledTemplates
from cardwright.rendering.jobs import Drawing, Findings, PreflightJob, PreviewJob, RenderJob
from cardwright.rendering.resources import Resource
from cardwright.rendering.running import run
from cardwright.rendering.template import Template
from tests.layout.objects import array, template_object

WIDTH_MM, HEIGHT_MM = 85.6, 54.0
DOTS_PER_MM = 300 / 25.4

Pixels = NDArray[np.uint8]

_templates = CompiledTemplates()


def at(kind: str, x: float, y: float, width: float, height: float, **keys: Any) -> dict[str, Any]:
    """Return an object with its box."""
    box = {"x_mm": x, "y_mm": y, "width_mm": width, "height_mm": height}
    return template_object(kind, **box, **keys)


def card_template(
    *objects: Any,
    backgrounds: Mapping[str, bytes] | None = None,
    files: Mapping[str, bytes] | None = None,
    **card: Any,
) -> Template:
    """Return a template of an ISO card, landscape on both sides unless told otherwise."""
    geometry: dict[str, Any] = {
        "width_mm": WIDTH_MM,
        "height_mm": HEIGHT_MM,
        "orientation_front": "L",
        "orientation_back": "L",
    }
    return Template(
        template_objects=array(*objects),
        card=Card(**(geometry | card)),
        backgrounds={side: resource(data) for side, data in (backgrounds or {}).items()},  # type: ignore[misc]  # tests say front and back
        files={uuid: resource(data) for uuid, data in (files or {}).items()},
    )


def resource(data: bytes) -> Resource:
    """Return bytes as something to draw with."""
    return Resource(key=f"test:{hash(data)}:{len(data)}", data=data)


def render(template: Template, data: Mapping[str, Any] | None = None, **job: Any) -> Drawing:
    """Draw a card in this process."""
    outcome = run(RenderJob(template=template, values=read_values(data or {}), **job), _templates)
    assert isinstance(outcome, Drawing)
    return outcome


def preview(template: Template, width_px: int) -> Pixels:
    """Draw the front with samples."""
    outcome = run(PreviewJob(template=template, side="front", width_px=width_px), _templates)
    assert isinstance(outcome, Drawing)
    return pixels_of(outcome.content)


def draw(template: Template, data: Mapping[str, Any] | None = None, **job: Any) -> Pixels:
    """Draw a card as PNG, and return its pixels (height, width, RGB)."""
    return pixels_of(render(template, data, **job).content)


def pixels_of(png: bytes) -> Pixels:
    """Decode a picture as RGB."""
    with Image.open(io.BytesIO(png)) as image:
        return np.array(image.convert("RGB"))


def preflight(
    template: Template, data: Mapping[str, Any] | None = None, **job: Any
) -> list[Finding]:
    """Return what preflight finds; with samples where there are no data."""
    values = None if data is None else read_values(data)
    outcome = run(PreflightJob(template=template, values=values, **job), _templates)
    assert isinstance(outcome, Findings)
    return outcome.findings


def picture(
    width: int = 400,
    height: int = 400,
    color: Any = (200, 30, 30),
    format: str = "PNG",
    **save: Any,
) -> bytes:
    """Return a plain picture as a file."""
    buffer = io.BytesIO()
    mode = "RGBA" if len(color) == 4 else "RGB"
    Image.new(mode, (width, height), color).save(buffer, format, **save)
    return buffer.getvalue()


def quarters(width: int, height: int, format: str = "PNG", **save: Any) -> bytes:
    """Return a picture that is red, green, blue, yellow: top left, top right, then below."""
    image = Image.new("RGB", (width, height), (255, 0, 0))
    image.paste((0, 255, 0), (width // 2, 0, width, height // 2))
    image.paste((0, 0, 255), (0, height // 2, width // 2, height))
    image.paste((255, 255, 0), (width // 2, height // 2, width, height))
    buffer = io.BytesIO()
    image.save(buffer, format, **save)
    return buffer.getvalue()


def color_at(pixels: Pixels, x_mm: float, y_mm: float, dpi: float = 300) -> str:
    """Return the colour at a place, as `#rrggbb`."""
    red, green, blue = pixels[int(y_mm * dpi / 25.4), int(x_mm * dpi / 25.4)]
    return f"#{red:02x}{green:02x}{blue:02x}"


def ink_box(pixels: Pixels) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in pixels of all that is not white."""
    rows, columns = np.nonzero((pixels < 250).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
