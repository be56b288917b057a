"""The photograph that the demo gives to go on with."""

import io

from PIL import Image

from cardwright.cli.demo_artwork import sample_photo


def test_the_sample_photo_is_a_portrait_jpeg() -> None:
    image = sample_photo()

    picture = Image.open(io.BytesIO(image))
    assert picture.format == "JPEG"
    assert picture.size == (1200, 1600)
    assert len(picture.getcolors(1200 * 1600) or []) > 10_000, "a photograph is not flat"
    assert sample_photo() == image
