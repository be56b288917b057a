"""Make glyf TrueType of other fonts: unpack them, fix their axes, turn curves into quadratic ones.

The work of fontTools, which only the few fonts that need it have to wait for.
"""

from io import BytesIO

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.varLib.instancer import instantiateVariableFont

from cardwright.rendering.fonts.linked import COLOURS, Refusal

MOST_CONVERTED = 4000
"""Glyphs that are converted while someone waits; about 3,000 take a second."""
TOLERANCE = 0.5 / 1000
"""How far an outline may move, in em: half a unit of a usual font, 0.005 mm in 30 point text."""

_MAXP_FIELDS = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxComponentDepth",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
)
"""They are reckoned anew when the font is saved, or of no use without hinting."""


def converted(data: bytes) -> tuple[bytes, tuple[float, float] | None]:
    """Return TrueType, and the range of its weight axis (1 to 1000) if it has one.

    Every other axis of a variable font is fixed at its default; of a collection the first font is
    taken, and of coloured letters their outlines. Raises Refusal, and on damaged data whatever
    fontTools raises.
    """
    font = _parsed(data)
    for tag in COLOURS & set(font.keys()):
        del font[tag]
    if not {"glyf", "CFF ", "CFF2"} & set(font.keys()):
        raise Refusal("The letters of the font are pictures; upload a font with outlines.")
    weights = _weights(font)
    if "fvar" in font and weights is None:
        _fix(font, None)
    if "glyf" not in font:
        if weights is not None or font["maxp"].numGlyphs > MOST_CONVERTED:
            raise Refusal(
                "The font has PostScript (CFF) outlines, and too many to convert; upload its "
                "TrueType (.ttf) version."
            )
        _make_quadratic(font)
    return _saved(font), weights


def fixed(data: bytes, weight: float) -> bytes:
    """Return a variable font as it is at one weight."""
    font = _parsed(data)
    _fix(font, weight)
    return _saved(font)


def _parsed(data: bytes) -> TTFont:
    if data[:4] == b"ttcf":
        return TTCollection(BytesIO(data)).fonts[0]
    return TTFont(BytesIO(data))


def _weights(font: TTFont) -> tuple[float, float] | None:
    axes = font["fvar"].axes if "fvar" in font else []
    return next(((axis.minValue, axis.maxValue) for axis in axes if axis.axisTag == "wght"), None)


def _fix(font: TTFont, weight: float | None) -> None:
    values = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    if weight is not None:
        values["wght"] = weight
    instantiateVariableFont(font, values, inplace=True)


def _make_quadratic(font: TTFont) -> None:
    """Replace the CFF table by glyf and loca; hinting is lost."""
    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    tolerance = TOLERANCE * font["head"].unitsPerEm
    outlines = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        # PostScript contours wind the other way round.
        glyphs[name].draw(Cu2QuPen(pen, tolerance, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    for name in order:
        outlines[name].recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(outlines[name], "xMin", 0))
    _describe(font)
    for tag in {"CFF ", "CFF2", "VORG"} & set(font.keys()):
        del font[tag]
    font.sfntVersion = "\000\001\000\000"


def _describe(font: TTFont) -> None:
    """Fill in what only TrueType fonts tell (OpenType, maxp version 1.0 and post version 2.0)."""
    maxp, post = font["maxp"], font["post"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in _MAXP_FIELDS:
        setattr(maxp, field, 0)
    post.formatType, post.extraNames, post.mapping = 2.0, [], {}
    post.glyphOrder = font.getGlyphOrder()
    font["head"].glyphDataFormat = 0


def _saved(font: TTFont) -> bytes:
    font.flavor = None
    font.recalcTimestamp = False
    file = BytesIO()
    font.save(file, reorderTables=None)
    return file.getvalue()
