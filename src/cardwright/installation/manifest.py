"""What a copy of an installation consists of, as its `manifest.json` tells.

    <folder>/manifest.json            written last: without it, the copy is not complete
    <folder>/rows/<table>.jsonl.gz    a JSON array a row, in the order of the manifest's columns
    <folder>/files/<account>/<name>   the bytes of the files, unchanged

Rows say the same on every kind of database: whole numbers, numbers, booleans and texts as JSON has
them, bytes in base64 (RFC 4648, section 4).
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal

import msgspec
from isal import igzip
from msgspec import Struct

from cardwright.files.actions import storage_key
from cardwright.files.verification import ExpectedBlob
from cardwright.settings import SettingsError

FORMAT = 1
ROWS, FILES, MANIFEST = "rows", "files", "manifest.json"

Kind = Literal["integer", "number", "boolean", "text", "bytes"]
Told = Callable[[str, int, int], None]
"""Is told of what, how much of how much is done."""


class CopyRefused(SettingsError):
    """An installation cannot be copied as asked; the message says why, and what to do."""


class DumpedTable(Struct, frozen=True):
    """The rows of one table."""

    name: str
    columns: dict[str, Kind]
    key: list[str]
    """The columns of the primary key."""
    row_count: int = 0
    digest: str = ""
    """The sum of the SHA-256 of all rows, modulo 2^256, in hexadecimal: no order matters to it."""
    file_sha256: str = ""
    last_id: int | None = None
    """The highest id that was ever given; ids go on after it."""


class Manifest(Struct, frozen=True):
    """What the copy holds, and what made it."""

    format: int
    made_by: str
    made_at: str
    schema: str
    """The number of the last migration of the database."""
    tables: list[DumpedTable]
    """Each after those that it refers to."""
    file_count: int = 0
    file_bytes: int = 0
    damaged: dict[str, str] = {}
    """What is wrong with files, by their keys: these were not copied."""

    def table(self, name: str) -> DumpedTable:
        """Return the table of that name."""
        return next(one for one in self.tables if one.name == name)


def rows_path(folder: Path, table: DumpedTable) -> Path:
    """Return the file of the rows of a table."""
    return folder / ROWS / f"{table.name}.jsonl.gz"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which ends the copy; it is on the disk by then."""
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    draft = folder / f"{MANIFEST}.draft"
    with draft.open("wb") as file:
        file.write(content + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / MANIFEST)
    _flush_folder(folder)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a complete copy, and compare its rows with it.

    Raises CopyRefused where there is no such copy.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        raise CopyRefused(f"{folder} holds no complete backup: it has no {MANIFEST}") from None
    try:
        manifest = msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as problem:
        raise CopyRefused(f"{folder / MANIFEST} cannot be read: {problem}") from None
    if manifest.format != FORMAT:
        raise CopyRefused(
            f"{folder} was made by cardwright {manifest.made_by}, in a format that this version "
            "does not know: use that version"
        )
    for table in manifest.tables:
        path = rows_path(folder, table)
        if not path.is_file() or sha256_of(path) != table.file_sha256:
            raise CopyRefused(f"{path} is missing or damaged: use another backup")
    return manifest


def lines_of(folder: Path, table: DumpedTable) -> Iterator[bytes]:
    """Give the rows of a table, each in the bytes of its JSON."""
    with compressed(rows_path(folder, table), "rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


def compressed(file: Path | BinaryIO, mode: Literal["rb", "wb"]) -> IO[bytes]:
    """Open a file of gzip (RFC 1952) for its content."""
    opened: IO[bytes] = igzip.open(file, mode, compresslevel=1)  # type: ignore[no-untyped-call] # It has none.
    return opened


def blobs_of(folder: Path, manifest: Manifest) -> Iterator[ExpectedBlob]:
    """Give the files that the rows tell of."""
    hashids = {row["id"]: row["hashid"] for row in _rows(folder, manifest.table("account"))}
    for row in _rows(folder, manifest.table("blob")):
        key = storage_key(hashids[row["account_id"]], row["id"])
        yield ExpectedBlob(row["id"], key, row["byte_size"], row["sha256"])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(folder: Path, table: DumpedTable) -> Iterator[dict[str, Any]]:
    names = list(table.columns)
    for line in lines_of(folder, table):
        yield dict(zip(names, msgspec.json.decode(line), strict=True))


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
