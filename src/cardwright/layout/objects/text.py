"""Text in a box: what it says, in which font and size, and how it fits."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from cardwright.layout.objects.box import LONGEST_TEXT, Box, Colour, FileUuid

DEFAULT_FONT = "Noto Sans"

PointSize = Annotated[float, Meta(gt=0, le=2000)]


class LinkedFont(Struct, frozen=True):
    """A font that is a linked file of the template."""

    file: Annotated[FileUuid, Meta(description="The uuid of the linked file")]


class Text(Box, frozen=True, kw_only=True, tag="text"):
    """One or more lines of text. Sizes are in points, the box in millimetres."""

    text: Annotated[
        str,
        Meta(
            max_length=LONGEST_TEXT,
            description="With {{field}}, {{field|fallback}}; \\{{ is two literal braces",
        ),
    ]
    font: Annotated[
        Annotated[str, Meta(min_length=1, max_length=200)] | LinkedFont,
        Meta(description="A built-in family, or a linked file"),
    ] = DEFAULT_FONT
    weight: Annotated[int, Meta(ge=1, le=1000)] = 400
    size_pt: PointSize = 10.0
    min_size_pt: Annotated[PointSize, Meta(description="Text is not shrunk below it")] = 6.0
    fit: Annotated[
        Literal["shrink", "wrap", "wrap_shrink", "clip"],
        Meta(description="What happens when the text is larger than the box"),
    ] = "shrink"
    max_lines: Annotated[
        Annotated[int, Meta(ge=1, le=LONGEST_TEXT)] | None, Meta(description="Null: no limit")
    ] = None
    line_height: Annotated[
        float, Meta(gt=0, le=100, description="A line is size_pt times this high")
    ] = 1.2
    letter_spacing_pt: Annotated[float, Meta(ge=-1000, le=1000)] = 0.0
    align: Literal["start", "left", "center", "right"] = "start"
    valign: Literal["top", "middle", "bottom"] = "top"
    case: Literal["none", "upper", "lower"] = "none"
    color: Colour = "#000000"
    direction: Literal["auto", "ltr", "rtl"] = "auto"
