"""Painting for artwork: smooth gradients and smooth-edged shapes in millimetres."""

import io
import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw

DPI = 300
MM_PER_INCH = 25.4

Point = tuple[float, float]
Colour = tuple[float, float, float]
# The colour at a place, both coordinates from 0 to 1 across the sheet.
Paint = Callable[[float, float], Colour]

# Colours vary so slowly that a few points suffice; what lies between is interpolated.
_GRID = 48
# Edges are drawn this many times larger, and shrunk.
_SUPERSAMPLING = 4


class Sheet:
    """One side of a card, (0, 0) at its top left corner, painted from back to front."""

    def __init__(self, width_mm: float, height_mm: float, paint: Paint) -> None:
        self._scale = DPI / MM_PER_INCH
        self.size = (round(width_mm * self._scale), round(height_mm * self._scale))
        self.image = painted(self.size, paint)

    def fill(
        self,
        points: Sequence[Point],
        paint: Paint | str,
        opacity: float = 1.0,
        within: Sequence[Point] = (),
    ) -> None:
        """Fill a polygon; where `within` is given, only what lies inside that polygon."""
        box = self._box(points)
        mask = self._mask(box, [points])
        if within:
            mask = ImageChops.multiply(mask, self._mask(box, [within]))
        self._lay(box, mask, paint, opacity)

    def disc(
        self,
        centre: Point,
        radius_mm: float,
        paint: Paint | str,
        opacity: float = 1.0,
        within: Sequence[Point] = (),
    ) -> None:
        """Fill a circle."""
        self.fill(polygon(centre, radius_mm, 0.0, 180), paint, opacity, within)

    def ring(
        self,
        centre: Point,
        radius_mm: float,
        thickness_mm: float,
        paint: Paint | str,
        opacity: float = 1.0,
        within: Sequence[Point] = (),
    ) -> None:
        """Draw a circle's line, its middle at `radius_mm`."""
        outside = polygon(centre, radius_mm + thickness_mm / 2, 0.0, 180)
        inside = polygon(centre, radius_mm - thickness_mm / 2, 0.0, 180)
        # One outline, out along the outer edge and back along the inner one, leaves a hole.
        outline = [*outside, outside[0], inside[0], *reversed(inside)]
        self.fill(outline, paint, opacity, within)

    def png(self, cut_out: Sequence[Point] = ()) -> bytes:
        """Return the sheet as a PNG that carries its resolution.

        Where `cut_out` is given, all that lies outside that polygon is transparent.
        """
        image = self.image
        if cut_out:
            whole = (0, 0, *self.size)
            image = image.copy()
            image.putalpha(self._mask(whole, [cut_out]))
        file = io.BytesIO()
        image.save(file, "PNG", dpi=(DPI, DPI), compress_level=9)
        return file.getvalue()

    def _box(self, points: Sequence[Point]) -> tuple[int, int, int, int]:
        """Return the pixels that the polygon may touch, cut to the sheet."""
        across = [x * self._scale for x, _ in points]
        down = [y * self._scale for _, y in points]
        return (
            max(0, math.floor(min(across))),
            max(0, math.floor(min(down))),
            min(self.size[0], math.ceil(max(across))),
            min(self.size[1], math.ceil(max(down))),
        )

    def _mask(
        self, box: tuple[int, int, int, int], shapes: Sequence[Sequence[Point]]
    ) -> Image.Image:
        left, top, right, bottom = box
        factor = self._scale * _SUPERSAMPLING
        mask = Image.new("L", ((right - left) * _SUPERSAMPLING, (bottom - top) * _SUPERSAMPLING))
        pen = ImageDraw.Draw(mask)
        for points in shapes:
            pen.polygon(
                [
                    (x * factor - left * _SUPERSAMPLING, y * factor - top * _SUPERSAMPLING)
                    for x, y in points
                ],
                fill=255,
            )
        return mask.reduce(_SUPERSAMPLING)

    def _lay(
        self, box: tuple[int, int, int, int], mask: Image.Image, paint: Paint | str, opacity: float
    ) -> None:
        if opacity < 1:
            mask = mask.point([round(level * opacity) for level in range(256)])
        if isinstance(paint, str):
            self.image.paste(paint, box, mask)
        else:
            self.image.paste(painted(self.size, paint).crop(box), box, mask)


def painted(size: tuple[int, int], paint: Paint) -> Image.Image:
    """Return an RGB image of `size` pixels whose colours follow `paint`."""
    colours = [
        paint((column + 0.5) / _GRID, (row + 0.5) / _GRID)
        for row in range(_GRID)
        for column in range(_GRID)
    ]
    channels = []
    for levels in zip(*colours, strict=True):
        # Floating point until it is large, so that steps of one level stay smooth.
        channel = Image.new("F", (_GRID, _GRID))
        channel.putdata([level + 0.5 for level in levels])
        channels.append(channel.resize(size, Image.Resampling.BICUBIC).convert("L"))
    return Image.merge("RGB", channels)


def blend(*stops: tuple[float, str], angle: float) -> Paint:
    """Return a gradient through `stops`, running `angle` degrees clockwise from rightwards."""
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    length = abs(across) + abs(down)
    places = [place for place, _ in stops]
    colours = [ImageColor.getrgb(colour) for _, colour in stops]

    def paint(x: float, y: float) -> Colour:
        at = (x * across + y * down) / length
        after = next((i for i, place in enumerate(places) if place > at), len(places) - 1)
        before = max(0, after - 1)
        part = min(1.0, max(0.0, (at - places[before]) / (places[after] - places[before] or 1.0)))
        red, green, blue = (
            one + (other - one) * part
            for one, other in zip(colours[before][:3], colours[after][:3], strict=True)
        )
        return red, green, blue

    return paint


def polygon(centre: Point, radius_mm: float, turn_deg: float, corners: int) -> list[Point]:
    """Return a regular polygon; with many corners, a circle."""
    start = math.radians(turn_deg)
    turns = [start + math.tau * step / corners for step in range(corners)]
    return [
        (centre[0] + radius_mm * math.cos(turn), centre[1] + radius_mm * math.sin(turn))
        for turn in turns
    ]


def oval(centre: Point, half_width_mm: float, half_height_mm: float) -> list[Point]:
    """Return an ellipse."""
    circle = polygon((0.0, 0.0), 1.0, 0.0, 180)
    return [(centre[0] + x * half_width_mm, centre[1] + y * half_height_mm) for x, y in circle]


def curve(start: Point, first: Point, second: Point, end: Point, steps: int = 64) -> list[Point]:
    """Return points along a cubic Bezier curve, `first` and `second` being its handles."""
    points = []
    for step in range(steps + 1):
        done = step / steps
        left = 1 - done
        weights = (left**3, 3 * left**2 * done, 3 * left * done**2, done**3)
        corners = (start, first, second, end)
        points.append(
            (
                sum(weight * x for weight, (x, _) in zip(weights, corners, strict=True)),
                sum(weight * y for weight, (_, y) in zip(weights, corners, strict=True)),
            )
        )
    return points
