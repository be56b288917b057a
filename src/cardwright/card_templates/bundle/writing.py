"""Write a bundle: a zip file whose bytes depend on nothing but what is in it."""

import hashlib
from collections.abc import Iterable
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from msgspec import Struct

from cardwright.card_templates.bundle.format import (
    CARD_TEMPLATE,
    CARD_TEMPLATE_TYPE,
    FORMAT,
    LARGEST_BUNDLE,
    MANIFEST,
    MOST_PARTS,
    VERSION,
    BundledTemplate,
    BundledType,
    Manifest,
    Part,
    encode,
    refused,
)
from cardwright.storage import Storage

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE = 0o100644 << 16


class Sink(Protocol):
    """Where the bytes go, one after the other."""

    def write(self, chunk: bytes) -> object:
        """Append bytes."""


class StoredPart(Struct, frozen=True, kw_only=True):
    """A part whose bytes lie in the storage."""

    part: Part
    key: str


class Bundle(Struct, frozen=True, kw_only=True):
    """A card template with the places of its files."""

    card_template: BundledTemplate
    card_template_type: BundledType
    stored: list[StoredPart]


def check_size(bundle: Bundle) -> None:
    """Raise Invalid for more than a bundle may hold."""
    total = sum(one.part.byte_size for one in bundle.stored)
    if total > LARGEST_BUNDLE or len(bundle.stored) > MOST_PARTS:
        raise refused(
            f"would be {len(bundle.stored)} files of {total / 1024 / 1024:.0f} MiB; a bundle may "
            f"hold {MOST_PARTS} of together {LARGEST_BUNDLE // 1024 // 1024} MiB"
        )


def write_bundle(bundle: Bundle, storage: Storage, sink: Sink) -> None:
    """Write the zip file. Raises FileNotFoundError where a file is gone from the storage."""
    texts = {
        CARD_TEMPLATE: encode(bundle.card_template),
        CARD_TEMPLATE_TYPE: encode(bundle.card_template_type),
    }
    parts = [
        *(_text_part(path, text) for path, text in texts.items()),
        *(one.part for one in bundle.stored),
    ]
    manifest = Manifest(format=FORMAT, version=VERSION, parts=parts)
    with ZipFile(_Unseekable(sink), "w") as archive:
        for path, text in {MANIFEST: encode(manifest), **texts}.items():
            _add(archive, path, [text], ZIP_DEFLATED)
        for one in bundle.stored:
            pieces = storage.read(one.key, 0, one.part.byte_size)
            _add(archive, one.part.path, pieces, ZIP_STORED)


def _text_part(path: str, text: bytes) -> Part:
    return Part(path=path, byte_size=len(text), sha256=hashlib.sha256(text).hexdigest())


def _add(archive: ZipFile, path: str, pieces: Iterable[bytes], compression: int) -> None:
    entry = ZipInfo(path, _LONG_AGO)
    entry.compress_type = compression
    entry.external_attr = _REGULAR_FILE
    with archive.open(entry, "w") as file:
        for piece in pieces:
            file.write(piece)


class _Unseekable:
    """A file that `zipfile` can do nothing with but write it from its beginning to its end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, chunk: bytes) -> int:
        self._sink.write(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: whoever owns the sink flushes it."""

    def close(self) -> None:
        """Do nothing, likewise."""
