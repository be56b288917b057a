"""`cardwright notices` tells of everything of others that is installed, with its licence."""

import re
from importlib.metadata import distributions
from pathlib import Path

from cardwright.rendering.fonts.built_in import FAMILIES
from tests.service import run_cardwright


def test_every_package_font_and_module_has_its_licence(tmp_path: Path) -> None:
    printed = run_cardwright(tmp_path / "data", "notices").stdout
    titles = set(re.findall(r"^={100}\n(.+)$", printed, re.MULTILINE))

    packages = {f"{one.name} {one.version}" for one in distributions()}
    fonts = {f"{name} (font)" for name in FAMILIES.values()}
    modules = {name for name in titles if name.endswith("(browser module)")}

    assert fonts <= titles
    assert {name.partition(" ")[0] for name in modules} >= {"htm", "preact", "signals"}
    assert {one for one in packages if not one.startswith("cardwright ")} <= titles
    assert not any(title.startswith("cardwright ") for title in titles)


def test_the_texts_of_the_licences_are_whole(tmp_path: Path) -> None:
    printed = run_cardwright(tmp_path / "data", "notices").stdout

    assert printed.count("SIL OPEN FONT LICENSE Version 1.1") >= len(FAMILIES)
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in printed
    assert not (tmp_path / "data").exists()
