"""About 200 files that were made to hurt whoever opens them, each with what may become of it."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from tests.sample_files import SVG, a_font

TYPES_OF_BACKGROUNDS = ("PNG", "JPEG", "WEBP", "GIF")
FORMATS = (*TYPES_OF_BACKGROUNDS, "BMP", "TIFF", "AVIF")
BOMB = 200_000_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SCRIPT = b"<script>alert(document.cookie)</script>"


class Fate(Enum):
    """What may become of an upload."""

    INERT = "accepted, and harmless to whoever downloads it"
    REFUSED = "refused with 422"
    EITHER = "either of them, because decoders differ in what they repair"


@dataclass(frozen=True)
class HostileFile:
    """A file, and its fate as the background of a card and as a linked file."""

    name: str
    content: bytes
    background: Fate
    linked: Fate


def hostile_files() -> Iterator[HostileFile]:
    """Make the whole corpus, the same every time, one file after another."""
    yield from _bombs()
    yield from _many_parts()
    yield from _truncations()
    yield from _mislabelled()
    yield from _polyglots()
    yield from _fonts()
    yield from _svgs()
    yield from _garbage()


def _no_image(name: str, content: bytes, linked: Fate = Fate.INERT) -> HostileFile:
    return HostileFile(name, content, Fate.REFUSED, linked)


def _same(name: str, content: bytes, fate: Fate) -> HostileFile:
    return HostileFile(name, content, fate, fate)


def _encoded(name: str, **options: object) -> bytes:
    pixels = random.Random(name).randbytes(24 * 16 * 3)  # noqa: S311 - pixels, not secrets
    buffer = io.BytesIO()
    Image.frombytes("RGB", (24, 16), pixels).save(buffer, name, **options)
    return buffer.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def _png(width: int, height: int, *more: bytes, rows: int = 0, after: bytes = b"") -> bytes:
    """Return a PNG of one-bit pixels that says any size, and holds only the rows it is given."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    deflate = zlib.compressobj(1)
    row = bytes(1 + (width + 7) // 8) if rows else b""
    pixels = b"".join(deflate.compress(row) for _ in range(rows)) + deflate.flush()
    chunks = (_chunk(b"IHDR", header), *more, _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return PNG_SIGNATURE + b"".join(chunks) + after


def _patched(content: bytes, at: int, replacement: bytes) -> bytes:
    return content[:at] + replacement + content[at + len(replacement) :]


def _bombs() -> Iterator[HostileFile]:
    """Little to send, much to unpack."""
    yield _same("pixels-20000x20000", _png(20_000, 20_000, rows=20_000), Fate.REFUSED)
    for width, height in ((2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (65_535, 65_535)):
        yield _same(f"png-says-{width}x{height}", _png(width, height, rows=0), Fate.REFUSED)
    for width, height in ((0, 0), (0, 9), (9, 0)):
        yield _same(f"png-says-{width}x{height}", _png(width, height), Fate.REFUSED)
    squeezed = zlib.compress(bytes(BOMB), 1)
    for name, start in ((b"zTXt", b"a\0\0"), (b"iCCP", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0")):
        bomb = _png(2, 2, _chunk(name, start + squeezed), rows=2)
        yield _same(f"png-{name.decode()}-bomb", bomb, Fate.REFUSED)
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 1, 0, 0, 0, 0))
    too_much = PNG_SIGNATURE + header + _chunk(b"IDAT", squeezed) + _chunk(b"IEND", b"")
    yield _same("png-more-pixels-than-it-says", too_much, Fate.EITHER)
    jpeg = _encoded("JPEG")
    size = jpeg.index(b"\xff\xc0") + 5
    yield _same("jpeg-says-65500x65500", _patched(jpeg, size, b"\xff\xdc" * 2), Fate.REFUSED)
    gif = _encoded("GIF")
    yield _same("gif-says-65535x65535", _patched(gif, 6, b"\xff" * 4), Fate.REFUSED)
    bmp, far = _encoded("BMP"), struct.pack("<ii", 2**31 - 1, 2**31 - 1)
    yield _no_image("bmp-says-2147483647", _patched(bmp, 18, far), Fate.REFUSED)
    for width, height in ((0xFFFF, 0xFFFF), (0x7FFFFFFF, 1), (0, 0)):
        yield _no_image(f"tiff-says-{width}x{height}", _tiff(width, height), Fate.REFUSED)
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\x3f\0" * 2
    webp = b"RIFF" + struct.pack("<I", 4 + len(canvas)) + b"WEBP" + canvas
    yield _same("webp-says-16384x16384", webp, Fate.REFUSED)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(20_000_000))
    yield _no_image("zip-bomb", archive.getvalue())


def _tiff(width: int, height: int, next_directory: int = 0) -> bytes:
    """Return a TIFF of the size it says, whose one strip is said to hold 2 GB."""
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (278, 4, 1, height),
        (279, 4, 1, 2**31 - 1),
    ]
    fields = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    directory = struct.pack("<H", len(entries)) + fields + struct.pack("<I", next_directory)
    return b"II*\0" + struct.pack("<I", 8) + directory


def _many_parts() -> Iterator[HostileFile]:
    """More frames, chunks or directories than anybody needs."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    start = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    yield _same("gif-100000-frames", start + frame * 100_000 + b";", Fate.INERT)
    comment = b"\x21\xfe" + (b"\xff" + b"x" * 255) * 10_000 + b"\0"
    yield _same("gif-long-comment", start + comment + frame + b";", Fate.INERT)
    texts = _chunk(b"tEXt", b"Comment\0x") * 50_000
    yield _same("png-50000-texts", _png(2, 2, texts, rows=2), Fate.EITHER)
    control = _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0))
    yield _same("png-2147483647-frames", _png(2, 2, control, rows=2), Fate.EITHER)
    yield _same("png-5000-headers", _png(2, 2, *([_ihdr()] * 5000), rows=2), Fate.EITHER)
    yield _no_image("tiff-directory-loop", _tiff(2, 2, next_directory=8), Fate.EITHER)
    jpeg = _encoded("JPEG")
    remarks = b"\xff\xfe\xff\xff" + b"x" * 65_533
    yield _same("jpeg-100-comments", jpeg[:2] + remarks * 100 + jpeg[2:], Fate.INERT)
    yield _same("jpeg-nested-thumbnail", jpeg[:2] + _exif(jpeg) + jpeg[2:], Fate.INERT)


def _ihdr() -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 1, 0, 0, 0, 0))


def _exif(content: bytes) -> bytes:
    body = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + content
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _truncations() -> Iterator[HostileFile]:
    """What remains of good files when the line breaks down."""
    for name in FORMATS:
        content = _encoded(name)
        yield _no_image(f"{name}-first-byte", content[:1])
        for part in range(10):
            kept = 20 + (len(content) - 25) * part // 9
            yield _same(f"{name}-first-{kept}-bytes", content[:kept], Fate.REFUSED)


def _mislabelled() -> Iterator[HostileFile]:
    """The first bytes of one format, and all of another after them."""
    for claimed in FORMATS:
        # Where GIF has no block Pillow looks on for one, and so may find a picture by chance.
        fate = Fate.EITHER if claimed == "GIF" else Fate.REFUSED
        for real in FORMATS:
            if real != claimed:
                content = _encoded(claimed)[:18] + _encoded(real)
                background = fate if claimed in TYPES_OF_BACKGROUNDS else Fate.REFUSED
                yield HostileFile(f"{real}-as-{claimed}", content, background, fate)


def _polyglots() -> Iterator[HostileFile]:
    """Files that are two things at once."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil\n")
    for name in TYPES_OF_BACKGROUNDS:
        content = _encoded(name)
        for tail, more in (
            ("script", SCRIPT),
            ("zip", archive.getvalue()),
            ("php", b"<?php system($_GET['c']); ?>"),
        ):
            yield _same(f"{name}-and-{tail}", content + more, Fate.INERT)
    script = b"GIF89a=1;alert(document.domain)//"
    yield _same("gif-that-is-javascript", script, Fate.REFUSED)
    start = _encoded("GIF")
    hidden = b"\x21\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\0"
    at = 13 + 3 * 2 ** ((start[10] & 7) + 1)
    yield _same("gif-with-script-inside", start[:at] + hidden + start[at:], Fate.INERT)
    noted = _png(2, 2, _chunk(b"tEXt", b"Comment\0" + SCRIPT), rows=2)
    yield _same("png-with-script-inside", noted, Fate.INERT)
    jpeg = _encoded("JPEG", comment=SCRIPT)
    yield _same("jpeg-with-script-inside", jpeg, Fate.INERT)
    yield _no_image("zip-before-png", archive.getvalue() + _encoded("PNG"))
    yield _no_image("html-before-png", SCRIPT + _encoded("PNG"))
    yield _no_image("html-before-svg", b"<html>" + SVG + SCRIPT + b"</html>")
    yield _no_image("pdf-and-html", b"%PDF-1.7\n" + SCRIPT)
    yield _same("png-signature-and-html", PNG_SIGNATURE + SCRIPT, Fate.REFUSED)
    yield _same("jpeg-signature-and-html", b"\xff\xd8\xff\xe0" + SCRIPT, Fate.REFUSED)


def _fonts() -> Iterator[HostileFile]:
    """A good font, broken on purpose, and headers without a font."""
    font = a_font()
    for part in range(10):
        kept = 12 + (len(font) - 100) * part // 10
        yield _no_image(f"font-first-{kept}-bytes", font[:kept], Fate.REFUSED)
    chance = random.Random(7)  # noqa: S311 - mutations, not secrets
    for number in range(25):
        broken = bytearray(font)
        # A few bytes of the table directory, and a few of the tables.
        for end in [12 + 16 * font[5]] * 3 + [len(font)] * 20:
            broken[chance.randrange(4, end)] = chance.randrange(256)
        yield _no_image(f"font-mutation-{number}", bytes(broken), Fate.EITHER)
    yield _no_image("font-65535-tables", _patched(font, 4, b"\xff\xff"), Fate.REFUSED)
    beyond = _patched(font, 12 + 8, b"\xff\xff\xff\xf0")
    yield _no_image("font-table-beyond-the-end", beyond, Fate.EITHER)
    yield _no_image("font-and-script", font + SCRIPT, Fate.EITHER)
    yield _no_image("font-of-zeros", b"\0\1\0\0" + bytes(100_000), Fate.REFUSED)
    yield _no_image("collection-of-many", b"ttcf\0\1\0\0\x7f\xff\xff\xff" + font, Fate.REFUSED)
    yield _no_image("otto-only", b"OTTO", Fate.REFUSED)
    huge = struct.pack(">IIHHIHHIIIII", 0x00010000, 60, 1, 0, 2**31, 1, 0, 0, 0, 0, 0, 0)
    for signature in (b"wOFF", b"wOF2"):
        name = signature.decode()
        yield _no_image(f"{name}-only", signature, Fate.REFUSED)
        yield _no_image(f"{name}-huge", signature + huge + bytes(64), Fate.REFUSED)
        yield _no_image(f"{name}-and-script", signature + SCRIPT * 9, Fate.REFUSED)
    yield _no_image("woff-bomb", _woff_bomb(), Fate.REFUSED)


def _woff_bomb() -> bytes:
    squeezed = zlib.compress(bytes(BOMB), 1)
    table = struct.pack(">4sIIII", b"glyf", 64, len(squeezed), BOMB, 0)
    total = 64 + len(squeezed)
    head = struct.pack(">II4x", 0x00010000, total)[:8] + struct.pack(">HHI", 1, 0, BOMB + 28)
    return b"wOFF" + head + bytes(24) + table + squeezed


def _svgs() -> Iterator[HostileFile]:
    """Markup that runs, unfolds, or has no end."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"'
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    refused = {
        "doctype": b"<!DOCTYPE svg>" + svg + b"/>",
        "html-doctype": b"<!DOCTYPE html>" + svg + b"/>",
        "billion-laughs": b'<!DOCTYPE svg [<!ENTITY l0 "ha">' + laughs + b"]><svg>&l9;</svg>",
        "external-entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        "parameter-entity": b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1/"> %x;]><svg/>',
        "undeclared-entity": svg + b">&nbsp;</svg>",
        "unclosed": svg + b"><g>" * 3,
        "unclosed-100000": svg + b">" + b"<g>" * 100_000,
        "two-roots": SVG + SVG,
        "repeated-attribute": svg + b' id="a" id="b"/>',
        "bad-encoding": b'<?xml version="1.0" encoding="no-such"?>' + SVG,
        "not-utf-8": svg + b">\xff\xfe</svg>",
        "nul": svg + b">\0</svg>",
        "control-reference": svg + b">&#0;</svg>",
        "utf-16-doctype": "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>".encode("utf-16"),
        "and-php": SVG + b"<?php system('id'); ",
    }
    for name, content in refused.items():
        yield _no_image(f"svg-{name}", content, Fate.REFUSED)
    accepted = {
        "script": svg + b">" + SCRIPT + b"</svg>",
        "onload": svg + b' onload="alert(1)"/>',
        "foreign-html": svg + b"><foreignObject><iframe src='//x'/></foreignObject></svg>",
        "stylesheet": b'<?xml-stylesheet href="http://127.0.0.1/x.xsl"?>' + SVG,
        "far-image": svg + b'><image href="http://127.0.0.1:1/x.png"/></svg>',
        "use-of-itself": svg + b'><g id="a"><use href="#a"/><use href="#a"/></g></svg>',
    }
    for name, content in accepted.items():
        yield _no_image(f"svg-{name}", content)
    wide = b"".join(b' a%d="x"' % n for n in range(100_000))
    large = {
        "nested-100000": svg + b">" + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>",
        "huge-attribute": svg + b' d="' + b"M0 0 " * 1_000_000 + b'"/>',
        "100000-attributes": svg + wide + b"/>",
        "huge-text": svg + b">" + b"x" * 5_000_000 + b"</svg>",
        "huge-name": svg + b"><" + b"n" * 3_000_000 + b"/></svg>",
    }
    for name, content in large.items():
        yield _no_image(f"svg-{name}", content, Fate.EITHER)


def _garbage() -> Iterator[HostileFile]:
    """Nothing, noise, and what is not for here."""
    yield _no_image("empty", b"", Fate.REFUSED)
    chance = random.Random(11)  # noqa: S311 - noise, not secrets
    for size in (1, 2, 3, 100, 4095, 4096, 4097, 100_000):
        yield _no_image(f"noise-{size}", b"\x07" + chance.randbytes(size - 1))
    for name, content in {
        "zeros": bytes(1_000_000),
        "program": b"\x7fELF\2\1\1" + bytes(2000),
        "windows-program": b"MZ\x90\0" + bytes(2000),
        "shell-script": b"#!/bin/sh\nrm -rf /\n",
        "html": b"<!DOCTYPE html><html>" + SCRIPT + b"</html>",
        "javascript": b"alert(1)//",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
        "icon": b"\0\0\1\0\1\0" + bytes(100),
        "bmp-signature": b"BM" + bytes(100),
        "riff-only": b"RIFF\xff\xff\xff\xffWAVE" + bytes(100),
        "compressed-svg": zlib.compress(SVG),
        "endless-markup": b"<!--" + b"<!" * 50_000,
        "endless-subset": b"<!DOCTYPE svg [" * 5000,
    }.items():
        yield _no_image(name, content)
