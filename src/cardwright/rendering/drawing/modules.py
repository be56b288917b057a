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
    rows, columns = np.flatnonzero(modules.any(axis=1)), np.flatnonzero(modules.any(axis=0))
    if not len(rows):
        return _numbers([_NOTHING])
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    bounds = [int(columns[0]), top, int(columns[-1]) + 1, bottom]
    inner = modules[top:bottom]
    if inner[:, bounds[0] : bounds[2]].all():
        return _numbers([_RECTANGLE, *bounds])
    changes = np.flatnonzero((inner[1:] != inner[:-1]).any(axis=1)) + 1
    bands = np.zeros((len(changes) + 1, inner.shape[1] + 2), np.bool_)
    bands[:, 1:-1] = inner[[0, *changes]]
    band_of_edge, edges = np.nonzero(bands[:, 1:] != bands[:, :-1])
    ends = np.cumsum(np.bincount(band_of_edge, minlength=len(bands))).tolist()
    places, start, runs = edges.tolist(), 0, [top]
    for bottom_of_band, end in zip([*(changes + top).tolist(), bottom], ends, strict=True):
        runs += [bottom_of_band, (end - start) // 2, *places[start:end], _END]
        start = end
    runs.append(_END)
    return _numbers([len(runs), *bounds, len(bands), len(places) // 2, *runs])


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"={len(numbers)}i", *numbers)
