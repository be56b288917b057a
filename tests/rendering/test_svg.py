"""SVG: whole sides and single objects, in millimetres, in the same outlines as the PNG."""

import base64
import io
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import skia

from cardwright.rendering.jobs import Fragments, FragmentsJob
from cardwright.rendering.running import run
from cardwright.rendering.template import Template
from tests.rendering.cards import (
    Pixels,
    _templates,
    at,
    card_template,
    color_at,
    draw,
    picture,
    pixels_of,
    quarters,
    render,
)
from tests.rendering.test_pdf import full

SVG = "{http://www.w3.org/2000/svg}"


def rasterised(svg: bytes) -> Pixels:
    """Draw an SVG at 300 dpi with Skia's own reader."""
    dom = skia.SVGDOM.MakeFromStream(skia.MemoryStream(svg))
    pixels = np.full((638, 1011, 4), 255, np.uint8)
    info = skia.ImageInfo.Make(
        1011, 638, skia.ColorType.kBGRA_8888_ColorType, skia.AlphaType.kOpaque_AlphaType
    )
    canvas = skia.Canvas.MakeRasterDirect(info, pixels, pixels.strides[0])
    dom.setContainerSize(skia.Size(85.6, 54))
    canvas.scale(300 / 90, 300 / 90)  # For Skia an inch has 90 pixels, for CSS 96.
    dom.render(canvas)
    return pixels[..., 2::-1]


def fragments(template: Template) -> dict[str, str]:
    outcome = run(FragmentsJob(template=template, side="front"), _templates)
    assert isinstance(outcome, Fragments)
    return {one.object: one.svg for one in outcome.fragments}


@pytest.mark.parametrize(
    ("bleed_mm", "size", "view_box"),
    [
        (0, ("85.6mm", "54mm"), "0 0 85.6 54"),
        (2.5, ("90.6mm", "59mm"), "-2.5 -2.5 90.6 59"),
    ],
)
def test_an_svg_has_the_size_of_the_card(
    bleed_mm: float, size: tuple[str, str], view_box: str
) -> None:
    root = ET.fromstring(render(full(), format="svg", bleed_mm=bleed_mm).content)  # noqa: S314

    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height")) == size
    assert root.get("viewBox") == view_box


def test_text_is_drawn_as_outlines() -> None:
    svg = render(full(), {"name": "Ada"}, format="svg").content

    assert b"<text" not in svg
    assert b"font" not in svg


def test_a_picture_is_as_translucent_as_the_template_says() -> None:
    template = card_template(
        at("image", 10, 10, 20, 20, source={"file": "a"}, opacity=0.25), files={"a": picture()}
    )

    root = ET.fromstring(render(template, format="svg").content)  # noqa: S314

    (use,) = root.iter(f"{SVG}use")
    assert float(use.get("opacity", 1)) == pytest.approx(0.25, abs=0.01)
    assert use.get("fill-opacity") is None


def test_each_object_by_itself_in_painting_order() -> None:
    drawn = fragments(full())

    assert list(drawn) == [f"#{index}" for index in range(9)]
    ids: list[str] = []
    for svg in drawn.values():
        wrapped = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="x">{svg}</svg>'
        root = ET.fromstring(wrapped)  # noqa: S314
        assert [child.tag for child in root] == [f"{SVG}g"]
        ids += [one.get("id", "") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'(?:url\(#|href="#)([^)"]+)', "".join(drawn.values())):
        assert reference in ids


def test_the_objects_together_are_the_side() -> None:
    template = card_template(*(one for one in full_shapes()))
    whole = render(template, format="svg").content.decode()

    parts = "".join(fragments(template).values())

    composed = re.sub(r"(<rect[^>]*/>).*</svg>", rf"\g<1>{parts}</svg>", whole, flags=re.DOTALL)
    assert np.abs(rasterised(composed.encode()).astype(int) - draw(template)).mean() < 0.3


def full_shapes() -> list[dict[str, object]]:
    return [
        at("rect", 10, 10, 20, 10, fill="#0b4750", stroke="#ff0000", radius_mm=2),
        at("ellipse", 40, 10, 20, 10, fill="#f2a33a", opacity=0.5),
        at("line", 10, 30, 40, 10, stroke="#993399", stroke_mm=1),
        at("text", 10, 40, 60, 10, text="Outlines", size_pt=20),
        at("barcode", 60, 25, 20, 20, value="4711"),
    ]


def test_the_svg_looks_like_the_png() -> None:
    template = card_template(*full_shapes())

    difference = np.abs(
        rasterised(render(template, format="svg").content).astype(int) - draw(template)
    )

    assert difference.mean() < 0.3
    assert io.BytesIO(render(template, format="svg").content).read(5) == b"<?xml"


def files_in(template: Template) -> list[bytes]:
    """Return the pictures that an SVG holds, in its order."""
    svg = render(template, format="svg").content.decode()
    return [base64.b64decode(one) for one in re.findall(r'data:image/\w+;base64,([^"]*)', svg)]


def test_a_photo_stays_the_jpeg_that_it_is() -> None:
    photo, logo = quarters(300, 400, "JPEG", quality=90), picture(50, 50, (9, 9, 9, 90))
    template = card_template(
        at("image", 5, 5, 20, 30, source={"file": "logo"}),
        at("image", 30, 5, 20, 30, source={"file": "photo"}, radius_mm=2),
        at("image", 55, 5, 20, 30, source={"file": "photo"}, fit="contain", opacity=0.5),
        files={"photo": photo, "logo": logo},
    )

    first, *others = files_in(template)

    assert first.startswith(b"\x89PNG")
    assert others == [photo, photo]
    assert render(template, format="svg").content.count(b"data:image/jpeg;base64,") == 2


@pytest.mark.parametrize("x_mm", [-200, 84, 300])
def test_pictures_beside_the_card_change_nothing_of_the_others(x_mm: float) -> None:
    files = {"red": picture(color=(200, 0, 0), format="JPEG"), "blue": picture(color=(0, 0, 200))}
    beside = at("image", x_mm, 5, 20, 20, source={"file": "red"})
    there = at("image", 30, 5, 20, 20, source={"file": "blue"})

    *_, last = files_in(card_template(beside, there, files=files))

    assert color_at(pixels_of(last), 1, 1) == "#0000c8"
