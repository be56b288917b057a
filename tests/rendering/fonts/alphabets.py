"""What a script must be able to write on a card, from Unicode blocks and national standards."""

# ruff: noqa: RUF001 - letters of many scripts look alike.

import unicodedata

ARABIC_LETTERS_OF_PERSIAN_AND_URDU = "پچژکگیٹڈڑںھہۂۃےۓ۰۱۲۳۴۵۶۷۸۹"
VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"


def _assigned(first: int, last: int) -> str:
    """Return the letters, marks, digits and signs of a range of code points."""
    characters = map(chr, range(first, last + 1))
    return "".join(c for c in characters if unicodedata.category(c)[0] in "LMNPS")


def _written_in(charset: str, first: int, last: int) -> str:
    """Return the characters of a range that a national character set has."""
    kept = []
    for code_point in range(first, last + 1):
        try:
            chr(code_point).encode(charset)
        except UnicodeEncodeError:
            continue
        kept.append(chr(code_point))
    return "".join(kept)


# Unicode deprecates the ŉ; it is written with an apostrophe.
ALPHABETS = {
    "Latin": _assigned(0x21, 0x7E)
    + _assigned(0xA1, 0x17E).replace("ŉ", "")
    + VIETNAMESE
    + "€–—‘’“”„•…™ȘșȚț",
    "Greek": _written_in("iso8859-7", 0x386, 0x3CE),
    "Cyrillic": _assigned(0x401, 0x45F) + "ҐґЎўІіЇїЄєӘәҒғҚқҢңӨөҰұҮүҺһ",
    "Arabic": _assigned(0x620, 0x65F) + "٠١٢٣٤٥٦٧٨٩،؛؟" + ARABIC_LETTERS_OF_PERSIAN_AND_URDU,
    "Hebrew": _assigned(0x5D0, 0x5EA) + _assigned(0x5B0, 0x5BC) + "שׁ־׳״",
    "Devanagari": _assigned(0x901, 0x903) + _assigned(0x905, 0x939) + _assigned(0x93C, 0x96F),
    "Thai": _assigned(0xE01, 0xE3A) + _assigned(0xE3F, 0xE5B),
    "Japanese": _assigned(0x3041, 0x3096)
    + _assigned(0x30A1, 0x30FE)
    + _written_in("shift_jis", 0x4E00, 0x9FFF)
    + "、。「」々〆〇",
    "Simplified Chinese": _written_in("gb2312", 0x4E00, 0x9FFF) + ",。《》【】¥",
    "Korean": _assigned(0xAC00, 0xD7A3) + _assigned(0x3131, 0x318E),
}
