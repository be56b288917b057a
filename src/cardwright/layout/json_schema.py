"""The published JSON Schema of `template_objects`, made of the classes that parse it."""

from typing import Any

import msgspec

from cardwright.layout.objects import KINDS
from cardwright.layout.parse import MOST_OBJECTS

_REFERENCE = "#/$defs/{name}"


def layout_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the layout profile.

    An object with `"v": 1` and a known `type` must be as that type says; all others are allowed.
    """
    _, definitions = msgspec.json.schema_components(KINDS.values(), ref_template=_REFERENCE)
    definitions["ImageSource"]["oneOf"] = [{"required": ["file"]}, {"required": ["field"]}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The layout profile, version 1",
        "description": "What stands in template_objects. Objects outside the profile are kept, "
        "and not drawn. Lengths are millimetres, colours #rrggbb.",
        "type": "array",
        "maxItems": MOST_OBJECTS,
        "items": {"type": "object", "allOf": [_rule(kind) for kind in KINDS]},
        "$defs": definitions,
    }


def _rule(kind: str) -> dict[str, Any]:
    return {
        "if": {
            "properties": {"v": {"const": 1}, "type": {"const": kind}},
            "required": ["v", "type"],
        },
        "then": {"$ref": _REFERENCE.format(name=KINDS[kind].__name__)},
    }
