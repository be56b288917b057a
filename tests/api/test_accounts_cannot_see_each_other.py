"""What belongs to another account answers exactly like what never was."""

import json
from typing import Any

import httpx
import pytest

from tests.service import Account, Person, a_png, a_template, path_of

TEMPLATES = "/api/3/card_templates"
TYPES = "/api/3/card_template_types"
FILE = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
NEVER = {"id": 999_999_999}
IGNORED = {"x-request-id", "date"}

BODIES: dict[str, bytes] = {
    "empty": b"",
    "no-change": b"{}",
    "change": b'{"card_template": {"name": "Changed"}, "name": "Changed"}',
    "delete": b'{"deleted_at": "2026-06-14"}',
    "take-over": b'{"owner_id": 1}',
    "uuid": json.dumps({"uuid": a_template()["uuid"]}).encode(),
    "unknown-type": b'{"template_type_code": "NONE"}',
    "wrong": b'{"name": "", "double_sided": 1, "code": "no code"}',
    "not-json": b"{",
    "picture": a_png(),
    "broken-picture": a_png()[:40],
}
HEADERS: dict[str, dict[str, str]] = {
    "plain": {},
    "if-match": {"If-Match": '"1-1"'},
    "if-none-match": {"If-None-Match": "*"},
}


def shown(answer: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    """Return all that a caller can tell answers apart by."""
    headers = {k: v for k, v in answer.headers.items() if k not in IGNORED}
    return answer.status_code, answer.content, headers


def a_full_template(owner: Person) -> dict[str, Any]:
    """Create a template with a background, a linked file and a type of its own."""
    new = {"code": "THEIRS", "name": "Theirs", "width_mm": 80, "height_mm": 50}
    owner.http.post(TYPES, json=new).raise_for_status()
    created = owner.create_template(template_type_code="THEIRS")
    path = path_of(created, "files", FILE)
    owner.http.put(path, content=a_png(), params={"file_role": "logo"}).raise_for_status()
    answer = owner.http.put(path_of(created, "background_image", "front"), content=a_png())
    read: dict[str, Any] = answer.json()
    return read


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        *((method, ()) for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST", "OPTIONS")),
        *((method, ("background_image", "front")) for method in ("GET", "PUT", "DELETE", "PATCH")),
        *((method, ("background_image", "back")) for method in ("GET", "PUT", "DELETE")),
        *((method, ("background_image", "left")) for method in ("GET", "PUT", "DELETE")),
        *((method, ("files",)) for method in ("GET", "HEAD", "POST")),
        *((method, ("files", FILE)) for method in ("PUT", "DELETE", "GET")),
        *((method, ("files", "no-uuid")) for method in ("PUT", "DELETE")),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value) or "template",
)
def test_a_template_of_another_account_answers_like_one_that_never_was(
    account: Account, stranger: Account, method: str, parts: tuple[str, ...]
) -> None:
    theirs = a_full_template(stranger.admin)

    for person in (account.admin, account.create_person()):
        for body in BODIES.values():
            for headers in HEADERS.values():
                there, nowhere = (
                    person.http.request(
                        method,
                        path_of(which, *parts),
                        content=body,
                        headers=headers,
                        params={"file_role": "logo"},
                    )
                    for which in (theirs, NEVER)
                )
                assert shown(there) == shown(nowhere)
                assert there.status_code >= 400

    assert stranger.admin.http.get(path_of(theirs)).json() == theirs


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST"])
def test_a_type_of_another_account_answers_like_one_that_never_was(
    account: Account, stranger: Account, method: str
) -> None:
    a_full_template(stranger.admin)
    before = stranger.admin.http.get(f"{TYPES}/THEIRS").json()

    for person in (account.admin, account.create_person()):
        for body in BODIES.values():
            there, nowhere = (
                person.http.request(method, f"{TYPES}/{code}", content=body)
                for code in ("THEIRS", "NOBODY")
            )
            assert shown(there) == shown(nowhere)
            assert there.status_code >= 400

    assert stranger.admin.http.get(f"{TYPES}/THEIRS").json() == before


def test_the_linked_file_of_another_account_is_not_found_in_ones_own_template(
    account: Account, stranger: Account
) -> None:
    theirs, mine = a_full_template(stranger.admin), account.admin.create_template()

    there = account.admin.http.delete(path_of(mine, "files", FILE))
    nowhere = account.admin.http.delete(path_of(mine, "files", a_template()["uuid"]))

    assert shown(there) == shown(nowhere)
    assert stranger.admin.http.get(path_of(theirs)).json() == theirs


@pytest.mark.parametrize("field", ["template_type_code", "template_type_id", "owner_id"])
def test_a_reference_into_another_account_is_refused_like_one_to_nowhere(
    account: Account, stranger: Account, field: str
) -> None:
    a_full_template(stranger.admin)
    mine = account.admin.create_template()
    sql = "SELECT id FROM card_template_type WHERE account_id = :id"
    [(type_id,)] = stranger.service.rows(sql, id=stranger.id)
    theirs = {"template_type_code": "THEIRS", "template_type_id": type_id}
    theirs |= {"owner_id": stranger.admin.id}
    nowhere = {"template_type_code": "NOBODY", "template_type_id": 10**9, "owner_id": 10**9}

    there = account.admin.update(mine, **{field: theirs[field]})
    none = account.admin.update(mine, **{field: nowhere[field]})

    assert there.status_code == 422
    assert shown(there) == shown(none)


def test_nothing_of_another_account_is_in_any_list(account: Account, stranger: Account) -> None:
    a_full_template(stranger.admin)

    templates = account.admin.http.get(
        TEMPLATES, params={"include_deleted": "true", "updated_since": "1970-01-01"}
    )
    types = account.admin.http.get(TYPES, params={"updated_since": "1970-01-01"})

    assert templates.json() == []
    assert templates.headers["x-total-results"] == "0"
    assert "THEIRS" not in types.text


def test_the_list_of_one_account_does_not_move_with_another(
    account: Account, stranger: Account
) -> None:
    account.admin.create_template()
    before = account.admin.http.get(TEMPLATES)

    theirs = a_full_template(stranger.admin)
    stranger.admin.http.delete(path_of(theirs))

    assert shown(account.admin.http.get(TEMPLATES)) == shown(before)
