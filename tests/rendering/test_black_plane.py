"""The black panel: one bit a pixel, exactly what is black, and nothing that lies over it."""

import io
from typing import Any

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from tests.rendering.cards import (
    at,
    card_template,
    picture,
    render,
)


def plane(*objects: Any, **job: Any) -> NDArray[np.bool_]:
    """Return where the panel is black."""
    template = card_template(
        *objects,
        files={"a": picture(color=(0, 0, 0)), "b": picture(color=(0, 0, 0, 0))},
        backgrounds={"front": picture(color=(0, 0, 0))},
    )
    with Image.open(io.BytesIO(render(template, plane="k", **job).content)) as image:
        assert image.mode == "1"
        assert image.size == (1011, 638)
        return ~np.array(image)


def is_black(panel: NDArray[np.bool_], x_mm: float, y_mm: float) -> bool:
    return bool(panel[int(y_mm * 300 / 25.4), int(x_mm * 300 / 25.4)])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"fill": "#000000"}, True),
        ({"fill": "#000001"}, False),
        ({"fill": "#000000", "opacity": 0.99}, False),
        ({"stroke": "#000000", "stroke_mm": 30}, True),
    ],
)
def test_only_what_is_exactly_black_is_on_it(keys: dict[str, Any], expected: bool) -> None:
    panel = plane(at("rect", 10, 10, 20, 20, **keys))

    assert is_black(panel, 20, 20) is expected
    assert not is_black(panel, 60, 40)


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        (at("rect", 5, 5, 30, 30, fill="#ffff00"), False),
        (at("rect", 5, 5, 30, 30, fill="#ffff00", opacity=0.5), False),
        (at("rect", 5, 5, 30, 30, stroke="#ffff00"), True),
        (at("image", 5, 5, 30, 30, source={"file": "a"}), False),
        (at("image", 5, 5, 30, 30, source={"file": "b"}), True),
    ],
)
def test_what_lies_over_black_is_cut_out(above: dict[str, Any], expected: bool) -> None:
    assert is_black(plane(at("rect", 10, 10, 20, 20, fill="#000000"), above), 20, 20) is expected


def test_texts_and_barcodes_are_sharp() -> None:
    panel = plane(
        at("text", 5, 5, 40, 10, text="Black", size_pt=20),
        at("text", 5, 25, 40, 10, text="Blue", size_pt=20, color="#0000ff"),
        at("barcode", 50, 5, 30, 30, value="4711", background="#ffffff"),
    )

    assert panel[: int(20 * 300 / 25.4), : int(45 * 300 / 25.4)].mean() > 0.02
    assert not panel[int(22 * 300 / 25.4) :, : int(45 * 300 / 25.4)].any()
    (found,) = zxingcpp.read_barcodes((~panel).astype(np.uint8) * 255)
    assert found.text == "4711"
