"""What preflight finds: what is wrong with which object, and how to mend it."""

from enum import Enum, StrEnum
from typing import NamedTuple

from msgspec import UNSET, Struct, UnsetType

from cardwright.layout.objects.box import Side


class Severity(StrEnum):
    """An error spoils the card; a warning is for somebody to look at."""

    ERROR = "error"
    WARNING = "warning"


class Wording(NamedTuple):
    """What a code says; braces stand for details that differ from finding to finding."""

    severity: Severity
    message: str
    fix: str


class Code(Enum):
    """Every kind of finding of the layout profile, by its code."""

    INVALID_OBJECT = Wording(
        Severity.ERROR,
        "The object does not follow the layout profile, so it is not drawn: {reason}",
        "Correct that key; the JSON Schema of the layout profile says what it may be",
    )
    DUPLICATE_ID = Wording(
        Severity.ERROR,
        "An earlier object has the same id: {id}",
        "Give each object of the template an id of its own",
    )
    UNKNOWN_OBJECT = Wording(
        Severity.WARNING,
        'The object is outside the layout profile, so it is not drawn: it lacks "v": 1 or a known '
        '"type"',
        'If it is meant for this service, give it "v": 1 and one of the known types',
    )
    TEXT_OVERFLOW = Wording(
        Severity.ERROR,
        "The text does not fit into its box{at_size}, and is cut off",
        "Make the box larger, the text shorter, or min_size_pt smaller",
    )
    TEXT_SHRUNK = Wording(
        Severity.WARNING,
        "The text is printed in {size_pt} pt instead of {wanted_pt} pt, so that it fits its box",
        "Make the box larger or the text shorter, if it must have its full size",
    )
    MISSING_FIELD = Wording(
        Severity.ERROR,
        "The record has no value for {field}, and there is no fallback",
        "Give the record a value for {field}, or write a fallback: {{{{{field}|...}}}}",
    )
    MISSING_PICTURE = Wording(
        Severity.ERROR,
        "The record has no picture in {field}, so nothing is drawn there",
        "Give the record the uuid of a linked file, or a data URI, in {field}",
    )
    MISSING_GLYPH = Wording(
        Severity.ERROR,
        "No font has a glyph for {characters}",
        "Leave these characters out, or choose a linked font that has them",
    )
    MISSING_FONT = Wording(
        Severity.ERROR,
        "The font {font} does not exist here, so the text is set in Noto Sans",
        "Choose a built-in family, or upload the font as a linked file of this template",
    )
    REFUSED_FONT = Wording(
        Severity.ERROR,
        "The linked font cannot be used, so the text is set in Noto Sans: {reason}",
        "Choose a built-in family, or upload another file of the font",
    )
    MISSING_FILE = Wording(
        Severity.ERROR,
        "There is no picture to draw: {reason}",
        "Use the uuid of a linked file of this template that is a picture, or a data URI",
    )
    BARCODE_UNENCODABLE = Wording(
        Severity.ERROR,
        "{symbology} cannot hold this value: {reason}",
        "Use a value that the symbology can hold, or another symbology",
    )
    BARCODE_UNREADABLE = Wording(
        Severity.ERROR,
        "Read back from the finished card, the barcode does not give its value",
        "Give it a dark color on a light background, and let nothing lie over it",
    )
    BARCODE_TOO_SMALL = Wording(
        Severity.ERROR,
        "A module of the barcode is {dots} dots wide at {dpi} dpi; it needs 3",
        "Make the box at least {width_mm} x {height_mm} mm, or the value shorter",
    )
    OUTSIDE_CARD = Wording(
        Severity.ERROR,
        "The object {how}",
        "Move it onto the card, or make it smaller",
    )
    CROSSES_EDGE = Wording(
        Severity.WARNING,
        "The object crosses the edge of the card, where it is cut off",
        "Nothing, if it is meant to bleed; otherwise move it onto the card",
    )
    IN_NON_PRINTABLE_ZONE = Wording(
        Severity.WARNING,
        "The object lies in a part of the card that is not printed: {zone}",
        "Move it out of that zone",
    )
    OUTSIDE_SAFE_AREA = Wording(
        Severity.WARNING,
        "The object is less than {safe_mm} mm away from the edge of the card",
        "Move it {safe_mm} mm away from the edge, because cards are never cut exactly",
    )
    IMAGE_LOW_RESOLUTION = Wording(
        Severity.WARNING,
        "The picture has {dpi} dpi in its box, so it looks blurred",
        "Use a picture of at least {width_px} x {height_px} pixels, or a smaller box",
    )
    LOW_CONTRAST = Wording(
        Severity.WARNING,
        "The contrast with what lies below is {ratio}:1; under 3:1 is hard to read",
        "Choose a darker or lighter color, or put a plain rect behind it",
    )
    BARCODE_NO_QUIET_ZONE = Wording(
        Severity.WARNING,
        "The barcode has no quiet zone, so scanners may not find it",
        "Set quiet_zone to true, or keep what surrounds it plain and light",
    )

    @property
    def wire(self) -> str:
        """The code as the API writes it."""
        return _WIRE.get(self, self.name.lower())


class Finding(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One thing that is wrong with one object, for one record or for all of them."""

    object: str
    side: Side
    severity: Severity
    code: str
    message: str
    fix: str
    record: int | UnsetType = UNSET

    @property
    def is_error(self) -> bool:
        """True where the card cannot be printed as it is."""
        return self.severity is Severity.ERROR


def finding(code: Code, label: str, side: Side, **details: object) -> Finding:
    """Return a finding of the object that is called `label`, its wording filled with `details`."""
    severity, message, fix = code.value
    return Finding(
        object=label,
        side=side,
        severity=severity,
        code=code.wire,
        message=message.format(**details),
        fix=fix.format(**details),
    )


# Where the profile has one code for cases that are worded differently.
_WIRE = {
    Code.DUPLICATE_ID: "invalid_object",
    Code.MISSING_PICTURE: "missing_field",
    Code.CROSSES_EDGE: "outside_card",
    Code.REFUSED_FONT: "missing_font",
}
