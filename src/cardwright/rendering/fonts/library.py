"""Which font draws which character: the family asked for, then those that stand in for it."""

from collections.abc import Mapping

from cardwright.rendering.fonts.built_in import (
    CHINESE,
    DEFAULT_FAMILY,
    FALLBACKS,
    FAMILIES,
    JAPANESE,
    KOREAN,
    built_in_font,
)
from cardwright.rendering.fonts.font import Font
from cardwright.rendering.fonts.linked import LinkedFont, RefusedFont, linked_font


class FontLibrary:
    """The built-in families, and the linked fonts of one template by the UUID of their file."""

    def __init__(self, linked: Mapping[str, LinkedFont | RefusedFont] | None = None) -> None:
        self._linked = dict(linked or {})

    def with_linked(self, files: Mapping[str, bytes]) -> "FontLibrary":
        """Return a library that has these font files, too, by UUID in either case.

        A file that is no usable font is refused, not raised: see `refusal`.
        """
        added = {uuid.lower(): linked_font(data) for uuid, data in files.items()}
        return FontLibrary(self._linked | added)

    def family(self, name: str, weight: int) -> Font | None:
        """Return the nearest weight of a built-in family, or None if there is no such family."""
        return built_in_font(name, weight) if name in FAMILIES else None

    def linked(self, uuid: str, weight: int) -> Font | None:
        """Return a linked font, a variable one near `weight`; None if it is missing or refused."""
        linked = self._linked.get(uuid.lower())
        return linked.font(weight) if isinstance(linked, LinkedFont) else None

    def refusal(self, uuid: str) -> str | None:
        """Return why the linked file is no usable font and what to do, or None if it is one."""
        linked = self._linked.get(uuid.lower())
        return linked.reason if isinstance(linked, RefusedFont) else None

    def default(self, weight: int) -> Font:
        """Return the font that stands in for a missing one."""
        return built_in_font(DEFAULT_FAMILY, weight)

    def chain(self, first: Font, weight: int, text: str) -> list[Font]:
        """Return the fonts to look for a glyph in, in order; `text` decides between Han designs."""
        names = (*FALLBACKS, *_east_asian(text))
        fallbacks = [built_in_font(name, weight) for name in names]
        return [first, *(font for font in fallbacks if font is not first)]


def _east_asian(text: str) -> tuple[str, ...]:
    """Order the East Asian families by what the whole text looks like.

    Han characters are drawn differently in China, Japan and Korea, but share their code points.
    Kana tell of Japanese and Hangul of Korean; Han alone is taken for Chinese if the simplified
    set (GB 2312) holds all of it, else for Japanese if the Japanese set (JIS X 0208) does.
    """
    if any("\u3040" <= character <= "\u30ff" for character in text):
        return JAPANESE, CHINESE, KOREAN
    if any(
        "\uac00" <= character <= "\ud7a3" or "\u1100" <= character <= "\u11ff" for character in text
    ):
        return KOREAN, JAPANESE, CHINESE
    han = "".join(character for character in text if "\u3005" <= character <= "\u9fff")
    if not _is_written_in(han, "gb2312") and _is_written_in(han, "shift_jis"):
        return JAPANESE, CHINESE, KOREAN
    return CHINESE, JAPANESE, KOREAN


def _is_written_in(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
