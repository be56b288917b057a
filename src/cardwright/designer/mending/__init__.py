"""What mends a finding of preflight with one click, where something sensible does."""

from collections.abc import Callable, Mapping

from cardwright.designer.mending.looks import (
    all_may_scan,
    black_or_white,
    drawn_again,
    encodable,
    in_noto_sans,
    large_enough,
    with_quiet_zone,
)
from cardwright.designer.mending.mend import Mend
from cardwright.designer.mending.places import inside_card, inside_safe_area, out_of_zones, smaller
from cardwright.designer.mending.words import (
    fitting,
    full_sized,
    with_fallback,
    without_characters,
)
from cardwright.layout.card import Card
from cardwright.layout.findings import Finding
from cardwright.layout.objects import TemplateObject
from cardwright.layout.parse import Layout

__all__ = ["Mend", "mends_of"]


def mends_of(layout: Layout, card: Card, findings: list[Finding]) -> list[Mend | None]:
    """Return what mends each of the findings of a layout; None where a person has to decide.

    The text of a finding says what to do then. Objects that are locked are left as they are.
    """
    objects: dict[str, TemplateObject] = {}
    for one in layout.placed:
        objects.setdefault(one.label, one.template_object)
    return [_mend_of(objects.get(finding.object), card, finding) for finding in findings]


def _mend_of(found: TemplateObject | None, card: Card, finding: Finding) -> Mend | None:
    if found is None:
        # It is not drawn because of one of its keys, which is what can be mended.
        return drawn_again(finding) if finding.code == "invalid_object" else None
    mend = _MENDS.get(finding.code)
    return None if mend is None or found.locked else mend(found, card, finding)


_MENDS: Mapping[str, Callable[[TemplateObject, Card, Finding], Mend | None]] = {
    "outside_card": inside_card,
    "outside_safe_area": inside_safe_area,
    "in_non_printable_zone": out_of_zones,
    "image_low_resolution": smaller,
    "text_overflow": fitting,
    "text_shrunk": full_sized,
    "missing_field": with_fallback,
    "missing_glyph": without_characters,
    "missing_font": in_noto_sans,
    "missing_file": lambda *_: Mend("choose_picture"),
    "barcode_unencodable": encodable,
    "barcode_unreadable": all_may_scan,
    "barcode_too_small": large_enough,
    "barcode_no_quiet_zone": with_quiet_zone,
    "low_contrast": black_or_white,
    "invalid_object": lambda *_: Mend("own_id"),
}
