"""Rectangles with round corners in the form that suits the format."""

from functools import lru_cache

import skia

_HANDLE = 0.5519150244935106
"""How far the handles of a Bézier curve reach that is a quarter of a circle to 0.02 % of it."""


def rounded(area: skia.Rect, radius: float) -> skia.Path:
    """Return a rectangle with round corners of four curves, for a PDF, not to be changed.

    A PDF knows no arcs. Skia would write eight curves or more for each corner, which is a third of
    the page of a card with one portrait.
    """
    return _rounded(area.left(), area.top(), area.right(), area.bottom(), radius)


@lru_cache(maxsize=256)
def _rounded(left: float, top: float, right: float, bottom: float, radius: float) -> skia.Path:
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    rest = radius * (1 - _HANDLE)
    path = skia.Path()
    path.moveTo(left + radius, top)
    path.lineTo(right - radius, top)
    path.cubicTo(right - rest, top, right, top + rest, right, top + radius)
    path.lineTo(right, bottom - radius)
    path.cubicTo(right, bottom - rest, right - rest, bottom, right - radius, bottom)
    path.lineTo(left + radius, bottom)
    path.cubicTo(left + rest, bottom, left, bottom - rest, left, bottom - radius)
    path.lineTo(left, top + radius)
    path.cubicTo(left, top + rest, left + rest, top, left + radius, top)
    path.close()
    return path
