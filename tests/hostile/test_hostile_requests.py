"""Hostile bodies, ids and queries are refused in the contract's form, and change nothing."""

import json
import uuid
from typing import Any

import pytest

from tests.hostile.refusals import assert_refused
from tests.hostile.wire import exchange, head
from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"
MEMBERS = (
    "uuid",
    "name",
    "template_type_code",
    "card_type",
    "double_sided",
    "orientation_front",
    "orientation_back",
    "default_template",
    "template_objects",
    "owner_id",
    "editable_by",
    "deleted_at",
)
MEMBERS_OF_TYPES = (
    "code",
    "name",
    "width_mm",
    "height_mm",
    "page_size",
    "orientation_default",
    "non_printable_zones",
)
# JSON that is the value of no member, whatever its type.
WRONG = (
    '{"a": []}',
    "[[]]",
    "[null]",
    "-1.5",
    "1e999",
    "-1e999",
    "9" * 5000,
    r'"a\u0000b"',
    r'"\ud800"',
    r'"a\udc00"',
    '"' + "x" * 100_000 + '"',
)
TEXT = {"Content-Type": "application/json"}


def with_member(members: dict[str, Any], name: str, value: str) -> bytes:
    """Return a JSON object in which one member is the text `value`, valid or not."""
    others = json.dumps({key: kept for key, kept in members.items() if key != name})
    return f'{others[:-1]}, "{name}": {value}}}'.encode()


def a_type() -> dict[str, Any]:
    return {"code": uuid.uuid4().hex, "name": "Badge", "width_mm": 80, "height_mm": 50}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_wrong_value_in_any_member_of_a_template_is_refused(
    account: Account, target: dict[str, Any], name: str
) -> None:
    http = account.admin.http

    for value in WRONG:
        for answer in (
            http.post(TEMPLATES, content=with_member(a_template(), name, value)),
            http.patch(path_of(target), content=with_member({"x": 1}, name, value)),
            http.put(path_of(target), content=with_member({"x": 1}, name, value)),
        ):
            assert_refused(answer, 422)
            assert name in answer.json()["errors"]


@pytest.mark.parametrize("name", MEMBERS_OF_TYPES)
def test_a_wrong_value_in_any_member_of_a_type_is_refused(
    account: Account, target: dict[str, Any], name: str
) -> None:
    for value in WRONG:
        answer = account.admin.http.post(TYPES, content=with_member(a_type(), name, value))

        assert_refused(answer, 422)
        assert name in answer.json()["errors"]


MALFORMED = {
    "nothing": b"",
    "null": b"null",
    "true": b"true",
    "number": b"1",
    "string": b'"a"',
    "array": b"[]",
    "array-of-objects": b'[{"name": "a"}]',
    "wrapped-array": b'{"card_template": []}',
    "wrapped-null": b'{"card_template": null}',
    "cut-off": b'{"card_template": {"name": "a"',
    "two-objects": b'{"name": "a"}{"name": "b"}',
    "single-quotes": b"{'name': 'a'}",
    "NaN": b'{"template_objects": [{"a": NaN}]}',
    "Infinity": b'{"owner_id": -Infinity}',
    "raw-nul": b'{"name": "a\0"}',
    "only-nuls": bytes(1000),
    "not-utf-8": b'{"name": "\xff"}',
    "utf-16": '{"name": "a"}'.encode("utf-16"),
    "raw-surrogate": b'{"name": "\xed\xa0\x80"}',
    "repeated-key": b'{"name": "a", "name": "b"}',
    "repeated-wrapper": b'{"card_template": {}, "card_template": {"name": "a"}}',
    "escaped-repeat": b'{"name": "a", "n\\u0061me": "b"}',
    "repeated-inside": b'{"template_objects": [{"a": 1, "a": 2}]}',
    "form": b"card_template[name]=a",
    "xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "deep-arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep-objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-in-template-objects": b'{"template_objects": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep-in-an-ignored-key": b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "name": "a"}',
    "long-number": b'{"owner_id": ' + b"9" * 1_000_000 + b"}",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_body_that_is_no_template_is_refused(
    account: Account, target: dict[str, Any], body: bytes
) -> None:
    http = account.admin.http

    for answer in (
        http.post(TEMPLATES, content=body, headers=TEXT),
        http.patch(path_of(target), content=body),
        http.post(TYPES, content=body, headers={"Content-Type": "text/plain"}),
    ):
        assert_refused(answer, 400, 422)


IDS = {
    "zero": "0",
    "negative": "-1",
    "plus": "+1",
    "decimal": "1.0",
    "exponent": "1e3",
    "hexadecimal": "0x1",
    "blank": "%20",
    "blank-before": "%201",
    "nul": "1%00",
    "newline": "1%0A",
    "other-digits": "%EF%BC%91",
    "superscript": "%C2%B2",
    "not-utf-8": "%FF",
    "surrogate": "%ED%A0%80",
    "largest": str(2**63 - 1),
    "beyond-largest": str(2**63),
    "twenty-digits": "9" * 20,
    "five-thousand-digits": "9" * 5000,
    "uuid": str(uuid.uuid4()),
    "sql": "1%20OR%201%3D1",
    "path": "1%2F..%2F2",
    "underscore": "1_0",
    "bad-escape": "%ZZ",
    "half-an-escape": "1%",
}


@pytest.mark.parametrize("written", IDS.values(), ids=IDS)
def test_an_id_of_any_form_that_names_nothing_is_not_found(
    account: Account, target: dict[str, Any], written: str
) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        request = head(
            method, f"{TEMPLATES}/{written}", "Content-Length: 2", token=account.admin.token
        )

        assert_refused(exchange(account.service, request + b"{}"), 404)


@pytest.mark.parametrize("written", [form for name, form in IDS.items() if name != "uuid"])
def test_a_malformed_file_uuid_is_refused(
    account: Account, target: dict[str, Any], written: str
) -> None:
    path = f"{path_of(target)}/files/{written}"
    upload = head("PUT", f"{path}?file_role=logo", "Content-Length: 1", token=account.admin.token)
    removal = head("DELETE", path, token=account.admin.token)

    # An escaped slash is a slash to the router, so that is another path.
    assert_refused(exchange(account.service, upload + b"x"), 404 if "%2F" in written else 422)
    assert_refused(exchange(account.service, removal), 404)


QUERIES = {
    "page-zero": "page=0",
    "page-negative": "page=-1",
    "page-other-digits": "page=%EF%BC%91",
    "page-huge": "page=" + "9" * 8000,
    "page-nan": "page=NaN",
    "page-nul": "page=1%00",
    "page-not-utf-8": "page=%FF",
    "page-bad-escape": "page=%ZZ",
    "page-half-an-escape": "page=1%",
    "page-empty": "page=",
    "page-nested": "page=" + "[" * 8000,
    "page-twice": "page=1&page=2",
    "per-page-twice": "per_page=1&per_page=1",
    "per-page-infinite": "per_page=Infinity",
    "updated-since-nothing": "updated_since=",
    "updated-since-words": "updated_since=yesterday",
    "updated-since-number": "updated_since=1e999",
    "updated-since-year-0": "updated_since=0000-01-01T00:00:00Z",
    "updated-since-offset": "updated_since=0001-01-01T00:00:00%2B23:59",
    "updated-since-huge": "updated_since=" + "9" * 8000,
    "updated-since-surrogate": "updated_since=%ED%A0%80",
    "include-deleted-maybe": "include_deleted=maybe",
    "after-word": "after=x",
    "after-huge": "after=" + "9" * 8000,
    "after-and-before": "after=1&before=2",
    "everything": "page=x&per_page=x&updated_since=x&include_deleted=x&after=x&before=x",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_that_cannot_be_understood_is_refused(
    account: Account, target: dict[str, Any], query: str
) -> None:
    request = head("GET", f"{TEMPLATES}?{query}", token=account.admin.token)

    assert_refused(exchange(account.service, request), 422)


@pytest.mark.parametrize(
    "query",
    ["%", "%ZZ=%", "&" * 8000, "=" * 8000, "a=" + "b" * 8000, "a[b][c]=1", "%00=%00", "?" * 100],
    ids=["percent", "bad-escapes", "ampersands", "equals", "8-kb", "brackets", "nul", "marks"],
)
def test_a_query_of_parameters_that_nobody_knows_is_ignored(
    account: Account, target: dict[str, Any], query: str
) -> None:
    request = head("GET", f"{TEMPLATES}?{query}", token=account.admin.token)

    assert exchange(account.service, request).json() == [target]
