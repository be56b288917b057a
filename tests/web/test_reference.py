"""The reference page says all that its OpenAPI document says, and asks the browser for nothing."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cardwright.web.reference import reference_csp, render_reference

READ = "private.account.card_template.readonly"

# A few operations of a card template service, with every kind of thing a document may hold.
DOCUMENT: dict[str, Any] = json.loads(
    Path(__file__).with_name("reference_document.json").read_text()
)
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


class Page(HTMLParser):
    """What a browser finds in the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.verbatim: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "wbr"):
            self._open.append(tag)
        if tag in ("dd", "dt", "li", "p", "td", "th", "tr"):
            self.text += " "
        if tag == "pre":
            self.verbatim.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.text += data
        if "pre" in self._open:
            self.verbatim[-1] += data

    def all(self, attribute: str) -> list[str]:
        return [found for _, all_of in self.elements if (found := all_of.get(attribute))]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def page_of(**changes: Any) -> Page:
    return Page(render_reference({**DOCUMENT, **changes}))


def page_of_schema(schema: dict[str, Any]) -> str:
    holder = {"type": "object", "properties": {"value": schema}}
    page = page_of(paths={}, components={"schemas": {"Holder": holder, **SCHEMAS}})
    return page.words.split("Fields of Holder Field Description value ", 1)[1].split(" Example ")[0]


def command_of(summary: str) -> str:
    html = render_reference(DOCUMENT)
    after = html.split(f'aria-label="curl command for {summary}"', 1)[1]
    return Page("<pre " + after.split("</pre>")[0] + "</pre>").verbatim[0]


def test_the_page_asks_the_browser_for_nothing() -> None:
    page = page_of()
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert page.all("src") == page.all("style") == []
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert {href for href in page.all("href") if not href.startswith("#")} == {"openapi.json"}


def test_the_policy_allows_exactly_the_style_of_the_page() -> None:
    style = re.findall(r"<style>(.*?)</style>", render_reference(DOCUMENT), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    policy = dict(part.split(" ", 1) for part in reference_csp().split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_page_can_be_walked_with_a_keyboard_and_a_screen_reader() -> None:
    page = page_of()
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == tags.count("main") == tags.count("header") == 1
    assert next(found["href"] for tag, found in page.elements if tag == "a") == "#content"
    assert dict(page.elements)["html"]["lang"] == "en"
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("components", [DOCUMENT["components"], {}])
def test_every_link_inside_the_page_leads_somewhere(components: dict[str, Any]) -> None:
    page = page_of(components=components)
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.all("href") if href.startswith("#")} <= set(ids)


def test_operations_are_told_in_full() -> None:
    words = page_of().words
    for path, item in DOCUMENT["paths"].items():
        for method in item.keys() - {"parameters"}:
            assert f"{method.upper()} {path}" in words
    assert "List card templates" in words
    assert "Ask with updated_since to follow changes: nothing is ever missed." in words
    assert f"Access {READ}" in words
    assert "Access any valid bearer token" in words
    assert "Access open to everyone, no token needed" in words
    assert "per_page integer query" in words
    assert "default 50 at least 1 at most 200" in words
    assert "Delete a card template for good DELETE" in words
    assert "Deprecated" in words


def test_answers_are_folded_and_say_headers_and_bodies() -> None:
    page = page_of()
    assert ("details", {"class": "answer"}) in page.elements
    assert "401 The access token is invalid application/json Error" in page.words
    assert "X-Total-Results integer How many templates match." in page.words
    assert "204 Deleted" in page.words
    assert "linked_files[].file_role string" in page.words


def test_scopes_and_schemas_follow() -> None:
    words = page_of().words
    assert f"{READ} See card templates & their files." in words
    assert "token https://cards.example.org/oauth/token" in words
    for name in SCHEMAS:
        assert name in words.split("Authentication and scopes")[-1]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": ["string", "null"]}, "string or null"),
        ({"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 3}]}, "integer or null at"),
        ({"oneOf": [{"type": "string"}, {"type": "number"}]}, "string or number"),
        ({"enum": ["front", "back", None]}, "string or null one of front back"),
        ({"const": 1}, "integer always 1"),
        ({"type": "array", "items": {"enum": ["a"]}}, "array of string each one of a"),
        ({"type": "string", "format": "binary"}, "binary"),
        ({"type": "string", "contentMediaType": "image/png"}, "binary"),
        ({"type": "string", "format": "date-time"}, "string (date-time)"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "map to number"),
        ({"$ref": "#/components/schemas/Error", "description": "Mine."}, "Error Mine."),
        ({"allOf": [{"$ref": "#/components/schemas/Error"}], "default": {}}, "Error default {}"),
        ({"$ref": "#/components/schemas/Absent"}, "any value"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Error"}}, "array of Error"),
        ({"type": "string", "minLength": 2, "maxLength": 2}, "string exactly 2 characters"),
        ({"type": "array", "minItems": 1}, "array 1 items or more"),
        ({"type": "integer", "exclusiveMinimum": 0, "multipleOf": 5}, "integer more than 0 a mult"),
        ({"default": ""}, 'any value default ""'),
        ({}, "any value"),
        ({"type": "boolean", "deprecated": True}, "boolean deprecated"),
    ],
)
def test_types_and_limits_read_as_words(schema: dict[str, Any], words: str) -> None:
    assert page_of_schema(schema).startswith(words)


def test_fields_inside_an_object_are_rows_of_their_own() -> None:
    inner = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    assert "value.a integer required" in page_of_schema(inner)
    assert "value[].a integer required" in page_of_schema({"type": "array", "items": inner})


def test_a_schema_inside_itself_ends() -> None:
    tree = {"$ref": "#/components/schemas/Tree"}
    json_value = {"$ref": "#/components/schemas/Json"}
    schemas = {
        "Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}}},
        "Tree": {"type": "array", "items": tree},
        "Json": {"anyOf": [{"type": "array", "items": json_value}, json_value]},
        "Circle": {"$ref": "#/components/schemas/Circle"},
    }
    body = {"properties": {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}}
    post = {"requestBody": {"content": {"application/json": {"schema": body}}}}
    page = page_of(paths={"/": {"post": post}}, components={"schemas": schemas})
    assert "tree Tree" in page.words.replace("Tree Tree", "tree Tree")
    assert page.all("id")


def test_examples_are_valid_json_and_complete() -> None:
    verbatim = page_of().verbatim
    examples = [json.loads(text) for text in verbatim if text[0] in "{["]
    assert SCHEMAS["CardTemplate"]["examples"] in examples
    assert {"resource_owner_id": 7, "scope": ["text"], "token_type": "Bearer"} in examples
    assert {"error": "not_found", "error_description": "The requested resource was not found"} in (
        examples
    )


@pytest.mark.parametrize(
    ("summary", "command"),
    [
        (
            "List card templates",
            "curl 'https://cards.example.org/api/3/card_templates"
            "?updated_since=2026-06-01T00:00:00Z' \\\n"
            '  -H "Authorization: Bearer $TOKEN"',
        ),
        (
            "Update a card template",
            "curl -X PUT https://cards.example.org/api/3/card_templates/42 \\\n"
            '  -H "Authorization: Bearer $TOKEN" \\\n'
            '  -H "Content-Type: application/json" \\\n'
            "  -d '{\n"
            '  "card_template": {\n'
            """    "name": "Visitor'"'"'s pass"\n"""
            "  }\n}'",
        ),
        (
            "Upload a background image",
            "curl -X PUT https://cards.example.org/api/3/card_templates/42/background_image/front"
            ' \\\n  -H "Authorization: Bearer $TOKEN" \\\n  -H "Content-Type: image/png" \\\n'
            "  --data-binary @image.png",
        ),
        ("GET /health/live", "curl https://cards.example.org/health/live"),
    ],
)
def test_curl_commands_can_be_pasted(summary: str, command: str) -> None:
    assert command_of(summary) == command


def test_curl_sends_forms_and_basic_credentials() -> None:
    form = {"properties": {"token": {"type": "string", "examples": ["cw at"]}}}
    parts = {
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "file_role": {"const": "logo"},
        }
    }
    post = {
        "summary": "Form",
        "security": [{"Basic": []}],
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form}}},
    }
    put = {
        "summary": "Parts",
        "requestBody": {"content": {"multipart/form-data": {"schema": parts}}},
    }
    page = page_of(
        paths={"/oauth/revoke": {"post": post, "put": put}},
        components={"securitySchemes": {"Basic": {"type": "http", "scheme": "basic"}}},
        servers=[],
    )
    assert page.verbatim == [
        "curl -X POST http://127.0.0.1:8000/oauth/revoke \\\n"
        '  -u "$CLIENT_ID:$CLIENT_SECRET" \\\n'
        "  --data-urlencode 'token=cw at'",
        "curl -X PUT http://127.0.0.1:8000/oauth/revoke \\\n  -F file=@photo.jpg \\\n"
        "  -F file_role=logo",
    ]


def test_what_the_document_says_is_never_markup() -> None:
    hostile = "<script>alert(1)</script>`<b>`"
    get = {"summary": hostile, "description": hostile, "parameters": [{"name": hostile}]}
    page = page_of(
        info={"title": hostile, "description": hostile},
        paths={f"/{hostile}": {"get": get}},
        tags=[{"name": hostile}],
        components={"schemas": {hostile: {"description": hostile, "examples": [hostile]}}},
    )
    assert not {"script", "b"} & {tag for tag, _ in page.elements}
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"info": {}, "paths": {"/": {"get": {}}}, "components": {}, "servers": [{"url": "/"}]},
        {"paths": {"/": None}, "tags": [{"name": "Empty"}]},
        {"paths": {"/": {"get": {"responses": {"default": {"$ref": "#/nowhere"}}}}}},
    ],
)
def test_a_document_that_leaves_things_out_is_still_a_page(document: dict[str, Any]) -> None:
    page = Page(render_reference(document))
    assert [tag for tag, _ in page.elements].count("h1") == 1
    assert "API reference" in page.words


def test_text_can_be_read_in_light_and_in_dark() -> None:
    style = render_reference(DOCUMENT).split("<style>")[1].split("</style>")[0]
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", style.split("@media")[0]))
    changed = style.split("(prefers-color-scheme: dark)")[1].split("*, *::before")[0]
    dark = light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", changed))
    for colours in (light, dark):
        for ink, ground in (
            *((ink, ground) for ink in ("text", "quiet", "link") for ground in _GROUNDS),
            *((method, f"{method}-tint") for method in ("get", "post", "put", "patch", "delete")),
            *((status, "paper") for status in ("get", "post", "put", "delete")),
            *((ink, "panel") for ink in _PANEL_INKS),
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        assert contrast(colours["focus"], colours["paper"]) >= 3


_GROUNDS = ("paper", "tint", "chip")
_PANEL_INKS = ("panel-text", "panel-quiet", "key", "string", "number", "word")


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    lower, higher = sorted((luminance(one), luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
