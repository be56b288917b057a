"""Uploads are decoded in children that may die; the parent never does."""

import asyncio
import io
import struct
import sys
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from cardwright.errors import Invalid, Unavailable
from cardwright.files.content import claimed_type
from cardwright.files.inspection import Inspection

BEYOND_LIMITS = "could not be decoded within the limits"


def check(path: Path, *content_types: str, inspection: Inspection | None = None) -> None:
    """Check the file once as each type, by children of its own."""

    async def run(inspection: Inspection) -> None:
        for content_type in content_types:
            await inspection.check(path, content_type)

    in_one_loop(run, inspection)


def in_one_loop(
    work: Callable[[Inspection], Awaitable[None]], inspection: Inspection | None = None
) -> None:
    async def run() -> None:
        used = inspection or Inspection()
        try:
            async with asyncio.timeout(20):
                await work(used)
        finally:
            await used.close()

    asyncio.run(run())


def refusal(path: Path, content_type: str, inspection: Inspection | None = None) -> str:
    with pytest.raises(Invalid) as caught:
        check(path, content_type, inspection=inspection)
    assert list(caught.value.errors) == ["file"]
    return caught.value.errors["file"][0]


def encoded(name: str, **options: object) -> bytes:
    picture = Image.linear_gradient("L").resize((60, 40))
    buffer = io.BytesIO()
    Image.merge("RGB", [picture, picture.rotate(180), picture]).save(buffer, name, **options)
    return buffer.getvalue()


def png(width: int, height: int, *more_chunks: bytes, depth: int = 1) -> bytes:
    """Return a grey PNG of any size without having its pixels in memory."""
    row = bytes(1 + (width * depth + 7) // 8)
    deflate = zlib.compressobj(1)
    pixels = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    chunks = [chunk(b"IHDR", header), *more_chunks, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def a_font() -> bytes:
    """Return the TrueType font that Pillow carries in its code."""
    font = ImageFont.load_default(10)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return bytes(font.font_bytes)


SVG = b'<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
IMAGES = {
    "image/png": encoded("PNG"),
    "image/jpeg": encoded("JPEG"),
    "image/webp": encoded("WEBP"),
    "image/gif": encoded("GIF"),
    "image/bmp": encoded("BMP"),
    "image/tiff": encoded("TIFF", compression="tiff_lzw"),
    "image/avif": encoded("AVIF"),
}


def test_what_decodes_as_what_it_claims_is_accepted(tmp_path: Path) -> None:
    files = {**IMAGES, "font/ttf": a_font(), "image/svg+xml": SVG}

    async def check_all(inspection: Inspection) -> None:
        for content_type, content in files.items():
            path = tmp_path / content_type.replace("/", "-")
            path.write_bytes(content)
            assert claimed_type(content) == content_type
            await inspection.check(path, content_type)

    in_one_loop(check_all)


def test_a_jpeg_of_several_pictures_is_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "portrait"
    path.write_bytes(encoded("MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))]))

    check(path, "image/jpeg")


def test_other_types_are_not_looked_at(tmp_path: Path) -> None:
    nobody = Inspection(["/nonexistent/program"])

    check(tmp_path / "missing", "application/pdf", "application/octet-stream", inspection=nobody)


def test_every_image_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    async def check_all(inspection: Inspection) -> None:
        for content_type, content in IMAGES.items():
            for kept in (20, len(content) // 2, len(content) * 9 // 10, len(content) - 5):
                path = tmp_path / "cut"
                path.write_bytes(content[:kept])
                with pytest.raises(Invalid, match="damaged or incomplete"):
                    await inspection.check(path, content_type)

    in_one_loop(check_all)


def test_an_image_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"

    async def check_all(inspection: Inspection) -> None:
        for content_type in IMAGES:
            for other in IMAGES:
                if other != content_type:
                    path.write_bytes(IMAGES[other])
                    with pytest.raises(Invalid):
                        await inspection.check(path, content_type)

    in_one_loop(check_all)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>", "image/png"),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", "image/jpeg"),
        (b"GIF89a<script>alert(1)</script>", "image/gif"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "image/jpeg"),
        (png(0, 10), "image/png"),
        (png(2, 2, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 1))), "image/png"),
        (png(2, 2, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000), 1))), "image/png"),
    ],
    ids=["html-png", "html-jpeg", "html-gif", "eps", "no-pixels", "ztxt-bomb", "iccp-bomb"],
)
def test_hostile_images_are_refused(tmp_path: Path, content: bytes, content_type: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)

    assert "is a" in refusal(path, content_type)


def test_more_than_50_megapixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    bomb, almost = tmp_path / "bomb", tmp_path / "almost"
    bomb.write_bytes(png(8000, 8000))
    almost.write_bytes(png(50_000, 1001))

    assert bomb.stat().st_size < 64 * 1024
    assert "50 megapixels" in refusal(bomb, "image/png")
    assert "50 megapixels" in refusal(almost, "image/png")


def test_exactly_50_megapixels_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(png(10_000, 5_000))

    check(path, "image/png")


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not bound a process's memory")
def test_a_child_that_runs_out_of_memory_is_a_refused_file(tmp_path: Path) -> None:
    large, small = tmp_path / "large", tmp_path / "small"
    large.write_bytes(png(10_000, 5_000, depth=16))
    small.write_bytes(IMAGES["image/png"])

    async def check_both(inspection: Inspection) -> None:
        with pytest.raises(Invalid, match=BEYOND_LIMITS):
            await inspection.check(large, "image/png")
        await inspection.check(small, "image/png")

    in_one_loop(check_both, Inspection(memory=128 * 1024 * 1024))


def test_a_broken_font_is_refused(tmp_path: Path) -> None:
    font = a_font()
    path = tmp_path / "font"

    async def check_all(inspection: Inspection) -> None:
        for broken in (font[: len(font) // 2], font[:12], b"OTTO<script>", b"wOFF" + bytes(60)):
            path.write_bytes(broken)
            with pytest.raises(Invalid, match="font sanitizer refuses"):
                await inspection.check(path, claimed_type(broken) or "none")

    in_one_loop(check_all)


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(png(10_000, 5_000, depth=16))

    assert BEYOND_LIMITS in refusal(path, "image/png", Inspection(seconds=0.05))


def test_children_that_cannot_be_started_are_no_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        check(tmp_path, "image/png", inspection=Inspection(["/nonexistent/program"]))
