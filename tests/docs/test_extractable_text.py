"""What docs/guides/rendering.md says of text in PDFs, script by script, is what PDFium finds."""

import re

import pypdfium2
import pytest

from tests.docs.test_docs import GUIDES
from tests.rendering.cards import at, card_template, render

AS_WRITTEN = "as written"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (as written|all characters[^|]*) \| [^|]+ \|$", re.M)
TOLD: dict[str, tuple[str, str]] = {
    script: (sample, says)
    for script, sample, says in ROW.findall((GUIDES / "rendering.md").read_text())
}


def extracted(text: str, weight: int) -> str:
    """Return what PDFium finds in the PDF of a card with that text."""
    template = card_template(at("text", 5, 5, 70, 8, text=text, weight=weight))
    with pypdfium2.PdfDocument(render(template, format="pdf").content) as document:
        return str(document[0].get_textpage().get_text_range())


def test_every_script_of_the_built_in_fonts_is_told_of() -> None:
    scripts = {"Latin", "Greek", "Cyrillic", "Hebrew", "Arabic", "Devanagari", "Thai"}
    scripts |= {"Japanese", "Chinese", "Korean"}

    assert {script.replace(",", "").partition(" ")[0] for script in TOLD} == scripts


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("script", TOLD)
def test_a_text_is_extracted_as_the_guide_says(script: str, weight: int) -> None:
    sample, says = TOLD[script]

    found = extracted(sample, weight)

    assert (found == sample) is (says == AS_WRITTEN)
    assert sorted(found.replace(" ", "")) == sorted(sample.replace(" ", ""))


def test_a_zero_width_non_joiner_becomes_a_space() -> None:
    joined, ending = "شرکت", "های"
    persian = f"{joined}\u200c{ending}"

    assert extracted(persian, 400) == persian.replace("\u200c", " ")
