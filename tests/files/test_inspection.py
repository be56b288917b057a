"""Uploads are decoded in children that may die; the parent never does."""

import asyncio
import io
import os
import struct
import sys
import time
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from cardwright.errors import Invalid, Unavailable
from cardwright.files.content import claimed_type
from cardwright.files.inspection import FILES_PER_CHILD, Inspection

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


def child_saying(script: str, **limits: float) -> Inspection:
    """Return an Inspection whose children run `script` once they are ready."""
    ready = "import sys, os, time; print('{\"ready\": true}', flush=True); "
    return Inspection([sys.executable, "-c", ready + script], seconds=limits.get("seconds", 5))


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


def test_a_child_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    first = tmp_path / "first"
    script = (
        f"first = {str(first)!r}; line = sys.stdin.readline(); "
        "os.path.exists(first) or (open(first, 'w').close(), time.sleep(60)); "
        "print('{\"problem\": null}', flush=True); sys.stdin.read()"
    )
    started = time.monotonic()

    async def check_twice(inspection: Inspection) -> None:
        with pytest.raises(Invalid, match=BEYOND_LIMITS):
            await inspection.check(tmp_path, "image/png")
        await inspection.check(tmp_path, "image/png")

    in_one_loop(check_twice, child_saying(script, seconds=0.3))

    assert time.monotonic() - started < 5


def test_what_a_hanging_child_has_started_dies_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = (
        "import subprocess; sys.stdin.readline(); "
        "grandchild = subprocess.Popen(['sleep', '60']); "
        f"open({str(note)!r}, 'w').write(str(grandchild.pid)); time.sleep(60)"
    )

    assert BEYOND_LIMITS in refusal(tmp_path, "image/png", child_saying(script, seconds=0.5))

    pid = int(note.read_text())
    assert is_gone_within(pid, seconds=5)


def is_gone_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        # Nobody may be there to collect it: a zombie is dead too.
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize(
    "script",
    [
        "os.abort()",
        "sys.stdin.readline(); os.abort()",
        "sys.stdin.readline(); sys.exit(0)",
        "sys.stdin.readline(); print('garbage')",
        "sys.stdin.readline(); print('null')",
        "sys.stdin.readline(); print('{\"problem\": 7}')",
        "sys.stdin.readline(); print('[' * 60000)",
        "sys.stdin.readline(); print('x' * 10_000_000)",
        "sys.stdin.readline(); sys.stdout.buffer.write(bytes(range(256)) * 100_000)",
        "sys.stdin.readline(); [sys.stdout.write('y' * 65536) for _ in iter(int, 1)]",
    ],
)
def test_whatever_a_child_does_instead_of_answering_is_a_refused_file(
    tmp_path: Path, script: str
) -> None:
    assert BEYOND_LIMITS in refusal(tmp_path, "image/png", child_saying(script))


def test_a_warm_child_that_died_is_not_held_against_the_next_file(tmp_path: Path) -> None:
    script = "sys.stdin.readline(); print('{\"problem\": null}', flush=True)"

    check(tmp_path, *["image/png"] * 3, inspection=child_saying(script))


@pytest.mark.parametrize(
    "program",
    [
        ["/nonexistent/program"],
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "print('x' * 10_000_000)"],
        [sys.executable, "-c", "print('{\"ready\": false}'); input()"],
    ],
)
def test_children_that_cannot_be_started_are_no_fault_of_the_file(
    tmp_path: Path, program: list[str]
) -> None:
    with pytest.raises(Unavailable):
        check(tmp_path, "image/png", inspection=Inspection(program))


def test_at_most_two_files_are_decoded_at_a_time_and_each_gets_its_turn(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = (
        f"log = open({str(log)!r}, 'a', buffering=1); "
        "[(log.write('+\\n'), time.sleep(0.05), log.write('-\\n'),"
        " print('{\"problem\": null}', flush=True)) for line in sys.stdin]"
    )

    async def check_many(inspection: Inspection) -> None:
        await asyncio.gather(*(inspection.check(tmp_path, "image/png") for _ in range(8)))

    in_one_loop(check_many, child_saying(script))

    running = most = 0
    for sign in log.read_text().split():
        running += 1 if sign == "+" else -1
        most = max(most, running)
    assert log.read_text().count("+") == log.read_text().count("-") == 8
    assert most == 2


def test_a_child_is_used_for_many_files_and_then_replaced(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = (
        f"open({str(log)!r}, 'a').write('started\\n'); "
        "[print('{\"problem\": null}', flush=True) for line in sys.stdin]"
    )

    check(tmp_path, *["image/png"] * (FILES_PER_CHILD + 1), inspection=child_saying(script))

    assert log.read_text().count("started") == 2


def test_a_check_that_is_given_up_leaves_no_answer_to_the_next_file(tmp_path: Path) -> None:
    script = (
        "[(time.sleep(0.2), print('{\"problem\": \"of ' + line.split('\"')[3] + '\"}',"
        " flush=True)) for line in sys.stdin]"
    )

    async def give_up_then_check(inspection: Inspection) -> None:
        given_up = asyncio.create_task(inspection.check(Path("/first"), "image/png"))
        await asyncio.sleep(0.15)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        with pytest.raises(Invalid, match="of /second"):
            await inspection.check(Path("/second"), "image/png")

    in_one_loop(give_up_then_check, child_saying(script))


def test_closing_ends_the_children_and_what_they_were_doing(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    inspection = child_saying(script)

    async def close_during_a_check(inspection: Inspection) -> None:
        under_way = asyncio.create_task(inspection.check(tmp_path, "image/png"))
        while not (note.exists() and note.read_text()):
            await asyncio.sleep(0.01)
        await inspection.close()
        with pytest.raises(Unavailable):
            await under_way
        with pytest.raises(Unavailable):
            await inspection.check(tmp_path, "image/png")

    in_one_loop(close_during_a_check, inspection)

    assert is_gone_within(int(note.read_text()), seconds=5)


def test_children_know_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDWRIGHT_SECRET_KEY", "a secret of more than 32 characters")
    script = (
        "sys.stdin.readline(); import json; "
        "print(json.dumps({'problem': ' '.join(os.environ)}), flush=True)"
    )

    names = refusal(tmp_path, "image/png", child_saying(script)).split()

    allowed = {"LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH"}
    assert set(names) <= allowed | {"__CF_USER_TEXT_ENCODING"}
