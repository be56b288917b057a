"""The OpenAPI document and its page tell what the contract does (contract 1a and 1b)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.service import TEMPLATES, TEMPLATES_READONLY, TYPES, TYPES_READONLY, Service

Document = dict[str, Any]

# Operation, method, scope, statuses of the contract; the path stands above its operations.
CONTRACT = f"""
/card_templates
listCardTemplates                  GET     {TEMPLATES_READONLY}  200 401 403 500
createCardTemplate                 POST    {TEMPLATES}  201 401 403 422 500
/card_templates/{{id}}
getCardTemplate                    GET     {TEMPLATES_READONLY}  200 401 403 404 500
updateCardTemplate                 PUT     {TEMPLATES}  200 401 403 404 422 500
patchCardTemplate                  PATCH   {TEMPLATES}  200 401 403 404 422 500
deleteCardTemplate                 DELETE  {TEMPLATES}  204 401 403 404 500
/card_templates/{{id}}/background_image/{{side}}
getCardTemplateBackgroundImage     GET     {TEMPLATES_READONLY}  302 401 403 404
updateCardTemplateBackgroundImage  PUT     {TEMPLATES}  200 401 403 404 422
deleteCardTemplateBackgroundImage  DELETE  {TEMPLATES}  204 401 403 404
/card_templates/{{id}}/files
listCardTemplateFiles              GET     {TEMPLATES_READONLY}  200 401 403 404 500
/card_templates/{{id}}/files/{{file_uuid}}
uploadCardTemplateFile             PUT     {TEMPLATES}  200 401 403 404 422 500
deleteCardTemplateFile             DELETE  {TEMPLATES}  204 401 403 404 500
/card_template_types
listCardTemplateTypes              GET     {TYPES_READONLY}  200 401 403 500
createCardTemplateType             POST    {TYPES}  201 401 403 422 500
/card_template_types/{{code}}
getCardTemplateType                GET     {TYPES_READONLY}  200 401 403 404 500
updateCardTemplateType             PUT     {TYPES}  200 401 403 404 422 500
deleteCardTemplateType             DELETE  {TYPES}  204 401 403 404 409 500
"""


def contract() -> Iterator[tuple[str, str, str, str, set[str]]]:
    """Yield operationId, path, method, scope and statuses of every row of the table."""
    path = ""
    for line in CONTRACT.split("\n")[1:-1]:
        if line.startswith("/"):
            path = f"/api/3{line}"
        else:
            operation_id, method, scope, *statuses = line.split()
            yield operation_id, path, method.lower(), scope, set(statuses)


@pytest.fixture
def document(service: Service) -> Document:
    """The OpenAPI document that the service serves, to anyone."""
    answer = service.client().get("/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    served: Document = answer.json()
    return served


EXTENSIONS = {
    "/api/3/card_template_bundles",
    "/api/3/card_templates/{id}/bundle",
    "/api/3/card_templates/{id}/fields",
    "/api/3/card_templates/{id}/preflight",
    "/api/3/card_templates/{id}/preview/{side}",
    "/api/3/card_templates/{id}/render",
    "/api/3/card_template_layout_schema",
}
"""What this service offers beside the contract."""


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield every operation with the id that names it."""
    for methods in document["paths"].values():
        for operation in methods.values():
            yield operation["operationId"], operation


def schema_errors(document: Document, schema: Document, example: object) -> list[str]:
    """Return why `example` is not what `schema`, a part of the document, describes."""
    whole = {**schema, "components": document["components"]}
    return [one.message for one in OAS31Validator(whole).iter_errors(example)]


def test_the_document_is_valid_openapi(document: Document) -> None:
    validate(document)

    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("operation_id", "path", "method", "scope", "statuses"),
    list(contract()),
    ids=[row[0] for row in contract()],
)
def test_an_operation_of_the_contract_is_documented(
    document: Document, operation_id: str, path: str, method: str, scope: str, statuses: set[str]
) -> None:
    operation = document["paths"][path][method]

    assert operation["operationId"] == operation_id
    assert operation["security"] == [{"oauth2": [scope]}]
    assert statuses <= set(operation["responses"])
    assert operation["summary"]
    in_path = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", path))


def test_every_path_of_the_contract_and_of_the_extensions_is_under_the_api(
    document: Document,
) -> None:
    documented = {path for path in document["paths"] if path.startswith("/api/3")}

    assert documented == {row[1] for row in contract()} | {"/api/3/account"} | EXTENSIONS


def test_operation_ids_are_unique(document: Document) -> None:
    ids = [operation_id for operation_id, _ in operations(document)]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["account.person", "account.sync", TEMPLATES, TYPES_READONLY])
def test_every_scope_is_explained(document: Document, name: str) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]

    assert len(flow["scopes"][name].split()) > 1
    asked = {
        scope
        for _, operation in operations(document)
        for scheme in operation.get("security", [])
        for scope in scheme.get("oauth2", [])
    }
    assert asked <= set(flow["scopes"])


def test_list_parameters_are_documented_with_their_defaults(document: Document) -> None:
    parameters = {
        one["name"]: one["schema"]
        for one in document["paths"]["/api/3/card_templates"]["get"]["parameters"]
        if one["in"] == "query"
    }

    assert parameters["page"] == {"type": "integer", "default": 1}
    assert parameters["per_page"] == {"type": "integer", "default": 50}
    assert parameters["include_deleted"] == {"type": "boolean", "default": False}
    assert parameters["updated_since"]["type"] == "string"


def test_the_side_and_the_role_are_documented(document: Document) -> None:
    path = "/api/3/card_templates/{id}/background_image/{side}"
    side = next(
        one for one in document["paths"][path]["put"]["parameters"] if one["name"] == "side"
    )
    path = "/api/3/card_templates/{id}/files/{file_uuid}"
    parameters = document["paths"][path]["put"]["parameters"]
    role = next(one for one in parameters if one["name"] == "file_role")

    assert side["schema"]["enum"] == ["front", "back"]
    assert (role["in"], role["required"]) == ("query", True)


def test_uploads_are_documented_as_bytes_and_as_a_form(document: Document) -> None:
    for path in (
        "/api/3/card_templates/{id}/background_image/{side}",
        "/api/3/card_templates/{id}/files/{file_uuid}",
    ):
        content = document["paths"][path]["put"]["requestBody"]["content"]
        form = content.pop("multipart/form-data")["schema"]["properties"]
        assert {"type": "string", "format": "binary"} in form.values()
        assert content
        for media in content.values():
            assert media["schema"] == {"type": "string", "format": "binary"}


def media_of(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield every JSON body there is, with where it stands."""
    for operation_id, operation in operations(document):
        bodies = {f"{operation_id} {status}": one for status, one in operation["responses"].items()}
        if "requestBody" in operation:
            bodies[f"{operation_id} request"] = operation["requestBody"]
        for place, body in bodies.items():
            if media := body.get("content", {}).get("application/json"):
                yield place, media


def test_examples_of_bodies_are_what_their_schemas_describe(document: Document) -> None:
    examples = {place: media for place, media in media_of(document) if "example" in media}

    wrong = {
        place: errors
        for place, media in examples.items()
        if (errors := schema_errors(document, media["schema"], media["example"]))
    }

    assert wrong == {}
    with_example = {place.rpartition(" ")[0] for place in examples if place.endswith("request")}
    assert {"createCardTemplate", "updateCardTemplate", "createCardTemplateType"} <= with_example
    assert {"createCardTemplate 201", "getCardTemplateType 200"} <= set(examples)


def test_examples_of_parameters_are_what_their_schemas_describe(document: Document) -> None:
    for operation_id, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if "example" in parameter:
                errors = schema_errors(document, parameter["schema"], parameter["example"])
                assert errors == [], f"{operation_id} {parameter['name']}"


def test_examples_and_defaults_of_fields_are_what_their_schemas_describe(
    document: Document,
) -> None:
    tried = 0

    for name, schema in document["components"]["schemas"].items():
        for field, member in schema.get("properties", {}).items():
            for example in [*member.get("examples", []), *filter(None, [member.get("default")])]:
                assert schema_errors(document, member, example) == [], f"{name}.{field}"
                tried += 1

    assert tried > 20


def test_every_error_has_an_example_in_the_contracts_words(document: Document) -> None:
    words = {
        "401": {"error": "unauthorized", "error_description": "The access token is invalid"},
        "403": {
            "error": "forbidden",
            "error_description": "You are not authorized to access this resource",
        },
        "404": {
            "error": "not_found",
            "error_description": "The requested resource was not found",
        },
        "500": {
            "error": "internal_server_error",
            "error_description": "An unexpected error occurred",
        },
    }

    for _, operation in operations(document):
        if not operation["security"] or not operation["security"][0]["oauth2"]:
            continue
        for status, body in words.items():
            if status in operation["responses"]:
                media = operation["responses"][status]["content"]["application/json"]
                assert media["example"] == body


def test_the_page_fetches_nothing_from_anywhere(service: Service) -> None:
    answer = service.client().get("/docs")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    page = answer.text
    assert re.search(r"<script|<iframe|<img|<object|<embed|<link|@import|url\(", page, re.I) is None
    assert re.search(r"\s(src|srcset|data|action|formaction|poster)\s*=", page, re.I) is None
    assert re.search(r"\son\w+\s*=\s*[\"']", page, re.I) is None
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]


def test_the_page_tells_of_every_operation(service: Service, document: Document) -> None:
    page = service.client().get("/docs").text

    for path in document["paths"]:
        assert path in page
    for _, operation in operations(document):
        assert operation["summary"] in page
