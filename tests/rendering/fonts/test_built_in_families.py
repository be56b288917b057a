"""The fonts that come with the package: what they cover, and that a PDF can embed them."""

import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from cardwright.rendering.fonts import FAMILIES, Font, FontLibrary
from cardwright.rendering.fonts.built_in import FILES, WEIGHTS
from cardwright.rendering.text.itemising import is_covered
from tests.rendering.fonts.alphabets import ALPHABETS

CARD_FAMILIES = [
    "Noto Sans",
    "Noto Serif",
    "Inter",
    "Montserrat",
    "Roboto Condensed",
    "Source Code Pro",
]
OWN_SCRIPTS = {
    "Noto Sans": ["Latin", "Greek", "Cyrillic", "Devanagari"],
    "Noto Serif": ["Latin", "Greek", "Cyrillic"],
    "Inter": ["Latin", "Greek", "Cyrillic"],
    "Montserrat": ["Latin"],
    "Roboto Condensed": ["Latin", "Greek"],
    "Source Code Pro": ["Latin", "Greek"],
    "Noto Sans Arabic": ["Arabic"],
    "Noto Sans Devanagari": ["Devanagari"],
    "Noto Sans Hebrew": ["Hebrew"],
    "Noto Sans Thai": ["Thai"],
    "Noto Sans JP": ["Japanese"],
    "Noto Sans SC": ["Simplified Chinese"],
    "Noto Sans KR": ["Korean"],
}


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_covers_its_scripts_by_itself(family: str, weight: int) -> None:
    font = FontLibrary().family(family, weight)
    assert font is not None
    for script in OWN_SCRIPTS[family]:
        assert _lacking(ALPHABETS[script], [font]) == [], script


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("script", ALPHABETS)
@pytest.mark.parametrize("family", CARD_FAMILIES)
def test_every_family_writes_every_script_with_its_fallbacks(
    family: str, script: str, weight: int
) -> None:
    library = FontLibrary()
    first = library.family(family, weight)
    assert first is not None
    assert _lacking(ALPHABETS[script], library.chain(first, weight, ALPHABETS[script])) == []


@pytest.mark.parametrize(
    ("asked", "given"), [(1, 400), (400, 400), (549, 400), (551, 700), (700, 700), (1000, 700)]
)
def test_the_nearest_weight_is_taken(asked: int, given: int) -> None:
    font = FontLibrary().family("Inter", asked)
    assert font is not None
    assert font.name == f"Inter {given}"


def test_a_family_that_is_not_built_in_is_not_found_on_the_system() -> None:
    assert FontLibrary().family("DejaVu Sans", 400) is None


@pytest.mark.parametrize("path", sorted(FILES.glob("*.ttf")), ids=lambda path: path.stem)
def test_every_file_is_what_a_pdf_embeds_as_a_font(path: Path) -> None:
    with TTFont(path, lazy=True) as font:
        assert "glyf" in font
        assert not {"CFF ", "CFF2", "fvar"} & set(font.keys())
        assert font["OS/2"].fsType == 0
        # The name table of Roboto Condensed still tells of the licence that it had before.
        if not path.stem.startswith("RobotoCondensed"):
            assert "SIL Open Font License" in font["name"].getDebugName(13)
    licence = FILES / f"{path.stem.partition('_')[0]}_LICENSE.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text()


def test_the_build_names_exactly_the_families() -> None:
    package = json.loads((Path(__file__).parents[3] / "frontend/package.json").read_text())
    named = {name for name in package["dependencies"] if name.startswith("@expo-google-fonts/")}
    assert named == {
        f"@expo-google-fonts/{family.lower().replace(' ', '-')}" for family in FAMILIES
    }
    assert {path.name for path in FILES.glob("*.ttf")} == {
        f"{stem}_{weight}.ttf" for stem in FAMILIES.values() for weight in WEIGHTS.values()
    }


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((Path(__file__).parents[3] / "frontend/package-lock.json").read_text())
    packages = [package for place, package in lock["packages"].items() if place]
    assert packages
    assert all("resolved" not in package for package in packages)
    assert all(package["integrity"].startswith("sha512-") for package in packages)


def _lacking(alphabet: str, fonts: list[Font]) -> list[str]:
    return [c for c in alphabet if not any(is_covered(font, c) for font in fonts)]
