"""The properties of each type of object in the editor: in which groups, and how each is edited.

`as` names the control, `absent` is what the layout profile takes where there is no value.
"""

from typing import Any

Property = dict[str, Any]
Group = dict[str, Any]


def _number(
    key: str, absent: float | None, limits: tuple[float, float], step: float, unit: str = ""
) -> Property:
    least, most = limits
    given = {"key": key, "as": "number", "absent": absent, "step": step, "min": least, "max": most}
    return {**given, "unit": unit}


def _select(key: str, *options: str | int, absent: str | int) -> Property:
    return {"key": key, "as": "select", "absent": absent, "options": options}


def _check(key: str, absent: bool) -> Property:
    return {"key": key, "as": "check", "absent": absent}


def _colour(key: str, absent: str) -> Property:
    return {"key": key, "as": "colour", "absent": absent}


def _colour_or_none(key: str, fallback: str) -> Property:
    return {"key": key, "as": "colour", "absent": None, "optional": True, "fallback": fallback}


_STROKE = _number("stroke_mm", 0.3, (0, 50), 0.1, "mm")
_RADIUS = _number("radius_mm", 0, (0, 100), 0.5, "mm")
_FILLED = [_colour_or_none("fill", "#0a5a8a"), _colour_or_none("stroke", "#000000"), _STROKE]

SYMBOLOGIES = ("qr", "code128", "code39", "ean13", "pdf417", "data_matrix", "aztec")

GROUPS: dict[str, list[Group]] = {
    "text": [
        {"title": "words", "properties": [{"key": "text", "as": "words"}]},
        {
            "title": "type",
            "properties": [
                {"key": "font", "as": "font", "absent": "Noto Sans"},
                _number("size_pt", 10, (0.5, 2000), 0.5, "pt"),
                _select("weight", 400, 700, absent=400),
                _colour("color", "#000000"),
                _select("align", "start", "left", "center", "right", absent="start"),
                _select("valign", "top", "middle", "bottom", absent="top"),
                _select("case", "none", "upper", "lower", absent="none"),
            ],
        },
        {
            "title": "fitting",
            "properties": [
                _select("fit", "shrink", "wrap", "wrap_shrink", "clip", absent="shrink"),
                _number("min_size_pt", 6, (0.5, 2000), 0.5, "pt"),
                {**_number("max_lines", None, (1, 1000), 1), "optional": True},
                _number("line_height", 1.2, (0.1, 100), 0.05),
                _number("letter_spacing_pt", 0, (-1000, 1000), 0.1, "pt"),
                _select("direction", "auto", "ltr", "rtl", absent="auto"),
            ],
        },
    ],
    "image": [
        {
            "title": "picture",
            "properties": [
                {"key": "source", "as": "source"},
                _select("fit", "cover", "contain", "stretch", absent="cover"),
                {"key": "focus", "as": "focus", "absent": (0.5, 0.5)},
                _RADIUS,
            ],
        },
    ],
    "rect": [{"title": "look", "properties": [*_FILLED, _RADIUS]}],
    "ellipse": [{"title": "look", "properties": _FILLED}],
    "line": [
        {
            "title": "look",
            "properties": [_colour("stroke", "#000000"), _STROKE, _check("flip", absent=False)],
        }
    ],
    "barcode": [
        {
            "title": "code",
            "properties": [
                _select("symbology", *SYMBOLOGIES, absent="qr"),
                {"key": "value", "as": "words"},
                {"key": "ec_level", "as": "level", "absent": None},
                _colour("color", "#000000"),
                _colour_or_none("background", "#ffffff"),
                _check("quiet_zone", absent=True),
                _check("show_text", absent=False),
            ],
        },
    ],
}

LEVELS: dict[str, list[str]] = {
    "qr": ["L", "M", "Q", "H"],
    "pdf417": ["0", "1", "2", "3", "4", "5", "6", "7", "8"],
    "aztec": ["10%", "23%", "36%", "50%"],
}
"""The levels of error correction that a symbology has; others have none."""
