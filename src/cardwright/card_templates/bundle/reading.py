"""Read a bundle that a stranger made: nothing of it is believed before it is checked."""

import hashlib
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from cardwright.card_templates.bundle.format import (
    CARD_TEMPLATE,
    CARD_TEMPLATE_TYPE,
    FORMAT,
    LARGEST_BUNDLE,
    LARGEST_FILE,
    LARGEST_JSON,
    MANIFEST,
    MEBIBYTE,
    MOST_PARTS,
    VERSION,
    Manifest,
    Part,
    refused,
)
from cardwright.card_templates.file_roles import checked_role
from cardwright.errors import Invalid
from cardwright.files.content import claimed_type
from cardwright.ids import is_uuid
from cardwright.storage import Incoming

PIECE = 256 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONG_END = b"PK\x06\x07"
_LONG_END_SIZE = 20
_LARGEST_DIRECTORY = 1024 * MOST_PARTS
_PATH = re.compile(
    r"[a-z_]+\.json|background_image/(?:front|back)|files/[0-9]{1,4}(?:\.[a-z0-9]{1,8})?"
)
_ENCRYPTED = 0x1
_LONGEST_SHOWN = 80

JSON_PARTS = (CARD_TEMPLATE, CARD_TEMPLATE_TYPE)


class ReadPart(Struct, frozen=True, kw_only=True):
    """A background image or linked file, on this machine now."""

    part: Part
    incoming: Incoming

    @property
    def content_type(self) -> str | None:
        """What its first bytes claim it to be."""
        return claimed_type(self.incoming.head)


class ReadBundle(Struct, frozen=True, kw_only=True):
    """A bundle whose parts are what its manifest says; what the images hold is not checked yet."""

    card_template: bytes
    card_template_type: bytes
    files: list[ReadPart]

    def discard(self) -> None:
        """Remove the files."""
        for one in self.files:
            one.incoming.discard()


def read_bundle(path: Path, incoming: Callable[[], Incoming]) -> ReadBundle:
    """Read the bundle at `path`; its files go where `incoming` takes them.

    Raises Invalid for `file` with what is wrong, and Unavailable where the disk is full. After any
    exception nothing of it is left.
    """
    files: list[ReadPart] = []
    try:
        with _faults_as_refusals(), path.open("rb") as file:
            _check_end(file)
            with ZipFile(file) as archive:
                manifest, entries = _contents(archive)
                texts = {
                    part.path: _text(archive, entries[part.path], part)
                    for part in manifest.parts
                    if part.path in JSON_PARTS
                }
                for part in manifest.parts:
                    if part.path not in JSON_PARTS:
                        taken = incoming()
                        files.append(ReadPart(part=part, incoming=taken))
                        _take(archive, entries[part.path], part, taken.write)
    except BaseException:
        for one in files:
            one.incoming.discard()
        raise
    return ReadBundle(
        card_template=texts[CARD_TEMPLATE],
        card_template_type=texts[CARD_TEMPLATE_TYPE],
        files=files,
    )


@contextmanager
def _faults_as_refusals() -> Iterator[None]:
    """Turn what a damaged or hostile zip file does to its reader into a refusal."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as why:
        raise refused("is damaged, or no zip file") from why


def _check_end(file: IO[bytes]) -> None:
    """Refuse a directory that would take much memory, before `zipfile` reads it whole.

    What follows the directory is that of a zip file without comment and without the extension for
    large ones, and so the only one that `zipfile` goes by.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LONG_END_SIZE))
    end = file.read()
    record = end[-_END_SIZE:]
    if not record.startswith(_END) or record[-2:] != b"\0\0" or end.startswith(_LONG_END):
        raise refused("is no zip file, or one with a comment or the extension for large files")
    if int.from_bytes(record[12:16], "little") > _LARGEST_DIRECTORY:
        raise refused(f"has too many entries: a bundle may hold {MOST_PARTS} files")
    file.seek(0)


def _contents(archive: ZipFile) -> tuple[Manifest, dict[str, ZipInfo]]:
    """Return the manifest and the entry of each of its parts: these, and no others."""
    entries: dict[str, ZipInfo] = {}
    for entry in archive.infolist():
        if entry.filename in entries:
            raise refused(f"has two entries of the name {_shown(entry.filename)}")
        entries[entry.filename] = entry
        _check_entry(entry)
    if sum(entry.file_size for entry in entries.values()) > LARGEST_BUNDLE + 3 * LARGEST_JSON:
        raise refused(f"would be more than {LARGEST_BUNDLE // MEBIBYTE} MiB when it is unpacked")
    if MANIFEST not in entries:
        raise refused(f"is no bundle of a card template: it has no {MANIFEST}")
    manifest = _manifest(b"".join(_pieces(archive, entries.pop(MANIFEST), LARGEST_JSON)))
    paths = [part.path for part in manifest.parts]
    if sorted(paths) != sorted(entries) or not set(JSON_PARTS) <= set(paths):
        raise refused(f"does not hold just what its {MANIFEST} names")
    for part in manifest.parts:
        _check_part(part)
    _check_unique([part.uuid.lower() for part in manifest.parts if part.uuid], "uuid")
    _check_unique([part.side for part in manifest.parts if part.side], "side")
    return manifest, entries


def _check_entry(entry: ZipInfo) -> None:
    name = _shown(entry.filename)
    if not _PATH.fullmatch(entry.filename):
        raise refused(f"has an entry that no bundle has: {name}")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise refused(f"has an entry that is no regular file: {name}")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & _ENCRYPTED:
        raise refused(f"has an entry that is encrypted or compressed in a rare way: {name}")
    if entry.file_size > _most(entry.filename):
        raise refused(f"has an entry that is too large: {name}")


def _manifest(text: bytes) -> Manifest:
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise refused(f"has a {MANIFEST} that cannot be used: {fault}") from None
    if manifest.format != FORMAT:
        raise refused("is no bundle of a card template")
    if manifest.version != VERSION:
        raise refused(
            f"is a bundle of version {manifest.version}, and this service reads version {VERSION}"
        )
    return manifest


def _check_part(part: Part) -> None:
    """Refuse a part that is not what its path says."""
    is_background = part.path.startswith("background_image/")
    is_file = part.path.startswith("files/")
    if is_background:
        is_right = part.side == Path(part.path).stem and part.uuid is part.file_role is None
    elif is_file:
        is_right = part.side is None and is_uuid(part.uuid or "") and part.file_role is not None
    else:
        is_right = part.side is part.uuid is part.file_role is None
    if not is_right:
        raise refused(f"has a {MANIFEST} that says of {part.path} what it cannot be")
    if is_file:
        try:
            checked_role(part.file_role or "")
        except Invalid as fault:
            raise refused(f"has a {MANIFEST} with a role that cannot be: {fault}") from None


def _check_unique(values: Sequence[str], name: str) -> None:
    if len(set(values)) < len(values):
        raise refused(f"has a {MANIFEST} in which a {name} stands twice")


def _text(archive: ZipFile, entry: ZipInfo, part: Part) -> bytes:
    text = bytearray()
    _take(archive, entry, part, text.extend)
    return bytes(text)


def _take(archive: ZipFile, entry: ZipInfo, part: Part, write: Callable[[bytes], object]) -> None:
    """Unpack a part and pass it on, as long as it is what the manifest says."""
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(archive, entry, _most(part.path)):
        digest.update(piece)
        size += len(piece)
        write(piece)
    if (size, digest.hexdigest()) != (part.byte_size, part.sha256.lower()):
        raise refused(f"has changed on its way: {part.path} is not what its {MANIFEST} says")
    if not size:
        raise refused(f"has an empty part: {part.path}")


def _pieces(archive: ZipFile, entry: ZipInfo, most: int) -> Iterator[bytes]:
    """Unpack an entry, up to as many bytes as it may have, whatever the entry says."""
    size = 0
    with archive.open(entry) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > most:
                raise refused(f"has an entry that is too large: {_shown(entry.filename)}")
            yield piece


def _most(path: str) -> int:
    return LARGEST_JSON if path.endswith(".json") and "/" not in path else LARGEST_FILE


def _shown(name: str) -> str:
    return repr(name[:_LONGEST_SHOWN])
