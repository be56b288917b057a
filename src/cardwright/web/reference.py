"""The API reference as one HTML page, made from the OpenAPI document: no script, no requests."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cardwright.web.reference_examples import Token, example_value, json_tokens
from cardwright.web.reference_operations import OperationReader
from cardwright.web.reference_schemas import SchemaReader, Variant


def render_reference(openapi: dict[str, Any]) -> str:
    """Return the page for an OpenAPI 3.1 document; what the document leaves out is left out."""
    schemas = SchemaReader(openapi)
    operations = OperationReader(openapi, schemas)
    components = _mapping(openapi.get("components"))
    schemes = tuple(_schemes(_mapping(components.get("securitySchemes")), schemas))
    return _PAGES.get_template("reference.html").render(
        info={"title": "API reference", **_mapping(openapi.get("info"))},
        server=operations.server(),
        groups=operations.groups(),
        schemes=schemes,
        known_scopes={scope for scheme in schemes for scope, _ in scheme.scopes},
        schemas=tuple(_named_schemas(_mapping(components.get("schemas")), schemas)),
    )


def reference_csp() -> str:
    """Return the page's Content-Security-Policy: its own style sheet, and nothing else at all."""
    style_sheet = _PAGES.get_template("reference.css").render()
    digest = base64.b64encode(hashlib.sha256(style_sheet.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class _Scheme:
    """One security scheme, with the sentence of each of its scopes."""

    name: str
    kind: str
    description: str
    addresses: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _NamedSchema:
    """One entry of `components.schemas`."""

    name: str
    variants: tuple[Variant, ...]
    example: tuple[Token, ...]


def _schemes(given: dict[str, Any], schemas: SchemaReader) -> Iterator[_Scheme]:
    for name, node in given.items():
        scheme = schemas.resolve(node)
        flows = [flow for flow in _mapping(scheme.get("flows")).values() if isinstance(flow, dict)]
        scopes: dict[str, str] = {}
        for flow in flows:
            scopes.update(_mapping(flow.get("scopes")))
        addresses = {
            (key.removesuffix("Url"), str(flow[key]))
            for flow in flows
            for key in ("authorizationUrl", "tokenUrl", "refreshUrl")
            if flow.get(key)
        }
        kind = " ".join(str(scheme[key]) for key in ("type", "scheme") if scheme.get(key))
        yield _Scheme(
            name,
            kind,
            str(scheme.get("description") or ""),
            tuple(sorted(addresses)),
            tuple(scopes.items()),
        )


def _named_schemas(given: dict[str, Any], schemas: SchemaReader) -> Iterator[_NamedSchema]:
    for name, schema in given.items():
        variants = schemas.variants(schema, expand=False)
        example = example_value(schemas, {"$ref": f"#/components/schemas/{name}"})
        shown = isinstance(example, dict | list) and example
        yield _NamedSchema(name, variants, json_tokens(example) if shown else ())


def _mapping(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}


def _paragraphs(prose: str) -> list[list[str]]:
    """Return the paragraphs of a description; every second piece of one is code."""
    return [
        re.split(r"`([^`]+)`", " ".join(paragraph.split()))
        for paragraph in re.split(r"\n\s*\n", prose.strip())
        if paragraph.strip()
    ]


_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["paragraphs"] = _paragraphs
