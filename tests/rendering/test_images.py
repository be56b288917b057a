"""Pictures: where they come from, how they fill their box, and which way up they are."""

import base64
import io
import math
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from cardwright.rendering.pictures import UnusableError, decode
from tests.rendering.cards import (
    at,
    card_template,
    color_at,
    draw,
    ink_box,
    picture,
    preflight,
    preview,
    quarters,
    render,
    resource,
)

BOX = (10, 10, 40, 20)
RED, GREEN, BLUE, YELLOW = "#ff0000", "#00ff00", "#0000ff", "#ffff00"
LARGE = (10_000, 10_000)


def image(**keys: Any) -> dict[str, Any]:
    return at("image", *BOX, **{"source": {"file": "ABC-1"}, **keys})


def corners(pixels: Any, box: tuple[float, ...] = BOX) -> list[str]:
    x, y, width, height = box
    return [
        color_at(pixels, x + width * across, y + height * down)
        for down in (0.04, 0.96)
        for across in (0.04, 0.96)
    ]


@pytest.mark.parametrize(
    ("keys", "size", "expected"),
    [
        ({"fit": "stretch"}, (200, 400), [RED, GREEN, BLUE, YELLOW]),
        ({"fit": "cover"}, (400, 200), [RED, GREEN, BLUE, YELLOW]),
        ({"fit": "cover", "focus": [0.5, 0]}, (400, 800), [RED, GREEN, RED, GREEN]),
        ({"fit": "cover", "focus": [0.5, 1]}, (400, 800), [BLUE, YELLOW, BLUE, YELLOW]),
        ({"fit": "cover", "focus": [1, 0.5]}, (1600, 400), [GREEN, GREEN, YELLOW, YELLOW]),
        ({"fit": "contain"}, (400, 400), ["#ffffff"] * 4),
        ({"rotation_deg": 180}, (400, 200), [YELLOW, BLUE, GREEN, RED]),
    ],
)
def test_how_a_picture_fills_its_box(
    keys: dict[str, Any], size: tuple[int, int], expected: list[str]
) -> None:
    template = card_template(image(**keys), files={"abc-1": quarters(*size)})

    assert corners(draw(template)) == expected


def test_contain_lies_in_the_middle_of_the_box() -> None:
    template = card_template(image(fit="contain"), files={"abc-1": quarters(400, 400)})

    assert corners(draw(template), (20, 10, 20, 20)) == [RED, GREEN, BLUE, YELLOW]


def test_nothing_of_a_covering_picture_is_outside_its_box() -> None:
    template = card_template(image(), files={"abc-1": picture(400, 400, (0, 0, 0))})

    pixels = draw(template)

    left, top, right, bottom = (edge * 300 / 25.4 for edge in (10, 10, 50, 30))
    assert ink_box(pixels) == (int(left), int(top), math.ceil(right), math.ceil(bottom))


def test_a_radius_rounds_the_corners_of_the_box() -> None:
    template = card_template(image(radius_mm=5), files={"abc-1": picture()})

    pixels = draw(template)

    assert color_at(pixels, 10.3, 10.3) == color_at(pixels, 49.7, 29.7) == "#ffffff"
    assert color_at(pixels, 10.3, 20) == "#c81e1e"


def test_opacity_and_alpha_blend_with_what_is_below() -> None:
    template = card_template(
        at("rect", 0, 0, 80, 50, fill="#000000"),
        image(opacity=0.5),
        at("image", 55, 10, 20, 20, source={"file": "half"}),
        files={"abc-1": picture(color=(200, 100, 50)), "half": picture(color=(200, 100, 50, 128))},
    )

    pixels = draw(template)

    for x in (20, 60):
        seen = pixels[int(15 * 300 / 25.4), int(x * 300 / 25.4)].astype(int)
        assert np.abs(seen - (100, 50, 25)).max() <= 2


@pytest.mark.parametrize("format", ["JPEG", "TIFF", "WEBP", "PNG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_as_the_camera_was(format: str, orientation: int) -> None:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    with Image.open(io.BytesIO(quarters(400, 200))) as upright:
        stored = upright.transpose(turns[orientation]) if orientation > 1 else upright.copy()
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    stored.save(buffer, format, exif=exif)

    template = card_template(image(), files={"abc-1": buffer.getvalue()})

    seen = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in corners(draw(template))])
    expected = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)]
    assert np.abs(seen - expected).max() <= 12


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1", "YCbCr"])
def test_every_kind_of_pixels_is_understood(mode: str) -> None:
    buffer = io.BytesIO()
    if mode == "I;16":
        Image.fromarray(np.full((20, 20), 0x8000, np.uint16)).save(buffer, "PNG")
    else:
        grey = Image.new("L", (20, 20), 128 if mode != "1" else 255)
        lossless = "TIFF" if mode in {"CMYK", "YCbCr"} else "PNG"
        pixels = grey.quantize(4) if mode == "P" else grey.convert("RGB").convert(mode)
        pixels.save(buffer, lossless)

    drawn = decode(buffer.getvalue(), LARGE).raster.toarray()[10, 10, :3]

    expected = 255 if mode == "1" else 128
    assert np.abs(drawn.astype(int) - expected).max() <= 2


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert decode(picture(icc_profile=profile.tobytes()), LARGE).width == 400

    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    drawn = decode(picture(color=(10, 200, 90), icc_profile=srgb), LARGE).raster.toarray()
    assert list(drawn[5, 5, :3]) == [90, 200, 10]


def test_no_more_pixels_are_kept_than_print_needs() -> None:
    large = decode(picture(2000, 1000), (300, 300))

    assert (large.width, large.height) == (2000, 1000)
    assert (large.image.width(), large.image.height()) == (600, 300)


@pytest.mark.parametrize(
    "data", [b"", b"no picture", picture()[:200], picture(format="JPEG")[:300], b"<svg/>"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnusableError):
        decode(data, LARGE)


def test_where_a_photo_was_taken_is_no_part_of_a_card() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    photo = picture(format="JPEG", exif=exif, comment="SECRET PLACE")
    template = card_template(image(), files={"abc-1": photo})

    pdf = render(template, format="pdf").content
    assert b"SECRET" in photo
    assert b"/DCTDecode" in pdf
    assert b"SECRET" not in pdf


FIELD = {"source": {"field": "photo"}}


@pytest.mark.parametrize(
    "value",
    [
        "ABC-1",
        "abc-1",
        "data:image/png;base64," + base64.b64encode(picture()).decode(),
        "DATA:;base64," + base64.b64encode(picture()).decode().rstrip("="),
        "part-7",
        None,
    ],
)
def test_a_field_takes_a_linked_file_a_data_uri_or_a_part(value: str | None) -> None:
    template = card_template(image(**FIELD), files={"Abc-1": picture()})
    parts = {("part-7" if value else "photo"): resource(picture())}
    data = {"photo": value} if value else {}

    assert color_at(draw(template, data, pictures=parts), 20, 20) == "#c81e1e"


@pytest.mark.parametrize(
    ("value", "code", "wording"),
    [
        ("", "missing_field", "photo"),
        (None, "missing_field", "photo"),
        ("https://example.com/a.png", "missing_file", "never fetched"),
        ("file:///etc/passwd", "missing_file", "never fetched"),
        ("/etc/passwd", "missing_file", "uuid"),
        ("data:image/png;base64,%%%", "missing_file", "base64"),
        ("data:image/png;base64", "missing_file", "comma"),
        ("data:text/plain,hello", "missing_file", "no picture"),
        ("4711", "missing_file", "4711"),
    ],
)
def test_a_picture_that_is_not_there_is_told_and_leaves_its_place_empty(
    value: str | None, code: str, wording: str
) -> None:
    template = card_template(image(**FIELD))

    assert (draw(template, {"photo": value}) == 255).all()
    (found,) = preflight(template, {"photo": value})
    assert (found.code, found.object) == (code, "#0")
    assert wording in found.message


def test_a_silhouette_stands_in_for_a_photo_in_samples() -> None:
    template = card_template(image(**FIELD))

    pixels = preview(template, 1011)

    assert color_at(pixels, 11, 11) == "#e4e7eb"
    assert color_at(pixels, 30, 27) == "#aeb6c0"
    assert preflight(template) == []
