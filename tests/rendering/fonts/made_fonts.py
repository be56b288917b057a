"""Small fonts made by the tests: one glyph, the letter A, as a square with a round corner."""

from io import BytesIO

from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

SIDE = 800


def true_type(*, licence_bits: int = 0) -> bytes:
    """Return a TrueType font."""
    builder = _builder(is_true_type=True)
    pen = TTGlyphPen(None)
    _draw_square(pen)
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    return _finished(builder, licence_bits)


def cff(*, extra_glyphs: int = 0) -> bytes:
    """Return an OpenType font with PostScript outlines, with a curve in one corner."""
    names = [f"extra{number}" for number in range(extra_glyphs)]
    builder = _builder(is_true_type=False, names=names)
    pen = T2CharStringPen(SIDE + 100, None)
    pen.moveTo((0, 0))
    pen.lineTo((SIDE, 0))
    pen.lineTo((SIDE, SIDE / 2))
    pen.curveTo((SIDE, SIDE * 0.8), (SIDE * 0.8, SIDE), (SIDE / 2, SIDE))
    pen.lineTo((0, SIDE))
    pen.closePath()
    empty = T2CharStringPen(500, None).getCharString()
    outlines = {".notdef": empty, "A": pen.getCharString()} | dict.fromkeys(names, empty)
    builder.setupCFF("Made-Regular", {}, outlines, {})
    return _finished(builder, 0)


def variable() -> bytes:
    """Return a variable font: at weight 900 the square is 100 units wider than at 100."""
    builder = _builder(is_true_type=True)
    pen = TTGlyphPen(None)
    _draw_square(pen)
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": pen.glyph()})
    builder.setupFvar([("wght", 100, 100, 900, "Weight")], [])
    wider = [(0, 0), (100, 0), (100, 0), (0, 0), (0, 0), (100, 0), (0, 0), (0, 0)]
    builder.setupGvar({"A": [TupleVariation({"wght": (0.0, 1.0, 1.0)}, wider)]})
    return _finished(builder, 0)


def coloured(*, outlines: bool = True) -> bytes:
    """Return a TrueType font whose letter is red in colour, with or without outlines beside it."""
    font = TTFont(BytesIO(true_type()), recalcTimestamp=False)
    font["COLR"] = buildCOLR({"A": [("A", 0)]})
    font["CPAL"] = buildCPAL([[(1.0, 0.0, 0.0, 1.0)]])
    if not outlines:
        for tag in ("glyf", "loca"):
            del font[tag]
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def packed(data: bytes, flavor: str) -> bytes:
    """Return a font as WOFF or WOFF2."""
    font = TTFont(BytesIO(data), recalcTimestamp=False)
    font.flavor = flavor
    file = BytesIO()
    font.save(file)
    return file.getvalue()


def collection(data: bytes) -> bytes:
    """Return a font collection of one font."""
    fonts = TTCollection()
    fonts.fonts = [TTFont(BytesIO(data))]
    file = BytesIO()
    fonts.save(file)
    return file.getvalue()


def _builder(*, is_true_type: bool, names: list[str] | None = None) -> FontBuilder:
    builder = FontBuilder(1000, isTTF=is_true_type)
    builder.setupGlyphOrder([".notdef", "A", *(names or [])])
    builder.setupCharacterMap({ord("A"): "A"})
    builder.setupNameTable(
        {"familyName": "Made", "styleName": "Regular", "fullName": "Made Regular"}
    )
    return builder


def _finished(builder: FontBuilder, licence_bits: int) -> bytes:
    widths = dict.fromkeys(builder.font.getGlyphOrder(), (500, 0))
    builder.setupHorizontalMetrics(widths | {"A": (SIDE + 100, 0)})
    builder.setupHorizontalHeader(ascent=900, descent=-300)
    builder.setupOS2(fsType=licence_bits, sTypoAscender=900, sTypoDescender=-300)
    builder.setupPost()
    file = BytesIO()
    builder.font.save(file)
    return file.getvalue()


def _draw_square(pen: TTGlyphPen) -> None:
    pen.moveTo((0, 0))
    pen.lineTo((SIDE, 0))
    pen.lineTo((SIDE, SIDE))
    pen.lineTo((0, SIDE))
    pen.closePath()
