"""Look for what is wrong with cards before they are printed, one file per group of findings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from cardwright.layout.findings import Finding
from cardwright.layout.objects.box import Side
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import Item, TextItem, is_fixed, items_of
from cardwright.rendering.preflight.barcodes import read_back, too_small
from cardwright.rendering.preflight.contrast import low_contrast
from cardwright.rendering.preflight.pictures import low_resolution
from cardwright.rendering.preflight.places import out_of_place
from cardwright.rendering.preflight.scene import Bounds, Scene, bounds_of
from cardwright.rendering.preflight.texts import text_problems
from cardwright.rendering.template import Record


def findings_of_side(
    compiled: CompiledTemplate,
    side: Side,
    items: Sequence[Item],
    dpi: float,
    *,
    reads_barcodes: bool,
) -> list[Finding]:
    """Return what is wrong with one side of one card, drawn with `dpi` dots per inch."""
    scene = Scene(compiled, side, items, Frame(*compiled.card.size(side), dpi=dpi))
    found = [one for one in compiled.layout.findings if one.side == side]
    contrasts = low_contrast(scene)
    for item in items:
        found += [*out_of_place(scene, item), *_of_values(scene, item)]
        found += _among(contrasts, item)
        if reads_barcodes:
            found += read_back(scene, item)
    return found


def findings_of_records(
    compiled: CompiledTemplate,
    sides: Sequence[Side],
    records: Sequence[Record],
    dpi: float,
    *,
    first: int = 0,
) -> list[Finding]:
    """Return what is wrong with the cards of many records.

    What concerns all of them is told once, without a record. `first` is the place of the first of
    these records among all.
    """
    found = list(compiled.layout.findings)
    told = _Told()
    for number, record in enumerate(records, start=first):
        for side in sides:
            items = items_of(compiled, side, record)
            scene = Scene(compiled, side, items, Frame(*compiled.card.size(side), dpi=dpi))
            for finding, is_of_all in _of_record(scene, told):
                found.append(
                    finding if is_of_all else msgspec.structs.replace(finding, record=number)
                )
    return found


@dataclass
class _Told:
    """The objects, by index, of which it was said what concerns all cards."""

    objects: set[int] = field(default_factory=set)
    contrasts: set[int] = field(default_factory=set)


def _of_record(scene: Scene, told: _Told) -> Iterator[tuple[Finding, bool]]:
    """Yield what is new with a card, and whether it is so with all cards."""
    contrasts = low_contrast(scene)
    varying: list[Bounds] = []
    for item in scene.items:
        index, bounds = item.placed.index, bounds_of(item.placed.template_object)
        item_is_fixed, is_new = is_fixed(scene.compiled, item.placed), index not in told.objects
        told.objects.add(index)
        if is_new:
            yield from ((one, True) for one in out_of_place(scene, item))
        if is_new or not item_is_fixed:
            yield from ((one, item_is_fixed) for one in _of_values(scene, item))
        # The ground, and with it the contrast, differs where something that differs lies below.
        ground_is_fixed = not any(bounds.overlaps(other) for other in varying)
        if not (ground_is_fixed and index in told.contrasts):
            yield from ((one, ground_is_fixed) for one in _among(contrasts, item))
        if ground_is_fixed and index in contrasts:
            told.contrasts.add(index)
        if not item_is_fixed:
            varying.append(bounds)
        yield from ((one, False) for one in read_back(scene, item))


def _of_values(scene: Scene, item: Item) -> Iterator[Finding]:
    """Yield what depends on nothing but the object and the values of its fields."""
    yield from item.problems
    if isinstance(item, TextItem):
        yield from text_problems(scene, item)
    yield from low_resolution(scene, item)
    yield from too_small(scene, item)


def _among(contrasts: dict[int, Finding], item: Item) -> list[Finding]:
    return [contrasts[item.placed.index]] if item.placed.index in contrasts else []
