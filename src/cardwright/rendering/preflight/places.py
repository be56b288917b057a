"""Find objects that are where a card is cut, or where it cannot be printed."""

from collections.abc import Iterator

from cardwright.layout.findings import Code, Finding
from cardwright.rendering.items import BarcodeItem, Item, TextItem
from cardwright.rendering.preflight.scene import Bounds, Scene, bounds_of

SAFE_MM = 2.0


def out_of_place(scene: Scene, item: Item) -> Iterator[Finding]:
    """Yield what is wrong with the place of an object, whatever it shows."""
    width, height = scene.frame.width_mm, scene.frame.height_mm
    bounds = bounds_of(item.placed.template_object)
    is_read = isinstance(item, TextItem | BarcodeItem)
    card = Bounds(0, 0, width, height)
    safe = Bounds(SAFE_MM, SAFE_MM, width - SAFE_MM, height - SAFE_MM)
    if not bounds.overlaps(card) and not bounds.is_inside(card):
        yield scene.found(Code.OUTSIDE_CARD, item, how="lies outside of the card")
        return
    if not bounds.is_inside(card):
        if is_read:
            how = "crosses the edge of the card, where it is cut off"
            yield scene.found(Code.OUTSIDE_CARD, item, how=how)
        else:
            yield scene.found(Code.CROSSES_EDGE, item)
    elif is_read and not bounds.is_inside(safe):
        yield scene.found(Code.OUTSIDE_SAFE_AREA, item, safe_mm=f"{SAFE_MM:g}")
    for zone in scene.compiled.card.zones(scene.side):
        right, bottom = zone.x_mm + zone.width_mm, zone.y_mm + zone.height_mm
        if bounds.overlaps(Bounds(zone.x_mm, zone.y_mm, right, bottom)):
            yield scene.found(Code.IN_NON_PRINTABLE_ZONE, item, zone=zone.label)
