"""JSON bodies that cannot be read, or are too large (API decisions A4 and `template_objects`)."""

import json
from collections.abc import Iterator

import pytest

from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"
MEBIBYTE = 1024 * 1024

NOT_JSON = {
    "empty": b"",
    "blank": b" \n",
    "text": b"name=Staff+Card",
    "cut-off": b'{"name": "Staff',
    "single-quotes": b"{'name': 'Staff'}",
    "trailing-comma": b'{"name": "Staff",}',
    "comment": b'{"name": "Staff"} // no',
    "two-values": b"{} {}",
    "NaN": b'{"template_objects": [{"a": NaN}]}',
    "Infinity": b'{"template_objects": [{"a": Infinity}]}',
    "minus-Infinity": b'{"template_objects": [{"a": -Infinity}]}',
    "NaN-in-an-ignored-key": b'{"x": NaN}',
    "hexadecimal": b'{"template_objects": [{"a": 0x10}]}',
    "leading-zero": b'{"template_objects": [{"a": 010}]}',
    "leading-point": b'{"template_objects": [{"a": .5}]}',
    "leading-plus": b'{"template_objects": [{"a": +5}]}',
    "bare-newline": b'{"name": "Staff\nCard"}',
    "bad-escape": b'{"name": "\\x41"}',
    "bad-unicode-escape": b'{"name": "\\u12G4"}',
    "invalid-utf-8": b'{"name": "Caf\xe9"}',
    "invalid-utf-8-in-an-ignored-key": b'{"\xff": 1}',
    "utf-8-surrogate": b'{"name": "\xed\xa0\x80"}',
    "overlong-utf-8": b'{"name": "\xc0\xaf"}',
    "bom": b"\xef\xbb\xbf{}",
    "utf-16": "{}".encode("utf-16"),
    "utf-32": "{}".encode("utf-32-le"),
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_is_a_bad_request(account: Account, body: bytes) -> None:
    before = account.admin.create_template()
    http = account.admin.http

    answers = [
        http.post(TEMPLATES, content=body),
        http.put(path_of(before), content=body),
        http.patch(path_of(before), content=body),
        http.post(TYPES, content=body),
    ]

    for answer in answers:
        assert answer.status_code == 400, answer.text
        assert answer.json()["error"] == "bad_request"
        assert len(answer.json()["error_description"]) > 10
    assert http.get(TEMPLATES).json() == [before]


@pytest.mark.parametrize(
    "opening", [b"[", b'{"a":', b'{"card_template":', b'[{"template_objects":']
)
def test_a_hundred_thousand_levels_are_refused_wherever_they_stand(
    account: Account, opening: bytes
) -> None:
    before = account.admin.create_template()

    answer = account.admin.http.post(TEMPLATES, content=opening * 100_000)

    assert 400 <= answer.status_code < 500
    assert account.admin.http.get(TEMPLATES).json() == [before]


def padded(size: int) -> bytes:
    """Return a create request of exactly `size` bytes."""
    text = json.dumps({"card_template": a_template()})
    return (text[:-1] + " " * (size - len(text)) + text[-1]).encode()


def pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces, so that it is sent without a Content-Length."""
    for start in range(0, len(body), 64 * 1024):
        yield body[start : start + 64 * 1024]


@pytest.mark.parametrize("is_announced", [True, False], ids=["content-length", "chunked"])
def test_a_body_of_four_mebibytes_is_accepted(account: Account, is_announced: bool) -> None:
    body = padded(4 * MEBIBYTE)

    answer = account.admin.http.post(TEMPLATES, content=body if is_announced else pieces(body))

    assert answer.status_code == 201
    assert ("content-length" in answer.request.headers) is is_announced


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("is_announced", [True, False], ids=["content-length", "chunked"])
def test_a_larger_body_is_refused(account: Account, method: str, is_announced: bool) -> None:
    before = account.admin.create_template()
    body = padded(4 * MEBIBYTE + 1)
    path = TEMPLATES if method == "POST" else path_of(before)

    answer = account.admin.http.request(
        method, path, content=body if is_announced else pieces(body)
    )

    assert answer.status_code == 413
    assert answer.json()["error"] == "payload_too_large"
    assert "4 MiB" in answer.json()["error_description"]
    assert account.admin.http.get(TEMPLATES).json() == [before]


def test_a_type_of_more_than_four_mebibytes_is_refused(account: Account) -> None:
    answer = account.admin.http.post(TYPES, content=padded(4 * MEBIBYTE + 1))

    assert answer.status_code == 413
