"""How a route says what it does: everything about the wire, declared above its function.

The handlers read the request themselves, because a refused token must come before a refused
parameter, and layout text must be kept as it was sent. So the OpenAPI document is declared here,
from the same classes that read and write the bodies.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from fastapi.responses import Response
from msgspec import Struct
from pydantic import BaseModel

from cardwright import errors as refusals

COMPONENTS = "x-cardwright-components"
EXAMPLES = "x-cardwright-examples"
SECURITY_SCHEME = "oauth2"
READONLY = ".readonly"
_REFERENCE = "#/components/schemas/{}"

_REFUSALS: dict[int, type[refusals.CardwrightError]] = {
    400: refusals.BadRequest,
    401: refusals.Unauthorized,
    403: refusals.Forbidden,
    404: refusals.NotFound,
    408: refusals.RequestTimeout,
    409: refusals.TypeInUse,
    412: refusals.PreconditionFailed,
    413: refusals.PayloadTooLarge,
    500: refusals.CardwrightError,
    503: refusals.Unavailable,
    507: refusals.StorageFull,
}
_REASONS = {
    400: "Bad request - the body is not JSON, or not HTTP as it should be",
    401: "Unauthorized - invalid or missing authentication",
    403: "Forbidden - the user or the token may not do this",
    404: "Not found - it does not exist in this account",
    408: "Request timeout - the body stopped coming",
    409: "Conflict - card templates of this type exist",
    412: "Precondition failed - If-Match names another version",
    413: "Payload too large",
    416: "Range not satisfiable",
    422: "Unprocessable content - validation failed",
    429: "Too many requests - where the operator limits them; wait as long as Retry-After says",
    500: "Internal server error",
    503: "Service unavailable - try again after Retry-After",
    507: "Insufficient storage - the server's disk is full, and nothing was changed",
}
_VALIDATION_EXAMPLE: dict[str, object] = {
    "error": "validation_failed",
    "error_description": "Validation failed",
    "errors": {"name": ["has already been taken"]},
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of the path, the query or the headers."""

    name: str
    where: str
    description: str
    kind: str = "string"
    required: bool = False
    example: object = None
    constraints: tuple[tuple[str, object], ...] = ()
    """Further members of its schema, such as `default` and `maximum`."""

    def document(self) -> dict[str, Any]:
        """Return the Parameter Object of OpenAPI."""
        document: dict[str, Any] = {
            "name": self.name,
            "in": self.where,
            "description": self.description,
            "required": self.required or self.where == "path",
            "schema": {"type": self.kind, **dict(self.constraints)},
        }
        if self.example is not None:
            document["example"] = self.example
        return document


@dataclass(frozen=True)
class Answer:
    """One successful answer."""

    description: str
    model: type[Struct] | None = None
    is_list: bool = False
    media: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    example: object = None

    def document(self) -> dict[str, Any]:
        """Return the Response Object of OpenAPI."""
        document: dict[str, Any] = {"description": self.description}
        if self.model is not None:
            schema: dict[str, Any] = {"$ref": _reference(self.model)}
            if self.is_list:
                schema = {"type": "array", "items": schema}
            document["content"] = {"application/json": {"schema": schema}}
        elif self.media is not None:
            document["content"] = dict(self.media)
        if self.headers:
            document["headers"] = {
                name: {"description": text, "schema": {"type": "string"}}
                for name, text in self.headers.items()
            }
        return document

    def example_text(self) -> str:
        """Return the example as JSON text, which FastAPI does not take the nulls out of."""
        return json.dumps([self.example] if self.is_list else self.example)


@dataclass(frozen=True)
class JsonBody:
    """A request body: an input model under a key that may be left out."""

    wrapper: str
    model: type[BaseModel]
    example: object
    required: tuple[str, ...] = ()
    """The members without which this call is refused."""

    def document(self) -> dict[str, Any]:
        """Return the Request Body Object of OpenAPI."""
        schema: dict[str, Any] = {"$ref": _reference(self.model)}
        if self.required:
            schema = {"allOf": [schema, {"required": list(self.required)}]}
        return {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {self.wrapper: schema},
                        "required": [self.wrapper],
                    },
                    "example": {self.wrapper: self.example},
                }
            },
        }


@dataclass(frozen=True)
class PartsBody:
    """A request body that is an input model, or a form with it in the part `request`, and files."""

    model: type[BaseModel]
    example: object
    files: str
    """What the other parts of the form are."""

    def document(self) -> dict[str, Any]:
        """Return the Request Body Object of OpenAPI."""
        schema = {"$ref": _reference(self.model)}
        form = {
            "type": "object",
            "properties": {"request": schema},
            "required": ["request"],
            "additionalProperties": {
                "type": "string",
                "format": "binary",
                "description": self.files,
            },
        }
        return {
            "required": True,
            "content": {
                "application/json": {"schema": schema, "example": self.example},
                "multipart/form-data": {"schema": form},
            },
        }


@dataclass(frozen=True)
class FileBody:
    """A request body that is a file: its bytes, or one file part of a form."""

    description: str
    media_types: tuple[str, ...] = ("application/octet-stream",)

    def document(self) -> dict[str, Any]:
        """Return the Request Body Object of OpenAPI."""
        form = {
            "type": "object",
            "properties": {"file": {"type": "string", "format": "binary"}},
            "required": ["file"],
        }
        raw = {
            name: {"schema": {"type": "string", "format": "binary"}} for name in self.media_types
        }
        return {
            "required": True,
            "description": self.description,
            "content": {**raw, "multipart/form-data": {"schema": form}},
        }


@dataclass(frozen=True)
class FormBody:
    """A request body that is a form, as OAuth has them (RFC 6749, appendix B)."""

    fields: Mapping[str, str]
    """What each field is for."""
    required: tuple[str, ...]
    example: Mapping[str, str]

    def document(self) -> dict[str, Any]:
        """Return the Request Body Object of OpenAPI."""
        schema = {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": text} for name, text in self.fields.items()
            },
            "required": list(self.required),
        }
        return {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": schema,
                    "example": dict(self.example),
                }
            },
        }


Body = JsonBody | PartsBody | FileBody | FormBody


def operation(
    operation_id: str,
    *,
    summary: str,
    description: str = "",
    scope: str | None = None,
    is_secured: bool = False,
    parameters: Iterable[Parameter] = (),
    body: Body | None = None,
    answers: Mapping[int, Answer],
    errors: Iterable[int] = (),
) -> dict[str, Any]:
    """Return the keyword arguments with which FastAPI's route decorators document an operation.

    An operation with a `scope` may also answer 401 and 403, any may answer 500 and 503, and one
    that writes, 507.
    """
    statuses = {*errors, 500, 503}
    if scope is not None:
        statuses |= {401, 403}
    if is_secured:
        statuses.add(401)
    if scope is not None or is_secured:
        statuses.add(429)
    if body is not None:
        statuses |= {400, 408, 413}
    if body is not None or (scope is not None and not scope.endswith(READONLY)):
        statuses.add(507)
    secured = scope is not None or is_secured
    extra: dict[str, Any] = {
        "parameters": [parameter.document() for parameter in parameters],
        "security": [{SECURITY_SCHEME: [scope] if scope else []}] if secured else [],
        COMPONENTS: _components(body, answers.values()),
        EXAMPLES: {
            str(status): answer.example_text()
            for status, answer in answers.items()
            if answer.example is not None
        },
    }
    if body is not None:
        extra["requestBody"] = body.document()
    return {
        "operation_id": operation_id,
        "summary": summary,
        "description": description,
        "status_code": next(iter(answers)),
        "response_class": Response,
        "response_model": None,
        "responses": {
            **{status: answer.document() for status, answer in answers.items()},
            **{status: _refusal(status) for status in sorted(statuses - set(answers))},
        },
        "openapi_extra": extra,
    }


def _refusal(status: int) -> dict[str, Any]:
    if status == 422:
        name, example = "ValidationError", _VALIDATION_EXAMPLE
    elif status == 416:
        name, example = "Error", refusals.RangeNotSatisfiable(1024).body()
    elif status == 429:
        name, example = "Error", refusals.TooManyRequests(1).body()
    else:
        name, example = "Error", _REFUSALS[status]().body()
    schema = {"$ref": _REFERENCE.format(name)}
    return {
        "description": _REASONS[status],
        "content": {"application/json": {"schema": schema, "example": example}},
    }


def _reference(model: type) -> str:
    return _REFERENCE.format(_public_name(model.__name__))


def _public_name(name: str) -> str:
    return name.removesuffix("View")


def _components(body: Body | None, answers: Iterable[Answer]) -> dict[str, Any]:
    """Return the schemas that the operation refers to, by name."""
    components: dict[str, Any] = {}
    for answer in answers:
        if answer.model is not None:
            _, schemas = msgspec.json.schema_components(
                [answer.model], ref_template=_REFERENCE.format("{name}")
            )
            components |= schemas
    if isinstance(body, JsonBody | PartsBody):
        schema = body.model.model_json_schema(ref_template=_REFERENCE.format("{model}"))
        components |= schema.pop("$defs", {})
        components[body.model.__name__] = schema
    text = json.dumps(components)
    for name in components:
        text = text.replace(f'{_REFERENCE.format(name)}"', f'{_reference_to(name)}"')
    return {_public_name(name): schema for name, schema in json.loads(text).items()}


def _reference_to(name: str) -> str:
    return _REFERENCE.format(_public_name(name))
