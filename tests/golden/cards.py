"""The cards whose looks are kept: the starters, and what they do not show of the layout profile."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct, field

from cardwright.layout.objects.box import Side
from cardwright.rendering.fonts import FAMILIES
from cardwright.rendering.template import Template
from tests.rendering.cards import Pixels, at, card_template, draw, picture, quarters
from tests.starters.cards import BUILT_IN, STARTERS, card_of, long_of, photo, template_of

DPI = 150
"""Of the pictures that are kept: a fifth of a millimetre is more than a dot."""

SCRIPTS = {
    "Latin": "Ángela Škoda, Nguyễn",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Фёдор Шишкин",
    "Hebrew": "שלום (2024) עולם",
    "Arabic": "مرحبا بالعالم (12)",
    "Devanagari": "क्षत्रिय विद्यार्थी",
    "Thai": "สวัสดีครับ น้ำ",
    "Japanese": "山田太郎・カード",
    "Chinese": "张伟,大学生",
    "Korean": "김철수 서울",
}


class GoldenCard(Struct, frozen=True, kw_only=True):
    """A side of a card, for one person."""

    template: Template
    side: Side = "front"
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def job(self) -> dict[str, Any]:
        """What it is drawn with, but for the template and the data."""
        pictures = {"photo": photo()}
        return {"side": self.side, "pictures": pictures, "built_in": BUILT_IN}

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The objects of the template as they are written."""
        written: list[dict[str, Any]] = msgspec.json.decode(self.template.template_objects)
        return written

    def with_object(self, index: int, **keys: Any) -> "GoldenCard":
        """Return the card with other keys of one object."""
        objects = self.objects
        objects[index] |= keys
        text = msgspec.json.encode(objects).decode()
        template = msgspec.structs.replace(self.template, template_objects=text)
        return msgspec.structs.replace(self, template=template)

    def drawn(self) -> Pixels:
        """Return the picture that is kept of it (height, width, RGB)."""
        return draw(self.template, self.data, dpi=DPI, **self.job)


@cache
def golden_cards() -> dict[str, GoldenCard]:
    """Return all cards by their names."""
    starters = {
        f"{starter.key}-{side}": GoldenCard(
            template=template_of(starter), side=side, data=long_of(starter)
        )
        for starter in STARTERS.values()
        for side in card_of(starter).sides
    }
    own = {
        "scripts": _scripts(),
        "families": _families(),
        "fits": _fits(),
        "shapes": _shapes(),
        "pictures": _pictures(),
        "barcodes": _barcodes(),
    }
    return starters | {name: GoldenCard(template=template) for name, template in own.items()}


def _scripts() -> Template:
    return card_template(
        *(
            at(
                "text",
                3 + 41 * column,
                2 + 5 * row,
                39,
                5,
                text=text,
                weight=(400, 700)[column],
                align="left",
            )
            for row, text in enumerate(SCRIPTS.values())
            for column in (0, 1)
        )
    )


def _families() -> Template:
    return card_template(
        *(
            at("text", 3 + 41 * column, 2 + 4 * row, 39, 4, text="Hamburg 0123", size_pt=9)
            | {"font": family, "weight": (400, 700)[column]}
            for row, family in enumerate(FAMILIES)
            for column in (0, 1)
        )
    )


def _fits() -> Template:
    words = "Jackdaws love my big sphinx of quartz"
    fits = ("shrink", "wrap", "wrap_shrink", "clip")
    turned = at("text", 62, 20, 20, 6, text="Turned", rotation_deg=30, color="#aa2255", opacity=0.6)
    return card_template(
        *(
            at("text", 3 + 20 * column, 3, 18, 14, text=words, fit=fit, size_pt=11)
            for column, fit in enumerate(fits)
        ),
        *(
            at("text", 3, 20 + 10 * row, 50, 9, text=f"{align}\n{valign}", fit="wrap", size_pt=8)
            | {"align": align, "valign": valign}
            for row, (align, valign) in enumerate(
                (("start", "top"), ("center", "middle"), ("right", "bottom"))
            )
        ),
        at("text", 55, 32, 28, 5, text="spaced", letter_spacing_pt=3, case="upper"),
        at("text", 55, 40, 28, 12, text="line\nheight", fit="wrap", line_height=1.6, size_pt=8),
        turned,
    )


def _shapes() -> Template:
    return card_template(
        at("rect", 0, 0, 85.6, 8, fill="#0b4750"),
        at("rect", 4, 12, 20, 12, fill="#f2a33a", stroke="#222222", stroke_mm=0.6, radius_mm=3),
        at("rect", 30, 12, 20, 12, fill="#993399", opacity=0.4, rotation_deg=12),
        at("ellipse", 56, 12, 24, 12, fill="#3366cc", stroke="#111111", stroke_mm=1),
        at("ellipse", 60, 14, 10, 10, fill="#ff0000", opacity=0.5),
        at("line", 4, 30, 76, 8, stroke="#aa3333", stroke_mm=0.4),
        at("line", 4, 40, 76, 8, stroke="#003300", stroke_mm=0.8, flip=True),
        at("rect", 4, 46, 30, 8, stroke="#000000", stroke_mm=0.3),
        backgrounds={"front": quarters(1200, 800, "JPEG", quality=92)},
    )


def _pictures() -> Template:
    files = {
        "photo": photo().read(),
        "quarters": quarters(90, 60),
        "clear": picture(60, 60, (200, 20, 60, 120)),
    }
    return card_template(
        at("rect", 0, 0, 85.6, 27, fill="#223344"),
        at("image", 3, 3, 18, 22, source={"file": "photo"}, radius_mm=3),
        at("image", 24, 3, 26, 22, source={"file": "photo"}, fit="contain"),
        at("image", 53, 3, 26, 22, source={"file": "quarters"}, fit="stretch", opacity=0.7),
        at("image", 3, 30, 22, 20, source={"file": "quarters"}, rotation_deg=20),
        at("image", 30, 30, 12, 20, source={"file": "quarters"}, focus=[0, 1]),
        at("image", 48, 30, 30, 20, source={"file": "clear"}, radius_mm=10),
        files=files,
    )


def _barcodes() -> Template:
    values = {
        "qr": "https://example.com/4711",
        "data_matrix": "4711-Ada",
        "aztec": "CARD 4711",
        "pdf417": "Ada Lovelace",
        "code128": "Card-4711",
        "code39": "CARD 4711",
        "ean13": "4006381333931",
    }
    places = [(2, 2, 18, 18), (22, 2, 18, 18), (42, 2, 18, 18), (2, 22, 40, 14)]
    places += [(44, 22, 40, 12), (2, 38, 54, 14), (58, 36, 26, 16)]
    return card_template(
        *(
            at("barcode", *place, symbology=symbology, value=value, show_text=symbology == "ean13")
            for place, (symbology, value) in zip(places, values.items(), strict=True)
        ),
        at("barcode", 64, 2, 18, 18, value="turned", rotation_deg=90, color="#002255")
        | {"background": "#ffffee"},
    )
