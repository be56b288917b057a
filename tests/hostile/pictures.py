"""Pictures that are given along with a record, and so are checked by nobody before they are drawn.

To those of the corpus of uploads come others, which take long to draw rather than to read.
"""

import io
import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms

from tests.hostile.corpus import hostile_files


def hostile_pictures() -> Iterator[tuple[str, bytes]]:
    """Make the whole corpus, the same every time: names and files."""
    for file in hostile_files():
        if not file.name.startswith(("font", "wo", "wO", "svg")):
            yield file.name, file.content
    yield from _many_frames()
    yield from _slow_scans()
    yield from _headers()
    yield from _mutations()
    yield from _shapes()


def _saved(image: Image.Image, name: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


def _noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    chance = random.Random(f"{width} {height} {mode}")  # noqa: S311 - pixels, not secrets
    size = width * height * len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), chance.randbytes(size))


def _many_frames() -> Iterator[tuple[str, bytes]]:
    """Films of thousands of pictures, of which a card shows the first."""
    frames = [Image.new("L", (50, 40), number % 251) for number in range(2000)]
    for name in ("WEBP", "PNG", "TIFF"):
        yield f"{name}-2000-frames", _saved(frames[0], name, save_all=True, append_images=frames)
    jpeg = _saved(_noise(60, 40), "JPEG")
    yield "jpeg-3000-times", jpeg * 3_000
    films = [_noise(60, 40)] * 300
    yield "mpo-300-frames", _saved(films[0], "MPO", save_all=True, append_images=films)


def _slow_scans() -> Iterator[tuple[str, bytes]]:
    """JPEG files that are small, and say the same over and over (ITU-T T.81, progressive)."""
    progressive = _saved(Image.new("RGB", (6000, 6000), "navy"), "JPEG", progressive=True)
    start = progressive.rindex(b"\xff\xda")
    scan = progressive[start:-2]
    yield "jpeg-of-1000-scans", progressive[:-2] + scan * 1000 + progressive[-2:]
    small = _saved(_noise(16, 16), "JPEG")
    at = small.index(b"\xff\xda")
    yield "jpeg-of-100000-tables", small[:at] + b"\xff\xdd\0\4\0\1" * 100_000 + small[at:]
    size = small.index(b"\xff\xc0") + 5
    for width, height in ((7000, 7000), (65_500, 700), (1, 65_500)):
        said = struct.pack(">HH", height, width)
        yield f"jpeg-says-{width}x{height}", small[:size] + said + small[size + 4 :]
    yield "jpeg-without-pixels", small[: at + 14] + b"\xff\xd9"
    yield "jpeg-without-tables", small[:2] + small[small.index(b"\xff\xc0") :]
    yield "jpeg-cut-with-an-end", small[:-60] + b"\xff\xd9"
    yield "jpeg-of-many-ends", small[:at] + b"\xff\xd9" * 30_000


def _headers() -> Iterator[tuple[str, bytes]]:
    """Orientations, profiles and Exif blocks that no camera writes."""
    jpeg = _saved(_noise(60, 40), "JPEG")

    def with_exif(body: bytes) -> bytes:
        block = b"Exif\0\0" + body
        return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + jpeg[2:]

    for value in (0, 5, 9, 65_535):
        entry = struct.pack(">HHHIHH", 1, 0x0112, 3, 1, value, 0)
        yield f"exif-turned-{value}", with_exif(b"MM\0*\0\0\0\x08" + entry + bytes(4))
    endless = struct.pack(">HHHII", 1, 0x8769, 4, 1, 8) + struct.pack(">I", 8)
    yield "exif-of-itself", with_exif(b"MM\0*\0\0\0\x08" + endless)
    long = struct.pack(">HHHII", 1, 0x0112, 3, 0x7FFFFFFF, 8) + bytes(4)
    yield "exif-of-2147483647-turns", with_exif(b"MM\0*\0\0\0\x08" + long)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    chance = random.Random(3)  # noqa: S311 - mutations, not secrets
    for number in range(8):
        profile = bytearray(srgb.replace(b"s\0R\0G\0B", b"x\0R\0G\0B"))
        for _ in range(number * 3):
            profile[chance.randrange(36, len(profile))] = chance.randrange(256)
        for mode in ("RGB", "L", "CMYK"):
            image = _noise(60, 40, mode)
            shown = _saved(image, "JPEG", icc_profile=bytes(profile))
            yield f"profile-{mode}-{number}", shown
    yield "profile-of-zeros", _saved(_noise(60, 40), "PNG", icc_profile=bytes(100_000))


def _mutations() -> Iterator[tuple[str, bytes]]:
    """Good pictures with some bytes changed."""
    chance = random.Random(9)  # noqa: S311 - mutations, not secrets
    for name in ("JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"):
        good = _saved(_noise(60, 40), name)
        for number in range(8):
            broken = bytearray(good)
            for _ in range(1 + 3 * number):
                broken[chance.randrange(12, len(good))] = chance.randrange(256)
            yield f"{name}-mutated-{number}", bytes(broken)


def _shapes() -> Iterator[tuple[str, bytes]]:
    """Pictures that are all length or all width, or as large as is allowed."""
    for width, height in ((30_000, 1), (1, 30_000), (7071, 7071)):
        yield f"png-of-{width}x{height}", _saved(Image.new("1", (width, height)), "PNG")
    for mode in ("I;16", "1", "P", "LA", "PA"):
        image = Image.new(mode, (300, 200))
        yield f"mode-{mode}", _saved(image, "TIFF" if mode == "PA" else "PNG")
    rows = zlib.compress(bytes(200_000_000), 9)
    entries = ((256, 4, 1, 7000), (257, 4, 1, 7000), (258, 3, 1, 32), (259, 3, 1, 8))
    more = ((262, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, 7000), (279, 4, 1, len(rows)))
    fields = b"".join(struct.pack("<HHII", *one) for one in (*entries, *more))
    start = b"II*\0" + struct.pack("<I", 8 + len(rows))
    yield "tiff-deflate-bomb", start + rows + struct.pack("<H", 8) + fields + bytes(4)
