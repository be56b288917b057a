"""What the stage shows of every starter is what is printed, and the measure can tell."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Page

from cardwright import starters
from cardwright.layout.objects.box import Side
from cardwright.starters import Starter
from tests.designer.conftest import Open
from tests.designer.gallery.test_making import made, make
from tests.designer.truth import (
    DPI,
    Box,
    Letter,
    Pixels,
    around,
    astray,
    differing,
    everything_is_drawn,
    ink_of,
    letters_of,
    lines_of,
    outlines_on_stage,
    pixels,
    seen,
    stage_pixels,
)
from tests.pages.visits import signed_in
from tests.service import Account, Person, path_of

MOST = 0.02
"""How much of the ink may differ."""
LOOKED_AT = ("text", "barcode")
"""What is also compared by itself, lest it drown in the ink of areas. The edges of areas differ by
what the two programs make of half a pixel, and pictures by how they are made smaller."""
EVERY = pytest.mark.parametrize("starter", starters.all(), ids=lambda one: one.key)
RECORDS = ["usual", pytest.param("long", marks=pytest.mark.slow)]

Objects = list[dict[str, Any]]


class Printer:
    """Prints a card template of the service, or how it would be with other objects."""

    def __init__(self, person: Person, card_template: dict[str, Any], data: dict[str, str]) -> None:
        self.person, self.card_template, self.data = person, card_template, data
        self.objects: Objects = card_template["template_objects"]
        self._stored = self.objects

    def print(self, objects: Objects, **options: Any) -> bytes:
        """Return the card as the service prints it."""
        if objects != self._stored:
            self.person.update(self.card_template, template_objects=objects).raise_for_status()
            self._stored = objects
        sent = {"data": self.data, **options}
        answer = self.person.http.post(path_of(self.card_template, "render"), json=sent)
        assert answer.status_code == 200, answer.text
        return answer.content

    def picture(self, side: str, objects: Objects) -> Pixels:
        """Return a side as it is printed at 300 dpi."""
        return pixels(self.print(objects, side=side, dpi=DPI))

    def letters(self, objects: Objects, page: int) -> list[Letter]:
        """Return the letters of the PDF that is printed."""
        both = "both" if self.card_template["double_sided"] else "front"
        return letters_of(self.print(objects, side=both, format="pdf"), page)


OpenStarter = Callable[..., tuple[Page, Printer]]


@pytest.fixture
def open_starter(open_designer: Open, account: Account) -> OpenStarter:
    """Opens the designer with a new card that begins as a starter, shown with a record."""

    def opened(starter: Starter, record: str = "usual") -> tuple[Page, Printer]:
        browser, person = signed_in(account)
        card_template = made(person, make(browser, name=starter.name, start=starter.key))
        page = open_designer(card_template["id"], who=person)
        with page.expect_request("**/fragments") as asked:
            page.get_by_role("combobox", name="Show the card with").select_option(record)
        sent = asked.value.post_data_json
        assert sent is not None
        return page, Printer(person, card_template, sent["data"])

    return opened


def turned_to(page: Page, starter: Starter) -> Iterator[tuple[int, Side]]:
    """Show one side of the card after the other."""
    sides: tuple[Side, ...] = ("front", "back") if starter.double_sided else ("front",)
    for number, side in enumerate(sides):
        if len(sides) > 1:
            page.get_by_role("tab", name=side.capitalize(), exact=True).click()
        everything_is_drawn(page)
        yield number, side


@EVERY
def test_the_stage_shows_the_ink_that_is_printed(
    open_starter: OpenStarter, starter: Starter
) -> None:
    page, printer = open_starter(starter)
    for _, side in turned_to(page, starter):
        stage, printed = stage_pixels(page), printer.picture(side, printer.objects)

        assert stage.shape == printed.shape
        ink = ink_of(printed, printer.picture(side, []))
        assert differing(stage, printed, ink) <= MOST
        assert differing_objects(printer, side, stage, printed) == {}


@EVERY
@pytest.mark.parametrize("record", RECORDS)
def test_the_stage_breaks_lines_where_the_print_does(
    open_starter: OpenStarter, starter: Starter, record: str
) -> None:
    page, printer = open_starter(starter, record)
    for number, side in turned_to(page, starter):
        outlines = outlines_of(page, printer, side)

        letters = printer.letters(printer.objects, number)

        texts = [box for kind, boxes in outlines if kind == "text" for box in boxes]
        captions = [box for kind, boxes in outlines if kind == "barcode" for box in boxes]
        assert len(letters) > 20
        assert lines_of(seen(letters, texts + captions)) == lines_of(letters)
        assert astray(letters, texts) == []


def shifted(value: dict[str, Any]) -> None:
    value["x_mm"] += 0.3


def in_another_font(value: dict[str, Any]) -> None:
    value["font"] = "Noto Serif"


def narrower(value: dict[str, Any]) -> None:
    value["width_mm"] -= 1


@pytest.mark.parametrize("change", [shifted, in_another_font, narrower])
def test_what_is_not_the_same_is_seen(
    open_starter: OpenStarter, change: Callable[[dict[str, Any]], None]
) -> None:
    """One text of many is printed otherwise than it is shown."""
    staff = next(one for one in starters.all() if one.key == "staff")
    page, printer = open_starter(staff)
    list(turned_to(page, staff))
    texts = [
        b for kind, boxes in outlines_of(page, printer, "back") if kind == "text" for b in boxes
    ]
    stage = stage_pixels(page)
    changed = deepcopy(printer.objects)
    change(next(one for one in changed if one["id"] == "terms"))

    printed, letters = printer.picture("back", changed), printer.letters(changed, 1)

    printer.objects = changed
    assert list(differing_objects(printer, "back", stage, printed)) == ["terms"]
    assert lines_of(seen(letters, texts)) != lines_of(letters)
    assert astray(letters, texts) != []


def differing_objects(
    printer: Printer, side: Side, stage: Pixels, printed: Pixels
) -> dict[str, float]:
    """Return of which objects too much ink differs, and how much."""
    found = {}
    for index, value in enumerate(printer.objects):
        if value["side"] != side or value["type"] not in LOOKED_AT:
            continue
        others = printer.objects[:index] + printer.objects[index + 1 :]
        ink = ink_of(printed, printer.picture(side, others))
        if not ink.any():
            continue  # Its condition is not met, or it has the colour of what lies below.
        part = around(ink)
        difference = differing(stage[part], printed[part], ink)
        if difference > MOST:
            found[value["id"]] = difference
    return found


def outlines_of(page: Page, printer: Printer, side: Side) -> list[tuple[str, list[Box]]]:
    """Return of each object on the stage its type, and the boxes of its outlines."""
    here = [value["type"] for value in printer.objects if value["side"] == side]
    return list(zip(here, outlines_on_stage(page), strict=True))
