"""What files claim to be, by the bytes they start with."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.files.content import (
    BACKGROUND_TYPES,
    CHECKED_TYPES,
    FONT_TYPES,
    IMAGE_TYPES,
    INLINE_TYPES,
    SVG,
    claimed_type,
    extension,
)

BITMAP = b"BM" + bytes(12) + (40).to_bytes(4, "little") + bytes(36)


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF87a\x01\x00", "image/gif"),
        (b"GIF89a\x01\x00", "image/gif"),
        (BITMAP, "image/bmp"),
        (b"II*\x00\x08\x00\x00\x00", "image/tiff"),
        (b"MM\x00*\x00\x00\x00\x08", "image/tiff"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00", "image/avif"),
        (b"\x00\x01\x00\x00\x00\x0c", "font/ttf"),
        (b"true\x00\x0c", "font/ttf"),
        (b"OTTO\x00\x0c", "font/otf"),
        (b"ttcf\x00\x01\x00\x00", "font/collection"),
        (b"wOFF\x00\x01\x00\x00", "font/woff"),
        (b"wOF2\x00\x01\x00\x00", "font/woff2"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_a_signature_is_recognised(head: bytes, content_type: str) -> None:
    assert claimed_type(head) == content_type


@pytest.mark.parametrize(
    "text",
    [
        "<svg/>",
        "<svg>",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "<svg\n\twidth='1'>",
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
        "  \n\t<svg/>",
        "<?xml version='1.0'?><svg/>",
        "<?xml version='1.0'?>\n<!-- drawn by > hand --><!-- <html> -->\n<svg/>",
        "<!DOCTYPE svg><svg/>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg11.dtd"><svg/>',
        '<!DOCTYPE svg [<!ENTITY a "b"> <!ENTITY c "d">]> <svg/>',
        "<?xml-stylesheet href='a.css'?><svg/>",
    ],
)
def test_an_svg_is_recognised_by_its_first_element(text: str) -> None:
    assert claimed_type(text.encode()) == SVG
    assert claimed_type(b"\xef\xbb\xbf" + text.encode()) == SVG
    assert claimed_type(text.encode("utf-16")) == SVG


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"plain text",
        b"true",
        b"true is what this text starts with",
        b"BM is a company",
        b"RIFF\x10\x00\x00\x00WAVEfmt ",
        b"\x00\x00\x00\x1cftypheic\x00\x00",
        b"\x00\x00\x01\x00\x01\x00",
        b"PK\x03\x04",
        b"<html><svg/></html>",
        b"<!-- <svg/> --><html/>",
        b"<!DOCTYPE html><html><body><svg>",
        b"<svgx/>",
        b"< svg/>",
        b"svg",
        b"<",
        b"<!-- never closed <svg/>",
        b"<?xml never closed",
        b"<!DOCTYPE svg [ never closed <svg/>",
        b" \x89PNG\r\n\x1a\n",
    ],
)
def test_anything_else_claims_nothing(head: bytes) -> None:
    assert claimed_type(head) is None


@given(st.binary(max_size=64) | st.text(alphabet="<!-[]>?svg: /\n\"'", max_size=64).map(str.encode))
def test_no_bytes_confuse_it(head: bytes) -> None:
    assert claimed_type(head) in {None, "application/pdf", *CHECKED_TYPES}


def test_compressed_bytes_claim_nothing() -> None:
    assert claimed_type(gzip.compress(b"<svg/>")) is None


def test_only_four_rasters_are_backgrounds_or_ever_shown_in_a_browser() -> None:
    four = {"image/png", "image/jpeg", "image/webp", "image/gif"}

    assert four == BACKGROUND_TYPES == INLINE_TYPES


def test_every_type_that_is_checked_has_an_extension_of_its_own() -> None:
    checked = IMAGE_TYPES | FONT_TYPES | {SVG}

    extensions = {extension(content_type) for content_type in checked}

    assert checked == CHECKED_TYPES
    assert len(extensions) == len(checked)
    assert "bin" not in extensions
    assert extension("application/octet-stream") == extension("text/html") == "bin"
