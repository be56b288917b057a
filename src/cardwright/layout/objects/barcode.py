"""A barcode in a box: its symbology, its value, and how it is printed."""

import re
from typing import Annotated, Literal

from msgspec import Meta

from cardwright.layout.objects.box import LONGEST_TEXT, Box, Colour

Symbology = Literal["qr", "code128", "code39", "pdf417", "data_matrix", "aztec", "ean13"]

# Symbologies that are not here have no levels, and whatever is asked of them changes nothing.
_LEVELS = {
    "qr": (re.compile(r"[LMQH]"), "L, M, Q or H"),
    "pdf417": (re.compile(r"[0-8]"), "0 to 8"),
    "aztec": (re.compile(r"[1-9][0-9]?%"), "a percentage from 1% to 99%"),
}


class Barcode(Box, frozen=True, kw_only=True, tag="barcode"):
    """A barcode; it is turned in quarters only, so that its modules stay on the printer's dots."""

    symbology: Symbology
    value: Annotated[
        str, Meta(max_length=LONGEST_TEXT, description="With fields, as the text of a text")
    ]
    ec_level: Annotated[
        str | int | None,
        Meta(
            description="Error correction: L, M, Q, H (qr), 0 to 8 (pdf417), 23% (aztec); "
            "null is the symbology's usual"
        ),
    ] = None
    color: Colour = "#000000"
    background: Annotated[Colour | None, Meta(description="Fills the box; null: nothing")] = None
    quiet_zone: Annotated[bool, Meta(description="True: the quiet zone is inside the box")] = True
    show_text: Annotated[bool, Meta(description="True: the value is printed below")] = False

    def __post_init__(self) -> None:
        if self.rotation_deg % 90:
            raise ValueError("`rotation_deg` of a barcode must be a multiple of 90")
        levels, wording = _LEVELS.get(self.symbology, (None, ""))
        if self.ec_level is None or levels is None:
            return
        if not levels.fullmatch(str(self.ec_level)):
            raise ValueError(f"`ec_level` of {self.symbology} must be {wording}")
