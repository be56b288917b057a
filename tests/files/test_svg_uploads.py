"""An SVG is accepted only where it is well-formed and cannot unfold into something larger."""

import re
from pathlib import Path

import pytest

from cardwright.files.content import SVG
from cardwright.files.inspector import find_problem


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<svg><g></svg>", "line 1, mismatched tag"),
        (b"<svg>", "no element found"),
        (b"<svg/><svg/>", "junk after document element"),
        (b"<svg>&nbsp;</svg>", "undefined entity"),
        (b"<!DOCTYPE svg><svg/>", "DOCTYPE"),
        (b'<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', "DOCTYPE"),
        (b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>', "DOCTYPE"),
        (b"<html><svg/></html>", "outermost element"),
        (b'<?xml version="1.0" encoding="nonsense"?><svg/>', "encoding"),
        (b'<?xml version="1.0" encoding="idna"?><svg>\xe9</svg>', "XML|encoding"),
        (b"<svg>\xff</svg>", "not well-formed"),
    ],
)
def test_an_svg_must_be_well_formed_and_without_doctype(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "drawing"
    path.write_bytes(content)

    problem = find_problem(path, SVG)

    assert re.search(reason, problem or "accepted")


@pytest.mark.parametrize(
    "text",
    [
        "<svg/>",
        "<?xml version='1.0' encoding='UTF-16'?><!-- x --><svg><g>&amp;\u20ac</g></svg>",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:g/></s:svg>",
    ],
)
def test_a_well_formed_svg_is_accepted(tmp_path: Path, text: str) -> None:
    path = tmp_path / "drawing"
    path.write_bytes(text.encode("utf-16" if "UTF-16" in text else "utf-8"))

    assert find_problem(path, SVG) is None
