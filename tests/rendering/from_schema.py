"""Values that follow a JSON Schema, for the words of it that the published schemas use."""

from typing import Any

from hypothesis import strategies as st

Schema = dict[str, Any]

_SAID_FOR_PEOPLE = {"title", "description", "default", "examples"}
_STRING = {"type", "maxLength", "minLength", "pattern"}
_NUMBER = {"type", "minimum", "maximum", "exclusiveMinimum"}
_LONGEST = 60
"""Long strings have tests of their own."""


def values_of(schema: Schema, definitions: dict[str, Schema]) -> st.SearchStrategy[Any]:
    """Return what follows a schema. Raises ValueError for a word that is not known here."""
    words = schema.keys() - _SAID_FOR_PEOPLE
    if "$ref" in schema:
        return values_of(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of(*(values_of(one, definitions) for one in schema["anyOf"]))
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "string" if words <= _STRING:
            return _strings(schema)
        case "integer" | "number" if words <= _NUMBER:
            return _numbers(schema)
        case "array":
            return _arrays(schema, definitions)
        case "object" if words <= {"type", "properties", "required", "oneOf"}:
            return _objects(schema, definitions)
    raise ValueError(f"This is not known here: {schema}")


def _strings(schema: Schema) -> st.SearchStrategy[str]:
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("$", r"\Z"))
    return st.text(
        st.characters(exclude_categories=["Cs"]),
        min_size=schema.get("minLength", 0),
        max_size=min(_LONGEST, schema.get("maxLength", _LONGEST)),
    )


def _numbers(schema: Schema) -> st.SearchStrategy[Any]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if schema["type"] == "integer":
        return st.integers(least, most)
    above = schema.get("exclusiveMinimum")
    return st.floats(
        least if above is None else above,
        most,
        exclude_min=above is not None,
        allow_nan=False,
        allow_infinity=False,
    )


def _arrays(schema: Schema, definitions: dict[str, Schema]) -> st.SearchStrategy[Any]:
    if "prefixItems" in schema:
        parts = [values_of(one, definitions) for one in schema["prefixItems"]]
        return st.tuples(*parts).map(list)
    return st.lists(values_of(schema["items"], definitions), max_size=5)


def _objects(schema: Schema, definitions: dict[str, Schema]) -> st.SearchStrategy[Any]:
    members = {
        name: values_of(one, definitions) for name, one in schema.get("properties", {}).items()
    }
    if "oneOf" in schema:
        # Each of them asks for other members, and so forbids those of the others.
        return st.one_of(
            *(
                st.fixed_dictionaries({name: members[name] for name in one["required"]})
                for one in schema["oneOf"]
            )
        )
    required = {name: members.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(required, optional=members)
