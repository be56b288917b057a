"""What is told of a plain JPEG without its decoder is what the decoder would tell."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, UnidentifiedImageError

from cardwright.rendering.jpeg import size_of_plain

SIZE = (41, 30)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def jpeg(mode: str = "RGB", **keys: Any) -> bytes:
    pixels = np.arange(SIZE[0] * SIZE[1] * 3, dtype=np.uint8).reshape(SIZE[1], SIZE[0], 3)
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(buffer, "JPEG", **keys)
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize(
    "keys", [{}, {"progressive": True}, {"optimize": True}, {"subsampling": 0, "dpi": (300, 300)}]
)
def test_the_size_of_a_plain_one(mode: str, keys: dict[str, Any]) -> None:
    assert size_of_plain(jpeg(mode, **keys)) == SIZE


@pytest.mark.parametrize(
    "data",
    [
        jpeg("CMYK"),
        jpeg(exif=b"Exif\0\0" + Image.Exif().tobytes()),
        jpeg(icc_profile=PROFILE),
        jpeg(comment="a remark"),
        jpeg()[:40],
        b"",
    ],
    ids=["cmyk", "exif", "profile", "remark", "cut off", "nothing"],
)
def test_nothing_is_told_of_others(data: bytes) -> None:
    assert size_of_plain(data) is None


PLAIN = jpeg()
HEAD = PLAIN.index(b"\xff\xda") + 14


@given(
    st.lists(
        st.tuples(
            st.integers(2, HEAD), st.integers(0, 255), st.sampled_from(["set", "add", "cut"])
        ),
        min_size=1,
        max_size=3,
    )
)
def test_of_a_damaged_one_no_more_is_told_than_the_decoder_tells(
    damage: list[tuple[int, int, str]],
) -> None:
    data = bytearray(PLAIN)
    for place, value, kind in damage:
        data[place : place + (kind != "add")] = b"" if kind == "cut" else bytes([value])

    told = size_of_plain(bytes(data))

    if told is not None:
        assert told == _opened(bytes(data))


def _opened(data: bytes) -> tuple[int, int] | None:
    """Return the size, or None where the picture would not be drawn as it is."""
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            is_plain = image.mode in {"RGB", "L"} and not {"exif", "icc_profile"} & {*image.info}
            return image.size if is_plain else None
    except (UnidentifiedImageError, OSError, SyntaxError):
        return None
