"""The shape of the source: files that can be read at once, and names that say something."""

import ast
from pathlib import Path

import pytest

import cardwright

SOURCE = Path(cardwright.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
NAMELESS = {
    "base",
    "common",
    "constants",
    "core",
    "helper",
    "helpers",
    "manager",
    "managers",
    "misc",
    "service",
    "services",
    "util",
    "utils",
}

every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: str(path.relative_to(SOURCE.parent))
)


def test_there_is_a_source_to_look_at() -> None:
    assert len(FILES) > 50


@every_file
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@every_file
def test_a_file_begins_by_saying_what_it_is_for(path: Path) -> None:
    text = path.read_text()

    told = ast.get_docstring(ast.parse(text))

    assert told is not None
    assert text.startswith('"""')
    assert told.splitlines()[0].endswith((".", ":"))


@every_file
def test_a_function_fits_on_a_screen(path: Path) -> None:
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )

    # The line of `def` counts, the description that a route carries above it does not.
    lengths = {one.name: (one.end_lineno or 0) - one.lineno + 1 for one in functions}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    names = {path.stem for path in FILES} | {path.parent.name for path in FILES}

    assert names & NAMELESS == set()
