"""The starters: what they are, that they follow the profile, and that they print well."""

import io
import uuid
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from PIL import Image

from cardwright.layout.fields import list_fields
from cardwright.layout.objects import KINDS, Text
from cardwright.rendering.fonts import FAMILIES
from cardwright.starters import Starter, catalogue
from cardwright.starters.artwork import Artwork, draw
from tests.rendering.cards import render
from tests.starters.cards import (
    REQUIRED,
    STARTERS,
    card_of,
    found,
    layout_of,
    long_of,
    objects_of,
    people_of,
    photo,
    template_of,
)

every_starter = pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)


def test_there_are_six_in_both_orientations_and_one_has_two_sides() -> None:
    assert {
        key: (one.template_type_code, one.orientation_front, one.double_sided)
        for key, one in STARTERS.items()
    } == {
        "staff": ("ISO_CARD", "P", True),
        "visitor": ("ISO_CARD", "P", False),
        "student": ("ISO_CARD", "L", False),
        "contractor": ("ISO_CARD", "L", False),
        "library": ("ISO_CARD", "L", False),
        "event": ("EVENT_BADGE", "P", False),
    }


def test_every_file_of_a_starter_is_offered() -> None:
    files = Path(catalogue.__file__).parent / "files"

    assert sorted(path.name for path in files.iterdir()) == sorted(
        f"{key}.json" for key in STARTERS
    )


@every_starter
def test_people_are_told_what_it_is(starter: Starter) -> None:
    assert starter.name
    assert starter.description.endswith(".")
    assert len({one.name for one in STARTERS.values()}) == len(STARTERS)


@pytest.mark.parametrize(
    ("key", "front", "back"),
    [
        ("staff", 17, 11),
        ("visitor", 13, 0),
        ("student", 12, 0),
        ("contractor", 29, 0),
        ("library", 22, 0),
        ("event", 12, 0),
    ],
)
def test_what_is_on_it(key: str, front: int, back: int) -> None:
    layout = layout_of(STARTERS[key])

    assert (len(layout.on("front")), len(layout.on("back"))) == (front, back)


@pytest.mark.parametrize(
    ("key", "required", "optional"),
    [
        (
            "staff",
            "photo first_name last_name card_number",
            "job_title department valid_until",
        ),
        ("visitor", "photo full_name card_number", "company custom_1"),
        ("student", "photo first_name last_name card_number", "department valid_until"),
        (
            "contractor",
            "photo full_name card_number",
            "company job_title valid_until custom_1",
        ),
        ("library", "full_name card_number", "valid_until"),
        ("event", "first_name last_name card_number", "job_title company custom_1"),
    ],
)
def test_what_it_asks_of_a_record(key: str, required: str, optional: str) -> None:
    fields = list_fields(layout_of(STARTERS[key]))

    assert {one.name for one in fields if one.required} == set(required.split())
    assert {one.name for one in fields if not one.required} == set(optional.split())


@every_starter
def test_objects_have_ids_names_and_only_keys_of_the_profile(starter: Starter) -> None:
    objects = objects_of(starter)

    assert len({one["id"] for one in objects}) == len(objects)
    assert len({(one["name"], one["side"]) for one in objects}) == len(objects)
    for one in objects:
        known = {field.name for field in msgspec.structs.fields(KINDS[one["type"]])}
        assert set(one) <= known | {"type"}, one["id"]


@every_starter
def test_text_is_set_in_built_in_families_in_the_weights_they_have(starter: Starter) -> None:
    texts = [
        placed.template_object
        for placed in layout_of(starter).placed
        if isinstance(placed.template_object, Text)
    ]

    assert texts
    assert {text.font for text in texts} <= set(FAMILIES)
    assert {text.weight for text in texts} <= {400, 700}


@every_starter
def test_preflight_finds_nothing_with_samples(starter: Starter) -> None:
    assert found(starter) == []


@every_starter
def test_preflight_finds_nothing_with_people(starter: Starter) -> None:
    for name, person in people_of(starter).items():
        assert found(starter, person) == [], name


@every_starter
def test_what_is_not_required_may_be_missing(starter: Starter) -> None:
    assert found(starter, REQUIRED) == []


@pytest.mark.parametrize("card_number", ["ABCDEFGHJKLM", "21234000567893"])
@every_starter
def test_a_long_card_number_still_gives_barcodes_that_print(
    starter: Starter, card_number: str
) -> None:
    codes = {code for _, code, _ in found(starter, long_of(starter) | {"card_number": card_number})}

    assert codes <= {"text_shrunk"}


@every_starter
def test_a_name_that_is_longer_still_gets_smaller(starter: Starter) -> None:
    names = {
        "first_name": "Maximiliana-Theodora",
        "last_name": "Wolfeschlegelsteinhausen-Featherstonehaugh",
        "full_name": "Maximiliana-Theodora Wolfeschlegelsteinhausen-Featherstonehaugh",
    }

    codes = {code for _, code, _ in found(starter, long_of(starter) | names)}

    assert codes == {"text_shrunk"}


@every_starter
def test_a_new_card_template_gets_files_of_its_own(starter: Starter) -> None:
    fresh = starter.with_new_uuids()

    uuids = [file.uuid for file in fresh.files]
    assert not set(uuids) & {file.uuid for file in starter.files}
    assert all(str(uuid.UUID(one)) == one and one in fresh.template_objects for one in uuids)
    assert found(fresh) == []
    for side in card_of(starter).sides:
        drawn: Any = {"side": side, "pictures": {"photo": photo()}}
        same = render(template_of(starter), long_of(starter), **drawn).content
        assert render(template_of(fresh), long_of(starter), **drawn).content == same


@every_starter
def test_a_background_image_has_the_size_of_its_side(starter: Starter) -> None:
    for side in starter.background_images:
        picture = Image.open(io.BytesIO(starter.background_image(side)))
        width_mm, height_mm = card_of(starter).size(side)
        assert picture.size == (round(width_mm * 300 / 25.4), round(height_mm * 300 / 25.4))


@pytest.mark.parametrize("name", get_args(Artwork))
def test_artwork_is_drawn_the_same_every_time(name: Artwork) -> None:
    image = draw(name)
    draw.cache_clear()

    assert draw(name) == image
    picture = Image.open(io.BytesIO(image))
    assert picture.format == "PNG"
    assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]
    assert len(image) < 150_000
