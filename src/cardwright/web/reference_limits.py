"""What a schema says about a value besides its type: range, length, allowed values, example."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limit:
    """One rule for a value: "at least" 1, or "one of" several values."""

    label: str
    values: tuple[str, ...] = ()


def given_example(node: dict[str, Any]) -> Any:
    """Return the example, constant, default or first allowed value that `node` states, or None."""
    examples = node.get("examples")
    if isinstance(examples, list) and examples:
        return examples[0]
    if isinstance(examples, dict) and examples:
        return next(iter(examples.values())).get("value")
    for key in ("example", "const", "default"):
        if node.get(key) is not None:
            return node[key]
    allowed = node.get("enum")
    return allowed[0] if isinstance(allowed, list) and allowed else None


_LENGTHS = (("Length", "characters"), ("Items", "items"), ("Properties", "keys"))


def stated_limits(schema: dict[str, Any]) -> Iterator[Limit]:
    """Yield the rules that a schema, its references followed, states itself."""
    if "const" in schema:
        yield Limit("always", (_written(schema["const"]),))
    if schema.get("enum"):
        yield Limit("one of", tuple(_written(value) for value in schema["enum"]))
    if schema.get("default") is not None:
        yield Limit("default", (_written(schema["default"]),))
    for key, label in (
        ("minimum", "at least"),
        ("exclusiveMinimum", "more than"),
        ("maximum", "at most"),
        ("exclusiveMaximum", "less than"),
        ("multipleOf", "a multiple of"),
        ("pattern", "matches"),
    ):
        if key in schema:
            yield Limit(label, (_written(schema[key]),))
    for suffix, unit in _LENGTHS:
        shortest, longest = schema.get(f"min{suffix}"), schema.get(f"max{suffix}")
        if shortest is not None or longest is not None:
            yield Limit(_length(shortest, longest, unit))
    for key, label in (
        ("uniqueItems", "no duplicates"),
        ("readOnly", "read only"),
        ("writeOnly", "write only"),
    ):
        if schema.get(key):
            yield Limit(label)
    example = given_example({k: v for k, v in schema.items() if k in ("example", "examples")})
    if isinstance(example, str | int | float):
        yield Limit("example", (_written(example),))


def _length(shortest: int | None, longest: int | None, unit: str) -> str:
    if shortest == longest:
        return f"exactly {longest} {unit}"
    if longest is None:
        return f"{shortest} {unit} or more"
    if shortest is None:
        return f"at most {longest} {unit}"
    return f"{shortest} to {longest} {unit}"


def _written(value: Any) -> str:
    """Return the value as it stands in JSON, without the quotes of a plain word."""
    return value if isinstance(value, str) and value.strip() else json.dumps(value)
