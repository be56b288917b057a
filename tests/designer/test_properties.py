"""The editor edits every key of the layout profile, with its values and what it is without one."""

from typing import Any

import pytest

from cardwright.designer.properties import GROUPS
from cardwright.layout.json_schema import layout_schema

PLACED = {
    "v", "type", "id", "name", "side", "x_mm", "y_mm", "width_mm", "height_mm",
    "rotation_deg", "opacity", "hidden", "locked", "visible_if",
}  # fmt: skip
SCHEMA = layout_schema()["$defs"]


def properties_of(kind: str) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for group in GROUPS[kind] for one in group["properties"]}


def allowed(schema: dict[str, Any]) -> set[Any]:
    """Return the values that a schema lists, through references and choices."""
    if "$ref" in schema:
        return allowed(SCHEMA[schema["$ref"].rpartition("/")[2]])
    found = set(schema.get("enum", []))
    for one in schema.get("anyOf", []):
        found |= allowed(one)
    return found - {None}


@pytest.mark.parametrize("kind", GROUPS)
def test_every_key_of_the_profile_can_be_edited(kind: str) -> None:
    assert properties_of(kind).keys() == SCHEMA[kind.title()]["properties"].keys() - PLACED


@pytest.mark.parametrize("kind", GROUPS)
def test_values_and_defaults_are_those_of_the_profile(kind: str) -> None:
    compared = 0
    for key, edited in properties_of(kind).items():
        schema = SCHEMA[kind.title()]["properties"][key]
        if listed := allowed(schema):
            assert set(edited["options"]) == listed, key
            compared += 1
        if "default" in schema and "absent" in edited:
            assert edited["absent"] == schema["default"], key
            compared += 1
    assert compared > 1
