"""How names are compared, how copies are called, and how objects learn new UUIDs."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.designer.gallery.making import with_uuids
from cardwright.designer.gallery.names import Search, folded, sorting

NAMES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(NAMES))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    ordered = sorted(names, key=sorting)

    backwards = sorted(names, key=sorting, reverse=True)
    assert backwards[::-1] == ordered
    assert sorted(ordered) == sorted(names)


@given(NAMES, NAMES)
def test_only_the_same_name_has_the_same_place(one: str, other: str) -> None:
    assert (sorting(one) == sorting(other)) == (one == other)


@pytest.mark.parametrize(
    "names",
    [
        ["Card", "Card 2", "card 10", "Card 10b"],
        ["2", "10", "a", "Ä", "b"],
        ["Card 007", "Card 7", "Card 8"],
        ["9" * 40, "a"],
    ],
)
def test_names_are_in_the_order_that_people_expect(names: list[str]) -> None:
    shuffled = names[::-1]

    assert sorted(shuffled, key=sorting) == names


@given(NAMES)
def test_a_name_is_found_by_itself_in_any_case(name: str) -> None:
    assert Search(name).finds(name)
    assert folded(name.upper()) == folded(name.upper().lower()) or not name.isascii()


def test_letters_that_are_written_in_two_ways_are_the_same() -> None:
    assert Search("strasse").finds("Große STRASSE")
    assert Search("große strasse").finds("GROSSE STRAẞE")
    assert Search("cafe").finds("Cafe\u0301")
    assert not Search("café x").finds("Café")


OLD, NEW = str(uuid4()), str(uuid4())
OBJECTS = st.lists(
    st.dictionaries(
        NAMES | st.just(OLD),
        NAMES | st.just(OLD.upper()) | st.builds("{0}{1}{0}".format, NAMES, st.just(OLD)),
    )
)


@given(OBJECTS, st.booleans())
def test_uuids_change_and_nothing_else_does(objects: list[dict[str, str]], escaped: bool) -> None:
    text = json.dumps(objects, ensure_ascii=escaped, separators=(",", ":"))

    changed = with_uuids(text, {OLD: NEW})

    assert json.loads(changed) == json.loads(text.replace(OLD.upper(), NEW).replace(OLD, NEW))
    assert "\\" in text or len(changed) == len(text)
    assert with_uuids(text, {}) == text


def test_a_uuid_that_is_written_with_escapes_changes_too() -> None:
    text = f'[{{"a":"\\u{ord(OLD[0]):04X}{OLD[1:]}","b":"\\u00e9 \\/ \\"","n":1.0}}]'

    changed = with_uuids(text, {OLD: NEW})

    assert json.loads(changed)[0]["a"] == NEW
    assert changed.endswith(',"b":"\\u00e9 \\/ \\"","n":1.0}]')


def test_two_uuids_may_change_places() -> None:
    text = f'[{{"a":"{OLD} {NEW}"}}]'

    assert with_uuids(text, {OLD: NEW, NEW: OLD}) == f'[{{"a":"{NEW} {OLD}"}}]'
