"""The people of a CSV file, as spreadsheets write them: one record a row, fields in the first."""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cardwright.cli.template_files import FileError, resource
from cardwright.errors import Invalid
from cardwright.layout.values import read_values
from cardwright.rendering.resources import Resource

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

DELIMITERS = ",;\t"
LONGEST_CELL = 32 * 1024 * 1024
"""Characters: a picture may stand in a cell as a data URI."""


class Row(Struct, frozen=True, kw_only=True):
    """One record."""

    line: int
    """The line of the file that it ends in, as editors count."""
    values: Mapping[str, str]
    pictures: Mapping[str, Resource]


def load_rows(path: Path, image_fields: frozenset[str], folder: Path) -> list[Row]:
    """Return the records of a CSV file in UTF-8, delimited by commas, semicolons or tabs.

    A cell of an image field may name a file in `folder`. Raises FileError naming the line.
    """
    csv.field_size_limit(LONGEST_CELL)
    known: dict[str, Resource] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            header = _header(next(reader, []), path)
            return [
                _row(path, line, dict(zip(header, cells, strict=True)), image_fields, folder, known)
                for line, cells in _cells(reader, header, path)
            ]
    except OSError as failure:
        raise FileError(f"{path}: {failure.strerror}") from None
    except UnicodeDecodeError:
        raise FileError(f"{path} is not UTF-8: save it as CSV in UTF-8") from None
    except csv.Error as fault:
        raise FileError(f"{path}, line {reader.line_num}: {fault}") from None


def _delimiter(first_line: str) -> str:
    """Return the delimiter that stands most often in the names of the fields; else a comma."""
    return max(DELIMITERS, key=first_line.count)


def _header(names: Sequence[str], path: Path) -> list[str]:
    header = [unicodedata.normalize("NFC", name.strip()) for name in names]
    if not any(header):
        raise FileError(f"{path} is empty: its first line must hold the names of the fields")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise FileError(f"{path} has two columns of the name {', '.join(twice)}")
    return header


def _cells(reader: "CsvReader", header: list[str], path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank; cells that are missing at its end are empty."""
    for cells in reader:
        if any(cell.strip() for cell in cells[len(header) :]):
            raise FileError(
                f"{path}, line {reader.line_num}: there are {len(cells)} cells, and only "
                f"{len(header)} columns have a name"
            )
        if any(cell.strip() for cell in cells):
            filled = [*cells, *[""] * (len(header) - len(cells))]
            yield reader.line_num, filled[: len(header)]


def _row(
    path: Path,
    line: int,
    cells: dict[str, str],
    image_fields: frozenset[str],
    folder: Path,
    known: dict[str, Resource],
) -> Row:
    try:
        values = read_values({name: cell.strip() or None for name, cell in cells.items()})
    except Invalid as fault:
        raise FileError(f"{path}, line {line}: {'; '.join(*fault.errors.values())}") from None
    named = {values[name] for name in image_fields & values.keys()}
    for name in named - known.keys():
        _find_picture(name, folder, known)
    pictures = {name: known[name] for name in named & known.keys()}
    return Row(line=line, values=values, pictures=pictures)


def _find_picture(name: str, folder: Path, known: dict[str, Resource]) -> None:
    """Note the file of that name in `folder`, if it is there; never one outside of it."""
    if name[:5].lower() == "data:" or "\0" in name:
        return
    path = (folder / name).resolve()
    if path.is_relative_to(folder.resolve()) and path.is_file():
        known[name] = resource(path)
