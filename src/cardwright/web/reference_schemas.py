"""How the schemas of an OpenAPI document read to people: types and tables of fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cardwright.web.reference_limits import Limit, stated_limits

Schema = dict[str, Any]

# Deeper than this a table of fields helps nobody: the named schema has a table of its own.
DEEPEST = 6


@dataclass(frozen=True)
class TypePart:
    """A few words of a type; `schema` names the component they link to, or is empty."""

    text: str
    schema: str = ""


@dataclass(frozen=True)
class Field:
    """One row of a table; `path` is `linked_files[].url` for a nested field.

    `place` says where a parameter stands: `path`, `query`, `header`; empty for anything else.
    """

    path: str
    type: tuple[TypePart, ...]
    limits: tuple[Limit, ...]
    description: str
    required: bool
    deprecated: bool
    place: str = ""


@dataclass(frozen=True)
class Variant:
    """One form a value may take; most values have only one."""

    type: tuple[TypePart, ...]
    limits: tuple[Limit, ...]
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Shape:
    """A schema with its references followed, its parts merged, and null set apart.

    `name` is the component it comes from, or empty. `choices` are the branches of a real union.
    """

    schema: Schema
    name: str = ""
    nullable: bool = False
    choices: tuple[Schema, ...] = ()

    @property
    def properties(self) -> dict[str, Any]:
        """The fields of an object, and none of anything else."""
        return _mapping(self.schema.get("properties"))

    @property
    def is_object(self) -> bool:
        """Whether it describes an object rather than a single value or an array."""
        return bool(self.properties) or self.schema.get("type") == "object"


class SchemaReader:
    """Reads the schemas of one OpenAPI 3.1 document (JSON Schema 2020-12), whatever made them.

    Anything that is absent, or a reference that leads nowhere, reads as "any value".
    """

    def __init__(self, openapi: dict[str, Any]) -> None:
        self._openapi = openapi

    def resolve(self, node: Any) -> dict[str, Any]:
        """Return `node` with its `$ref` followed; keys that stand beside the `$ref` win."""
        return self._follow(node)[0]

    def shape(self, schema: Any) -> Shape:
        """Return the schema as it reads when everything indirect is taken out of it."""
        merged, name = self._follow(schema)
        for part in merged.pop("allOf", ()):
            inner = self.shape(part)
            merged = _joined(inner.schema, merged)
            name = name or inner.name
        nullable = False
        branches = [*merged.pop("anyOf", ()), *merged.pop("oneOf", ())]
        if branches:
            choices = [branch for branch in branches if self.resolve(branch).get("type") != "null"]
            nullable = len(choices) < len(branches)
            if len(choices) > 1:
                return Shape(merged, name, nullable, tuple(choices))
            if choices:
                inner = self.shape(choices[0])
                merged, nullable = _joined(inner.schema, merged), nullable or inner.nullable
                if inner.choices:
                    return Shape(merged, name or inner.name, nullable, inner.choices)
                name = name or inner.name
        merged, null_in_type = _without_null(merged)
        return Shape(merged, name, nullable or null_in_type)

    def type_of(self, schema: Any) -> tuple[TypePart, ...]:
        """Return the words of a type: "array of ", "LinkedFile", " or null"."""
        shape = self.shape(schema)
        words = tuple(self._words(shape))
        return (*words, TypePart(" or null")) if shape.nullable else words

    def limits_of(self, schema: Any) -> tuple[Limit, ...]:
        """Return what else is said about a value: default, range, length, allowed values."""
        shape = self.shape(schema)
        limits = list(stated_limits(shape.schema))
        if "items" in shape.schema:
            items = self.shape(shape.schema["items"])
            limits += [
                Limit(f"each {limit.label}", limit.values)
                for limit in stated_limits(items.schema)
                if limit.label not in ("default", "example")
            ]
        return tuple(limits)

    def variants(self, schema: Any, *, expand: bool = True) -> tuple[Variant, ...]:
        """Return the forms of a value; `expand` also opens the named schemas inside it."""
        shape = self.shape(schema)
        return tuple(
            Variant(
                self.type_of(choice),
                self.limits_of(choice),
                str(self.shape(choice).schema.get("description") or ""),
                tuple(self._fields(choice, "", (), expand)),
            )
            for choice in shape.choices or (schema,)
        )

    def _follow(self, node: Any) -> tuple[dict[str, Any], str]:
        merged, name = dict(_mapping(node)), ""
        seen: set[str] = set()
        while isinstance(reference := merged.pop("$ref", None), str) and reference not in seen:
            seen.add(reference)
            name = name or reference.rsplit("/", 1)[-1]
            merged = {**self._target(reference), **merged}
        return merged, name

    def _target(self, reference: str) -> dict[str, Any]:
        node: Any = self._openapi
        for step in reference.removeprefix("#/").split("/"):
            node = _mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
        return _mapping(node)

    def _words(self, shape: Shape) -> Iterator[TypePart]:
        schema = shape.schema
        if shape.name and (shape.is_object or shape.choices or "items" in schema):
            yield TypePart(shape.name, shape.name)
        elif shape.choices:
            for place, choice in enumerate(shape.choices):
                if place:
                    yield TypePart(" or ")
                yield from self.type_of(choice)
        elif schema.get("type") == "array" or "items" in schema:
            yield TypePart("array of " if schema.get("items") else "array")
            if schema.get("items"):
                yield from self.type_of(schema["items"])
        elif shape.is_object and isinstance(schema.get("additionalProperties"), dict):
            yield TypePart("map to ")
            yield from self.type_of(schema["additionalProperties"])
        else:
            yield TypePart(_plain_type(schema))

    def _fields(
        self, schema: Any, prefix: str, opened: tuple[str, ...], expand: bool
    ) -> Iterator[Field]:
        shape = self.shape(schema)
        inside = (*opened, shape.name)
        if len(inside) > DEEPEST:
            return
        if "items" in shape.schema:
            element = f"{prefix}[]" if prefix else ""
            yield from self._fields(shape.schema["items"], element, inside, expand)
            return
        required = shape.schema.get("required", ())
        for key, value in shape.properties.items():
            inner = self.shape(value)
            path = f"{prefix}.{key}" if prefix else key
            yield Field(
                path,
                self.type_of(value),
                self.limits_of(value),
                str(inner.schema.get("description") or ""),
                key in required,
                bool(inner.schema.get("deprecated")),
            )
            if self._opens(inner, inside, expand):
                yield from self._fields(value, path, inside, expand)

    def _opens(self, shape: Shape, opened: tuple[str, ...], expand: bool) -> bool:
        if shape.name:
            return expand and shape.name not in opened
        if "items" in shape.schema:
            return self._opens(self.shape(shape.schema["items"]), opened, expand)
        return True


def is_binary(schema: Schema) -> bool:
    """Say whether a value is bytes as they are, not text."""
    return (
        schema.get("format") == "binary"
        or schema.get("contentEncoding") == "binary"
        or ("contentMediaType" in schema and "contentEncoding" not in schema)
    )


def _mapping(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _joined(inner: Schema, outer: Schema) -> Schema:
    """Return both schemas as one: fields and required names add up, else the outer one wins."""
    both = {**inner, **outer}
    if "properties" in inner and "properties" in outer:
        both["properties"] = {**inner["properties"], **outer["properties"]}
    if "required" in inner and "required" in outer:
        both["required"] = [*inner["required"], *outer["required"]]
    return both


def _without_null(schema: Schema) -> tuple[Schema, bool]:
    types, allowed = schema.get("type"), schema.get("enum")
    nullable = False
    if isinstance(types, list):
        rest = [name for name in types if name != "null"]
        nullable = len(rest) < len(types)
        schema = {**schema, "type": rest[0] if len(rest) == 1 else rest}
    if isinstance(allowed, list) and None in allowed:
        nullable = True
        schema = {**schema, "enum": [value for value in allowed if value is not None]}
    return schema, nullable


def _plain_type(schema: Schema) -> str:
    if is_binary(schema):
        return "binary"
    name = schema.get("type")
    if isinstance(name, list):
        return " or ".join(str(each) for each in name) or "null"
    if name is None:
        values = [schema["const"]] if "const" in schema else schema.get("enum", [])
        names = dict.fromkeys(_type_of_value(value) for value in values)
        return " or ".join(names) or "any value"
    return f"{name} ({schema['format']})" if schema.get("format") else str(name)


def _type_of_value(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    names = {str: "string", int: "integer", float: "number", list: "array", dict: "object"}
    return names.get(type(value), "null")
