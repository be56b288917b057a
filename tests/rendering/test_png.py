"""PNG: its exact size, what it says of itself, and that its pixels are those that were drawn."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cardwright.errors import Invalid
from cardwright.rendering.surfaces.png import encode_black, encode_rgb
from tests.rendering.cards import at, card_template, color_at, draw, picture, pixels_of, render


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, place = [], 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        name, data = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack_from(">I", png, place + 8 + length) == (zlib.crc32(name + data),)
        found.append((name, data))
        place += 12 + length
    return found


@pytest.mark.parametrize(
    ("dpi", "bleed_mm", "size"),
    [
        (300, 0, (1011, 638)),
        (600, 0, (2022, 1276)),
        (72, 0, (243, 153)),
        (1200, 0, (4044, 2551)),
        (300, 3, (1082, 709)),
    ],
)
def test_a_png_has_the_exact_size_and_says_its_resolution(
    dpi: float, bleed_mm: float, size: tuple[int, int]
) -> None:
    png = render(card_template(), dpi=dpi, bleed_mm=bleed_mm).content

    parts = dict(chunks(png))
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (*size, 8, 2, 0, 0, 0)
    assert struct.unpack(">IIB", parts[b"pHYs"]) == (round(dpi / 0.0254),) * 2 + (1,)
    with Image.open(io.BytesIO(png)) as image:
        assert image.mode == "RGB"
        assert image.size == size


def test_an_unpainted_card_is_white() -> None:
    assert (draw(card_template()) == 255).all()


def test_portrait_and_landscape_sides() -> None:
    template = card_template(orientation_back="P")

    assert draw(template).shape == (638, 1011, 3)
    assert draw(template, side="back").shape == (1011, 638, 3)


def test_a_background_reaches_every_edge_and_the_bleed() -> None:
    template = card_template(backgrounds={"front": picture(1011, 638, (10, 120, 90))})

    for bleed_mm, dpi in ((0, 300), (3, 300), (0, 137), (1.3, 600)):
        pixels = draw(template, bleed_mm=bleed_mm, dpi=dpi)
        assert (np.abs(pixels.astype(int) - (10, 120, 90)) <= 1).all()


def test_a_shape_that_reaches_the_edge_goes_on_into_the_bleed() -> None:
    template = card_template(at("rect", 0, 0, 85.6, 10, fill="#004488"))

    pixels = draw(template)
    assert (pixels[:118, :] == (0, 0x44, 0x88)).all()
    bled = draw(template, bleed_mm=2)
    assert (bled[0] == (0, 0x44, 0x88)).all()
    assert color_at(bled, 1, 11.5) == "#004488"
    assert color_at(bled, 1, 12.5) == "#ffffff"


def test_more_than_fifty_megapixels_are_refused() -> None:
    template = card_template(width_mm=600.0, height_mm=400.0)

    draw(template, dpi=72)
    with pytest.raises(Invalid) as refusal:
        render(template, dpi=1200)
    assert list(refusal.value.errors) == ["dpi"]


@pytest.mark.parametrize(
    ("job", "field"),
    [
        ({"dpi": 71}, "dpi"),
        ({"dpi": 1201}, "dpi"),
        ({"bleed_mm": -0.1}, "bleed_mm"),
        ({"bleed_mm": 20.1}, "bleed_mm"),
        ({"side": "both"}, "side"),
        ({"side": "both", "format": "svg"}, "side"),
        ({"plane": "k", "format": "pdf"}, "plane"),
    ],
)
def test_what_cannot_be_asked_for(job: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        render(card_template(), **job)
    assert list(refusal.value.errors) == [field]


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_pixels_come_back_as_they_were(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)

    assert (pixels_of(encode_rgb(pixels, 300)) == pixels[..., 2::-1]).all()
    is_black = pixels[..., 0] < 128
    with Image.open(io.BytesIO(encode_black(is_black, 300))) as image:
        assert image.mode == "1"
        assert (np.array(image) == ~is_black).all()


def test_a_bitmap_of_many_bands_is_seamless() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (1500, 3001, 4), np.uint8)

    assert (pixels_of(encode_rgb(pixels, 300)) == pixels[..., 2::-1]).all()
