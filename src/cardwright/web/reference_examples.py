"""The examples of the reference page: values made from schemas, coloured JSON, curl commands."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from cardwright.web.reference_limits import given_example
from cardwright.web.reference_schemas import SchemaReader, Shape, is_binary

# Shown where a document names no server.
EXAMPLE_SERVER = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Token:
    """A piece of JSON text and what it is: key, string, number, word, or nothing in particular."""

    kind: str
    text: str


def json_tokens(value: Any) -> tuple[Token, ...]:
    """Return `value` as indented JSON, cut into pieces to colour; joined they are the JSON."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    tokens, done = [], 0
    for match in _JSON_TOKEN.finditer(text):
        tokens.append(Token("", text[done : match.start()]))
        tokens.append(Token(str(match.lastgroup), match.group()))
        done = match.end()
    return tuple(token for token in (*tokens, Token("", text[done:])) if token.text)


def example_value(reader: SchemaReader, schema: Any, opened: tuple[str, ...] = ()) -> Any:
    """Return a value of the schema: the example it states, or one made from its parts."""
    shape = reader.shape(schema)
    given = given_example(shape.schema)
    if given is not None:
        return given
    if shape.name in opened or (shape.nullable and not shape.is_object):
        return None
    inside = (*opened, shape.name) if shape.name else opened
    if shape.choices:
        return example_value(reader, shape.choices[0], inside)
    if shape.is_object:
        return {
            key: example_value(reader, value, inside) for key, value in shape.properties.items()
        }
    if "items" in shape.schema:
        element = example_value(reader, shape.schema["items"], inside)
        return [] if element is None else [element]
    return _plain_example(shape)


def media_example(reader: SchemaReader, media: dict[str, Any]) -> Any:
    """Return the example of a request or answer body of one media type, or None for bytes."""
    given = given_example({k: media[k] for k in ("example", "examples") if k in media})
    if given is not None:
        return given
    schema = media.get("schema")
    if not schema or is_binary(reader.shape(schema).schema):
        return None
    return example_value(reader, schema)


def curl(
    reader: SchemaReader,
    method: str,
    url: str,
    parameters: list[dict[str, Any]],
    content: dict[str, Any],
    options: list[str],
) -> str:
    """Return a command for a shell that calls the operation, one option a line.

    `url` may hold `{name}` for path parameters; `options` come first, such as credentials.
    """
    verb = {"GET": "", "HEAD": "-I "}.get(method, f"-X {method} ")
    words, query = list(options), []
    for parameter in parameters:
        name, value = str(parameter.get("name", "")), _parameter_example(reader, parameter)
        if parameter.get("in") == "path":
            url = url.replace(f"{{{name}}}", quote(_text(value), safe=""))
        elif value is not None and parameter.get("in") == "query":
            query.append(f"{quote(name, safe='')}={quote(_text(value), safe=':')}")
        elif parameter.get("in") == "header" and parameter.get("required"):
            # An optional one is mostly a condition (If-Match), which an example cannot meet.
            words.append(f"-H {shlex.quote(f'{name}: {_text(value)}')}")
    words += _body_options(reader, content)
    address = shlex.quote(f"{url}?{'&'.join(query)}" if query else url)
    return " \\\n  ".join([f"curl {verb}{address}", *words])


_JSON_TOKEN = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=:))|(?P<string>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\d[\d.eE+-]*)|(?P<word>\b(?:true|false|null)\b)"
)

_BY_FORMAT = {
    "date": "2026-06-14",
    "date-time": "2026-06-14T09:30:00.123456Z",
    "uuid": "550E8400-E29B-41D4-A716-446655440000",
    "uri": "https://cards.example.org/file",
    "email": "ada@example.org",
}

_BY_TYPE = {"string": "text", "integer": 1, "number": 1.5, "boolean": True, "array": []}

_FILE_ENDINGS = {"jpeg": "jpg", "svg+xml": "svg", "octet-stream": "bin", "plain": "txt"}


def _plain_example(shape: Shape) -> Any:
    schema = shape.schema
    if is_binary(schema):
        return "(bytes)"
    if schema.get("type") in ("integer", "number") and "minimum" in schema:
        return schema["minimum"]
    by_format = _BY_FORMAT.get(str(schema.get("format")))
    return _BY_TYPE.get(str(schema.get("type"))) if by_format is None else by_format


def _parameter_example(reader: SchemaReader, parameter: dict[str, Any]) -> Any:
    """Return the value to show; None leaves an optional parameter without an example out."""
    schema = reader.shape(parameter.get("schema")).schema
    for node in (parameter, schema):
        stated = given_example({k: node[k] for k in ("example", "examples") if k in node})
        if stated is not None:
            return stated
    required = parameter.get("required") or parameter.get("in") == "path"
    return example_value(reader, parameter.get("schema")) if required else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _body_options(reader: SchemaReader, content: dict[str, Any]) -> Iterator[str]:
    if not content:
        return
    media_type = next((name for name in content if "json" in name), next(iter(content)))
    media = content[media_type]
    value = media_example(reader, media)
    if "json" in media_type:
        yield '-H "Content-Type: application/json"'
        yield f"-d {shlex.quote(json.dumps(value, indent=2, ensure_ascii=False))}"
    elif media_type == "multipart/form-data":
        for name, part in reader.shape(media.get("schema")).properties.items():
            bytes_part = is_binary(reader.shape(part).schema)
            yield f"-F {shlex.quote(name)}=" + (
                "@photo.jpg" if bytes_part else shlex.quote(_text(example_value(reader, part)))
            )
    elif media_type == "application/x-www-form-urlencoded":
        for name, part in (value or {}).items():
            if part is not None:
                yield f"--data-urlencode {shlex.quote(f'{name}={_text(part)}')}"
    else:
        yield from _file_options(media_type)


def _file_options(media_type: str) -> Iterator[str]:
    kind, _, ending = media_type.partition("/")
    if "*" in media_type:
        kind, ending = ("image", "png") if kind == "image" else ("application", "octet-stream")
    yield f'-H "Content-Type: {kind}/{ending}"'
    name = "image" if kind == "image" else "file"
    yield f"--data-binary @{name}.{_FILE_ENDINGS.get(ending, ending)}"
