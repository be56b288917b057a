"""The operations of an OpenAPI document, gathered and worded for the reference page."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cardwright.web.reference_examples import (
    EXAMPLE_SERVER,
    Token,
    curl,
    json_tokens,
    media_example,
)
from cardwright.web.reference_schemas import Field, SchemaReader, Variant, is_binary

METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
UNTAGGED = "Other"


@dataclass(frozen=True)
class Content:
    """A body in one or more media types that are described alike."""

    media_types: tuple[str, ...]
    is_binary: bool
    variants: tuple[Variant, ...]
    example: tuple[Token, ...]


@dataclass(frozen=True)
class Body:
    """What a request carries."""

    description: str
    required: bool
    contents: tuple[Content, ...]


@dataclass(frozen=True)
class Answer:
    """One status that an operation answers with."""

    status: str
    description: str
    headers: tuple[Field, ...]
    contents: tuple[Content, ...]

    @property
    def example(self) -> tuple[Token, ...]:
        """The example of the first body that has one."""
        return next((content.example for content in self.contents if content.example), ())


@dataclass(frozen=True)
class Access:
    """One thing to show to be let in: `kind` is `bearer`, `basic` or the name of the scheme."""

    kind: str
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one path. `access` holds alternatives, each of things needed together."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    deprecated: bool
    access: tuple[tuple[Access, ...], ...]
    parameters: tuple[Field, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    sample: Answer | None
    command: str


@dataclass(frozen=True)
class Group:
    """The operations of one tag."""

    anchor: str
    name: str
    description: str
    operations: tuple[Operation, ...]


class OperationReader:
    """Reads the paths of one document."""

    def __init__(self, openapi: dict[str, Any], schemas: SchemaReader) -> None:
        self._openapi = openapi
        self._schemas = schemas
        self._anchors: set[str] = set()
        components = _mapping(openapi.get("components"))
        self._schemes = _mapping(components.get("securitySchemes"))

    def server(self) -> str:
        """Return the address that paths are relative to, without a slash at the end."""
        servers = self._openapi.get("servers") or [{}]
        url = str(_mapping(servers[0]).get("url") or "").rstrip("/")
        return url if "://" in url else EXAMPLE_SERVER + url

    def groups(self) -> tuple[Group, ...]:
        """Return the operations by their first tag; declared tags first, in their order."""
        declared = {str(tag.get("name")): tag for tag in self._openapi.get("tags") or ()}
        by_tag: dict[str, list[Operation]] = {name: [] for name in declared}
        for path, item in _mapping(self._openapi.get("paths")).items():
            for method, operation, shared in self._methods(item):
                tag = str(next(iter(operation.get("tags") or ()), UNTAGGED))
                read = self._operation(method, path, operation, shared)
                by_tag.setdefault(tag, []).append(read)
        return tuple(
            Group(
                self._anchor(f"tag-{name}"),
                name,
                str(_mapping(declared.get(name)).get("description") or ""),
                tuple(operations),
            )
            for name, operations in by_tag.items()
            if operations
        )

    def _methods(self, item: Any) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
        resolved = self._schemas.resolve(item)
        shared = resolved.get("parameters") or []
        for method in METHODS:
            if isinstance(operation := resolved.get(method), dict):
                yield method.upper(), operation, shared

    def _operation(
        self, method: str, path: str, operation: dict[str, Any], shared: list[Any]
    ) -> Operation:
        parameters = self._parameters([*shared, *(operation.get("parameters") or ())])
        access = self._access(operation)
        body = self._schemas.resolve(operation.get("requestBody"))
        answers = tuple(
            self._answer(str(status), self._schemas.resolve(answer))
            for status, answer in sorted(_mapping(operation.get("responses")).items())
        )
        return Operation(
            anchor=self._anchor(str(operation.get("operationId") or f"{method}-{path}")),
            method=method,
            path=path,
            summary=str(operation.get("summary") or f"{method} {path}"),
            description=str(operation.get("description") or ""),
            deprecated=bool(operation.get("deprecated")),
            access=access,
            parameters=tuple(self._field(str(each.get("name")), each) for each in parameters),
            body=self._body(body) if body else None,
            answers=answers,
            sample=next(
                (each for each in answers if each.status[:1] == "2" and each.example), None
            ),
            command=curl(
                self._schemas,
                method,
                self.server() + path,
                parameters,
                _mapping(body.get("content")),
                [*_credentials(access), *_answer_options(answers)],
            ),
        )

    def _parameters(self, given: list[Any]) -> list[dict[str, Any]]:
        """Return the parameters; one of an operation replaces the one of its path."""
        resolved = [self._schemas.resolve(parameter) for parameter in given]
        return list({(each.get("in"), each.get("name")): each for each in resolved}.values())

    def _field(self, name: str, node: dict[str, Any]) -> Field:
        content = _mapping(next(iter(_mapping(node.get("content")).values()), None))
        schema = node.get("schema", content.get("schema"))
        stated = {key: node[key] for key in ("example", "examples") if key in node}
        read: Any = {"allOf": [schema], **stated} if stated else schema
        description = node.get("description") or self._schemas.shape(schema).schema.get(
            "description"
        )
        return Field(
            path=name,
            type=self._schemas.type_of(schema),
            limits=self._schemas.limits_of(read),
            description=str(description or ""),
            required=bool(node.get("required")),
            deprecated=bool(node.get("deprecated")),
            place=str(node.get("in") or ""),
        )

    def _access(self, operation: dict[str, Any]) -> tuple[tuple[Access, ...], ...]:
        security = operation.get("security", self._openapi.get("security")) or ()
        return tuple(
            tuple(
                Access(self._access_kind(name), tuple(map(str, scopes or ())))
                for name, scopes in alternative.items()
            )
            for alternative in security
        )

    def _access_kind(self, name: str) -> str:
        scheme = self._schemas.resolve(self._schemes.get(name))
        if scheme.get("type") == "http":
            return str(scheme.get("scheme", name)).lower()
        return "bearer" if scheme.get("type") in ("oauth2", "openIdConnect") else name

    def _body(self, body: dict[str, Any]) -> Body:
        return Body(
            str(body.get("description") or ""), bool(body.get("required")), self._contents(body)
        )

    def _answer(self, status: str, answer: dict[str, Any]) -> Answer:
        headers = _mapping(answer.get("headers"))
        return Answer(
            status,
            str(answer.get("description") or ""),
            tuple(
                self._field(name, self._schemas.resolve(header)) for name, header in headers.items()
            ),
            self._contents(answer),
        )

    def _contents(self, node: dict[str, Any]) -> tuple[Content, ...]:
        alike: dict[str, tuple[list[str], dict[str, Any]]] = {}
        for media_type, media in _mapping(node.get("content")).items():
            described = json.dumps(media, sort_keys=True, default=str)
            alike.setdefault(described, ([], _mapping(media)))[0].append(media_type)
        return tuple(
            self._content(tuple(media_types), media) for media_types, media in alike.values()
        )

    def _content(self, media_types: tuple[str, ...], media: dict[str, Any]) -> Content:
        schema = media.get("schema")
        as_json = any("json" in media_type for media_type in media_types)
        example = media_example(self._schemas, media) if as_json else None
        return Content(
            media_types,
            is_binary(self._schemas.shape(schema).schema),
            self._schemas.variants(schema) if schema else (),
            () if example is None else json_tokens(example),
        )

    def _anchor(self, wanted: str) -> str:
        slug = re.sub(r"[^A-Za-z0-9]+", "-", wanted).strip("-") or "operation"
        free = slug
        number = 2
        while free in self._anchors:
            free, number = f"{slug}-{number}", number + 1
        self._anchors.add(free)
        return free


def _mapping(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _credentials(access: tuple[tuple[Access, ...], ...]) -> Iterator[str]:
    """Yield the curl options of the first way in."""
    for needed in access[0] if access else ():
        if needed.kind == "basic":
            yield '-u "$CLIENT_ID:$CLIENT_SECRET"'
        elif needed.kind == "bearer":
            yield '-H "Authorization: Bearer $TOKEN"'


def _answer_options(answers: tuple[Answer, ...]) -> Iterator[str]:
    """Yield what it takes to see an answer that is a redirect, or to keep one that is a file."""
    good = next((answer for answer in answers if answer.status[:1] in ("2", "3")), None)
    if good and good.status.startswith("3"):
        yield "-i"
    elif good and any(content.is_binary for content in good.contents):
        yield "-o answer"
