"""The OpenAPI document, put together from what the routes declare."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from cardwright.web.operations import COMPONENTS, EXAMPLES, SECURITY_SCHEME

_MEMBERS = {
    "error": {"type": "string", "description": "A word for programs"},
    "error_description": {"type": "string", "description": "A sentence for people"},
}
_ERROR = {
    "type": "object",
    "description": "Why a request was refused.",
    "properties": _MEMBERS,
    "required": ["error"],
}
_VALIDATION_ERROR = {
    "type": "object",
    "description": "What is wrong with the values of a request.",
    "properties": {
        **_MEMBERS,
        "errors": {
            "type": "object",
            "description": "Messages by field",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["error", "errors"],
}


def build_openapi(
    app: FastAPI, *, description: str, public_url: str, scopes: dict[str, str]
) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of `app`; `scopes` are all there are, with sentences."""
    document = get_openapi(
        title="cardwright",
        version=app.version,
        openapi_version="3.1.0",
        description=description,
        routes=app.routes,
        servers=[{"url": public_url}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    schemas: dict[str, Any] = {"Error": _ERROR, "ValidationError": _VALIDATION_ERROR}
    for path in document["paths"].values():
        for operation in path.values():
            schemas |= operation.pop(COMPONENTS, {})
            for status, text in operation.pop(EXAMPLES, {}).items():
                media = operation["responses"][status]["content"]["application/json"]
                media["example"] = json.loads(text)
    document["components"] = {
        "schemas": dict(sorted(schemas.items())),
        "securitySchemes": {SECURITY_SCHEME: _security_scheme(public_url, scopes)},
    }
    return document


def _security_scheme(public_url: str, scopes: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "oauth2",
        "description": "Send `Authorization: Bearer TOKEN`. Applications get tokens by OAuth 2.0; "
        "users make their own on the page API tokens. A scope covers its own `.readonly`.",
        "flows": {
            "authorizationCode": {
                "authorizationUrl": f"{public_url}/oauth/authorize",
                "tokenUrl": f"{public_url}/oauth/token",
                "refreshUrl": f"{public_url}/oauth/token",
                "scopes": scopes,
            }
        },
    }
