"""What bytes claim to be, by the signature they start with.

A claim is not proof: `inspection` decodes what claims to be an image or a font. Only formats that
it can decode are recognised, so HEIC counts as unknown; so does ICO, whose four-byte signature is
shared by too many other binary files. What the client says (Content-Type, file name) never counts.
"""

import re

BACKGROUND_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What may lie behind a side of a card."""

INLINE_TYPES = BACKGROUND_TYPES
"""What is ever served for display in a browser; everything else is an attachment."""

IMAGE_TYPES = BACKGROUND_TYPES | {"image/bmp", "image/tiff", "image/avif"}
FONT_TYPES = frozenset({"font/ttf", "font/otf", "font/collection", "font/woff", "font/woff2"})
SVG = "image/svg+xml"
CHECKED_TYPES = IMAGE_TYPES | FONT_TYPES | {SVG}
"""What must be what it claims to be before it is stored."""

HEAD = 4096
"""How many bytes from the start of a file `claimed_type` wants to see."""

_EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/avif": "avif",
    SVG: "svg",
    "font/ttf": "ttf",
    "font/otf": "otf",
    "font/collection": "ttc",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "application/pdf": "pdf",
}

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    # The next byte is half of the number of tables; with it a text that starts with the word
    # "true" is no font.
    (b"true\x00", "font/ttf"),
    (b"OTTO", "font/otf"),
    (b"ttcf", "font/collection"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"%PDF-", "application/pdf"),
)
_SVG_TAG = re.compile(r"<([^\s<>/:]+:)?svg([\s/>]|$)")
_BITMAP_HEADER_SIZES = {12, 16, 40, 52, 56, 64, 108, 124}


def claimed_type(head: bytes) -> str | None:
    """Return the media type that the first 4 KiB of a file claim, or None for anything else."""
    for signature, content_type in _SIGNATURES:
        if head.startswith(signature):
            return content_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in {b"avif", b"avis"}:
        return "image/avif"
    if _is_bitmap(head):
        return "image/bmp"
    if _starts_with_svg(_text(head[:HEAD])):
        return SVG
    return None


def extension(content_type: str) -> str:
    """Return the usual file name extension without its dot; `bin` for an unknown type."""
    return _EXTENSIONS.get(content_type, "bin")


def _is_bitmap(head: bytes) -> bool:
    """Two letters are too little to go by, so the size of the header that follows counts too."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADER_SIZES


def _text(head: bytes) -> str:
    """Decode by the byte order mark; everything that matters in other encodings is ASCII."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _starts_with_svg(text: str) -> bool:
    """Say whether the first element is svg, with or without a namespace prefix."""
    rest = text.lstrip()
    while rest.startswith(("<?", "<!")):
        rest = _after_markup(rest).lstrip()
    return _SVG_TAG.match(rest) is not None


def _after_markup(text: str) -> str:
    """Return what follows the declaration, instruction, comment or DOCTYPE at the start."""
    if text.startswith("<?"):
        return text.partition("?>")[2]
    if text.startswith("<!--"):
        return text.partition("-->")[2]
    before, opened, subset = text.partition("[")
    if opened and ">" not in before:
        text = subset.partition("]")[2]
    return text.partition(">")[2]
