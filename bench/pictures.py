"""A photograph to upload, a different one every time, and what decoding it costs."""

import io
import random
import statistics
import time
from functools import cache

from PIL import Image

_SIZE = (2022, 1276)
"""Pixels: an ISO card at 600 dots per inch."""
_QUALITY = 86
_START_OF_IMAGE = b"\xff\xd8"
_COMMENT = b"\xff\xfe"


def photograph(number: int) -> bytes:
    """Return a JPEG of about 1 MB; they differ by a comment that holds the number."""
    told = number.to_bytes(8, "big")
    comment = _COMMENT + (len(told) + 2).to_bytes(2, "big") + told
    return _START_OF_IMAGE + comment + _encoded().removeprefix(_START_OF_IMAGE)


def decode_cpu_ms(repetitions: int = 15) -> float:
    """Return the milliseconds of CPU that Pillow alone takes for such a picture; a median."""
    data = photograph(0)
    spent = []
    for _ in range(repetitions):
        started = time.process_time()
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
        spent.append((time.process_time() - started) * 1000)
    return statistics.median(spent)


@cache
def _encoded() -> bytes:
    """Smooth areas with a grain over them, as in a photograph."""
    chance = random.Random(7)  # noqa: S311 - pixels, not secrets
    width, height = _SIZE
    coarse = Image.frombytes("RGB", (24, 15), chance.randbytes(24 * 15 * 3))
    smooth = coarse.resize(_SIZE, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", _SIZE, chance.randbytes(width * height)).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(smooth, grain, 0.12).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
