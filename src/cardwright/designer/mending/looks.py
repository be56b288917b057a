"""Fonts, colours and barcodes that cannot be read, and objects that are not drawn at all."""

import math
import re

from cardwright.designer.mending.mend import Mend
from cardwright.designer.mending.places import safe_area
from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.objects import Barcode, TemplateObject, Text

BLACK, WHITE = "#000000", "#ffffff"
_HOLDS_MORE = {"ean13": "code128", "code39": "code128", "qr": None}
_NEEDED = frozenset(
    ("v", "type", "x_mm", "y_mm", "width_mm", "height_mm", "text", "source", "symbology", "value")
)
_SCANS = {"color": BLACK, "background": WHITE, "quiet_zone": True}


def in_noto_sans(*_: object) -> Mend:
    """Use the font that always is there."""
    return Mend("use_noto_sans", unset=["font"])


def black_or_white(found: TemplateObject, *_: object) -> Mend | None:
    """Use what is further away from the present colour, as that is too near to the ground."""
    if isinstance(found, Barcode):
        return Mend("black_on_white", {"color": BLACK, "background": WHITE})
    if not isinstance(found, Text):
        return None
    red, green, blue = (int(found.color[at : at + 2], 16) for at in (1, 3, 5))
    is_dark = 0.3 * red + 0.6 * green + 0.1 * blue < 128
    return Mend("use_white" if is_dark else "use_black", {"color": WHITE if is_dark else BLACK})


def encodable(found: TemplateObject, *_: object) -> Mend | None:
    """Use a symbology that holds more; None where there is none."""
    if not isinstance(found, Barcode):
        return None
    other = _HOLDS_MORE.get(found.symbology, "qr")
    return None if other is None else Mend(f"use_{other}", {"symbology": other}, ["ec_level"])


def all_may_scan(found: TemplateObject, *_: object) -> Mend | None:
    """Print it black on white, with room around it, and over whatever covers it."""
    if not isinstance(found, Barcode):
        return None
    changes = {key: value for key, value in _SCANS.items() if getattr(found, key) != value}
    if found.opacity != 1:
        changes["opacity"] = 1
    return Mend("black_on_white" if changes else "bring_to_front", changes, is_on_top=True)


def large_enough(found: TemplateObject, card: Card, finding: Finding) -> Mend | None:
    """Make a barcode as large as its modules need; None where the card has no room for it."""
    told = re.search(r"([\d.]+) x ([\d.]+) mm", finding.fix)
    if not isinstance(found, Barcode) or told is None:
        return None
    width, height = (math.ceil(float(one) * 10) / 10 for one in (told[1], told[2]))
    width, height = max(found.width_mm, width), max(found.height_mm, height)
    area = safe_area(found, card, 0)
    across, down = (height, width) if found.rotation_deg % 180 else (width, height)
    if across > area.right or down > area.bottom:
        return None
    # Turned or not, its box is turned around its middle.
    left = min(found.x_mm, area.right - (width + across) / 2)
    top = min(found.y_mm, area.bottom - (height + down) / 2)
    place = {"x_mm": max(left, (across - width) / 2), "y_mm": max(top, (down - height) / 2)}
    size = {"width_mm": width, "height_mm": height}
    return Mend("make_large_enough", {k: round(v, 2) for k, v in (place | size).items()})


def with_quiet_zone(*_: object) -> Mend:
    """Keep the room around a barcode free."""
    return Mend("add_quiet_zone", {"quiet_zone": True})


def drawn_again(finding: Finding) -> Mend | None:
    """Take the key away that keeps an object from being drawn, where it can do without."""
    told = re.search(r"not drawn: `?(\w+)", finding.message)
    if told is None or told[1] in _NEEDED:
        return None
    return Mend("usual_value", unset=[told[1]])
