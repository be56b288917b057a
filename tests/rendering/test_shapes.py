"""Shapes are where the template says, to a fraction of a pixel, in its colours and order."""

import numpy as np
import pytest

from tests.rendering.cards import (
    DOTS_PER_MM,
    Pixels,
    at,
    card_template,
    color_at,
    draw,
    ink_box,
)


def coverage(pixels: Pixels) -> float:
    """Return how many square millimetres are black on white."""
    return float((255 - pixels.astype(float)).mean(axis=2).sum() / 255 / DOTS_PER_MM**2)


def centre(pixels: Pixels) -> tuple[float, float]:
    """Return the centre of gravity of what is dark, in millimetres."""
    ink = 255 - pixels.astype(float).mean(axis=2)
    rows, columns = np.indices(ink.shape)
    return (
        float((columns + 0.5).ravel() @ ink.ravel() / ink.sum() / DOTS_PER_MM),
        float((rows + 0.5).ravel() @ ink.ravel() / ink.sum() / DOTS_PER_MM),
    )


def test_a_rectangle_is_in_its_place_to_a_hundredth_of_a_millimetre() -> None:
    pixels = draw(card_template(at("rect", 10.03, 7.41, 31.7, 12.26, fill="#000000")))

    assert coverage(pixels) == pytest.approx(31.7 * 12.26, rel=2e-3)
    assert centre(pixels) == pytest.approx((10.03 + 31.7 / 2, 7.41 + 12.26 / 2), abs=0.01)


def test_the_outline_of_a_rectangle_is_centred_on_its_edge() -> None:
    pixels = draw(card_template(at("rect", 10, 10, 20, 10, stroke="#000000", stroke_mm=1)))

    assert coverage(pixels) == pytest.approx(21 * 11 - 19 * 9, rel=5e-3)
    assert color_at(pixels, 9.7, 15) == color_at(pixels, 10.3, 15) == "#000000"
    assert color_at(pixels, 20, 15) == "#ffffff"


def test_round_corners_leave_out_what_they_should() -> None:
    pixels = draw(card_template(at("rect", 10, 10, 20, 10, fill="#000000", radius_mm=3)))

    assert coverage(pixels) == pytest.approx(200 - (4 - np.pi) * 9, rel=3e-3)


def test_an_ellipse_has_its_area() -> None:
    pixels = draw(card_template(at("ellipse", 10, 10, 30, 20, fill="#000000")))

    assert coverage(pixels) == pytest.approx(np.pi * 15 * 10, rel=3e-3)
    assert centre(pixels) == pytest.approx((25, 20), abs=0.01)


@pytest.mark.parametrize(
    ("keys", "dark", "light"),
    [({}, (15, 15), (25, 15)), ({"flip": True}, (25, 15), (15, 15))],
)
def test_lines_follow_either_diagonal(
    keys: dict[str, bool], dark: tuple[float, float], light: tuple[float, float]
) -> None:
    pixels = draw(card_template(at("line", 10, 10, 20, 20, stroke_mm=1, **keys)))

    assert color_at(pixels, *dark) == "#000000"
    assert color_at(pixels, *light) == "#ffffff"
    assert coverage(pixels) == pytest.approx(np.hypot(20, 20), rel=0.02)


def test_a_line_in_a_flat_box_is_level_and_one_without_width_is_not_drawn() -> None:
    pixels = draw(card_template(at("line", 10, 10, 20, 0, stroke_mm=0.6)))
    assert coverage(pixels) == pytest.approx(12, rel=0.03)

    nothing = draw(card_template(at("line", 10, 10, 20, 9, stroke_mm=0)))
    assert (nothing == 255).all()


def test_rotation_is_clockwise_around_the_centre() -> None:
    pixels = draw(
        card_template(
            at("rect", 20, 20, 20, 4, fill="#000000", rotation_deg=90),
            at("line", 50, 10, 20, 20, stroke="#0000ff", stroke_mm=1, rotation_deg=45),
        )
    )

    left, top, right, bottom = ink_box(pixels[:, : int(45 * DOTS_PER_MM)])
    assert np.array([left, top, right, bottom]) / DOTS_PER_MM == pytest.approx(
        [28, 12, 32, 32], abs=0.1
    )
    # From top left to bottom right, an eighth of a turn further it stands upright.
    assert color_at(pixels, 60, 8) == color_at(pixels, 60, 32) == "#0000ff"


def test_later_objects_lie_over_earlier_ones_and_opacity_blends() -> None:
    pixels = draw(
        card_template(
            at("rect", 10, 10, 20, 20, fill="#ff0000"),
            at("rect", 15, 15, 20, 20, fill="#0000ff"),
            at("rect", 50, 10, 20, 20, fill="#000000", opacity=0.5),
        )
    )

    assert color_at(pixels, 12, 12) == "#ff0000"
    assert color_at(pixels, 20, 20) == "#0000ff"
    assert color_at(pixels, 60, 20) in {"#7f7f7f", "#808080"}


def test_a_translucent_outline_does_not_show_the_fill_below_it() -> None:
    keys = {"fill": "#ff0000", "stroke": "#0000ff", "stroke_mm": 4, "opacity": 0.5}
    pixels = draw(
        card_template(at("rect", 10, 10, 20, 20, **keys), at("ellipse", 50, 10, 20, 20, **keys))
    )

    for x in (11, 51):
        assert color_at(pixels, x, 20) in {"#7f7fff", "#8080ff"}
        assert color_at(pixels, x + 9, 20) in {"#ff7f7f", "#ff8080"}


def test_hidden_objects_and_those_of_the_other_side_are_not_drawn() -> None:
    template = card_template(
        at("rect", 10, 10, 20, 20, fill="#000000", hidden=True),
        at("rect", 10, 10, 20, 20, fill="#00ff00", side="back"),
        {"type": "theirs", "fill": "#000000"},
    )

    assert (draw(template) == 255).all()
    assert color_at(draw(template, side="back"), 20, 20) == "#00ff00"


def test_what_is_kept_of_a_template_does_not_leak_into_other_records() -> None:
    template = card_template(
        at("rect", 0, 0, 40, 40, fill="#ff0000"),
        at(
            "rect", 0, 0, 40, 40, fill="#00ff00",
            visible_if={"field": "level", "op": "equals", "value": 2},
        ),
        at("rect", 20, 0, 40, 40, fill="#0000ff"),
    )  # fmt: skip

    for level, expected in ((1, "#ff0000"), (2, "#00ff00"), (1, "#ff0000"), (2.0, "#00ff00")):
        pixels = draw(template, {"level": level})
        assert color_at(pixels, 10, 10) == expected
        assert color_at(pixels, 30, 10) == "#0000ff"
