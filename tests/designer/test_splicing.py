"""What is not edited comes back token for token."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.designer.schemas import Edit
from cardwright.designer.splicing import splice
from cardwright.errors import Invalid

STORED = (
    '[{"v":1,"x_mm":1.0,"a":"\\u00e9","deep":{"k":[1.50,1e2]}},{"type":"hologram","n":12345678901'
    '234567890.10},{"v":1,"x_mm":2}]'
)


def an_edit(index: int | None, unset: tuple[str, ...] = (), **members: Any) -> Edit:
    set_ = {name: msgspec.Raw(json.dumps(value).encode()) for name, value in members.items()}
    return Edit(set=set_, index=index, unset=list(unset))


def test_what_is_kept_is_kept_token_for_token() -> None:
    assert splice(STORED, [0, 1, 2]) == STORED


def test_only_the_keys_that_are_named_change() -> None:
    assert splice(STORED, [an_edit(0, x_mm=3.5)]) == (
        '[{"v":1,"x_mm":3.5,"a":"\\u00e9","deep":{"k":[1.50,1e2]}}]'
    )
    assert splice(STORED, [an_edit(0, ("x_mm", "a", "v"))]) == '[{"deep":{"k":[1.50,1e2]}}]'


def test_objects_are_moved_copied_added_and_left_out() -> None:
    assert splice(STORED, [2, an_edit(2, id="copy"), an_edit(None, v=1), 1]) == (
        '[{"v":1,"x_mm":2},{"v":1,"x_mm":2,"id":"copy"},{"v":1},'
        '{"type":"hologram","n":12345678901234567890.10}]'
    )
    assert splice(STORED, []) == "[]"


@pytest.mark.parametrize("index", [-1, 3, 10**30])
def test_an_object_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(Invalid) as refused:
        splice(STORED, [0, index])
    assert refused.value.errors == {"objects": [f"item 2: there is no object {index}"]}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
OBJECTS = st.lists(st.dictionaries(st.text(max_size=6), VALUES, max_size=4), max_size=5)


@given(OBJECTS, st.dictionaries(st.text(max_size=6), VALUES, max_size=4))
def test_an_edit_does_what_it_does_to_objects(
    stored: list[dict[str, Any]], members: dict[str, Any]
) -> None:
    text = msgspec.json.encode(stored).decode()
    edit = Edit(set={k: msgspec.Raw(json.dumps(v).encode()) for k, v in members.items()}, index=0)

    spliced = json.loads(splice(text, [edit] if stored else []))

    assert spliced == ([{**stored[0], **members}] if stored else [])
