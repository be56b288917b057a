"""The modules of a barcode as the path around them, by way of a region of Skia."""

import struct

import numpy as np
import skia
from numpy.typing import NDArray

_NOTHING, _RECTANGLE, _END = -1, 0, 0x7FFFFFFF
"""How regions begin that have no bands, and what ends bands."""


def outline(modules: NDArray[np.bool_]) -> skia.Path:
    """Return the outline of the dark modules; the unit is a module."""
    region, path = skia.Region(), skia.Path()
    written = _written_region(modules)
    if region.readFromMemory(skia.Data.MakeWithCopy(written)) != len(written):
        raise RuntimeError("Skia does not read its own form of a region any more")
    region.getBoundaryPath(path)
    return path


def _written_region(modules: NDArray[np.bool_]) -> bytes:
    """Return the dark modules in the form in which Skia writes regions to memory.

    Made of rectangles by its other calls, a symbol takes four times as long. The form is how many
    numbers there are, the bounds, how many bands and intervals, then from the top each band: its
    bottom, how many intervals, where they start and end, an end mark. Rows that are equal are one
    band; those without a dark module at the top and the bottom are none.
    """
    top, bands = _bands(modules)
    if not bands:
        return _numbers([_NOTHING])
    filled = [places for _, places in bands if places]
    left, right = min(places[0] for places in filled), max(places[-1] for places in filled)
    bounds, changes = [left, top, right, bands[-1][0]], sum(map(len, filled))
    if changes == 2:
        return _numbers([_RECTANGLE, *bounds])
    runs = [top]
    for bottom, places in bands:
        runs += [bottom, len(places) // 2, *places, _END]
    runs.append(_END)
    return _numbers([len(runs), *bounds, len(bands), changes // 2, *runs])


def _bands(modules: NDArray[np.bool_]) -> tuple[int, list[tuple[int, list[int]]]]:
    """Return the top of the bands, and of each its bottom and where light and dark change."""
    rows, columns = modules.shape
    framed = np.zeros((rows, columns + 2), np.bool_)
    framed[:, 1:-1] = modules
    row_of_change, changes = np.nonzero(framed[:, 1:] != framed[:, :-1])
    ends = np.cumsum(np.bincount(row_of_change, minlength=rows)).tolist()
    all_places, start = changes.tolist(), 0
    top, bands = 0, list[tuple[int, list[int]]]()
    for bottom, end in enumerate(ends, start=1):
        places = all_places[start:end]
        start = end
        if bands and bands[-1][1] == places:
            bands[-1] = (bottom, places)
        elif bands or places:
            bands.append((bottom, places))
        else:
            top = bottom
    if bands and not bands[-1][1]:
        del bands[-1]
    return top, bands


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"={len(numbers)}i", *numbers)
