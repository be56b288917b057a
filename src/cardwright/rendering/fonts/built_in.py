"""The families that come with the package; `hatch_build.py` puts their files here."""

from functools import cache, lru_cache
from pathlib import Path

from cardwright.rendering.fonts.font import Font

FILES = Path(__file__).parent / "files"

FAMILIES = {
    "Noto Sans": "NotoSans",
    "Noto Serif": "NotoSerif",
    "Inter": "Inter",
    "Montserrat": "Montserrat",
    "Roboto Condensed": "RobotoCondensed",
    "Source Code Pro": "SourceCodePro",
    "Noto Sans Arabic": "NotoSansArabic",
    "Noto Sans Devanagari": "NotoSansDevanagari",
    "Noto Sans Hebrew": "NotoSansHebrew",
    "Noto Sans Thai": "NotoSansThai",
    "Noto Sans JP": "NotoSansJP",
    "Noto Sans SC": "NotoSansSC",
    "Noto Sans KR": "NotoSansKR",
}
"""How the files of each family are named, in the order in which a designer offers them."""

WEIGHTS = {400: "400Regular", 700: "700Bold"}

DEFAULT_FAMILY = "Noto Sans"
FALLBACKS = (
    DEFAULT_FAMILY,
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
)
"""Where a character is looked for when its own family lacks it, before the East Asian ones."""

JAPANESE, CHINESE, KOREAN = "Noto Sans JP", "Noto Sans SC", "Noto Sans KR"


@lru_cache(maxsize=len(FAMILIES) * len(WEIGHTS))
def built_in_font(family: str, weight: int) -> Font:
    """Return the font of a built-in family in the weight nearest to `weight` (1 to 1000)."""
    nearest = min(WEIGHTS, key=lambda offered: abs(offered - weight))
    return _opened(family, nearest)


@cache
def _opened(family: str, weight: int) -> Font:
    path = FILES / f"{FAMILIES[family]}_{WEIGHTS[weight]}.ttf"
    if not path.is_file():
        raise FileNotFoundError(
            f"The built-in font {path.name} is missing: this installation was not built "
            "completely. Install cardwright again, from a wheel or with pip."
        )
    return Font(path, f"{family} {weight}")
