"""What a linked file is called: its role and its UUID (decisions A7 to A10)."""

import pytest

from tests.api.linked_files import ANY_BYTES, downloaded, link, listed, new_uuid, put, state
from tests.service import Account, path_of


@pytest.mark.parametrize(
    "file_role",
    ["", " ", "\t ", "a" * 65, "two\nlines", "nul\x00", "bell\x07", "\u202eturned", "\u2028"],
    ids=ascii,
)
def test_a_role_that_is_blank_or_long_or_unprintable_is_refused(
    account: Account, file_role: str
) -> None:
    created = account.admin.create_template()
    before = state(account, created)

    answer = put(account, created, new_uuid(), file_role=file_role)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["file_role"]
    assert state(account, created) == before


def test_a_role_is_required_for_a_replacement_too(account: Account) -> None:
    created = account.admin.create_template()
    linked = link(account, created)

    answer = account.admin.http.put(path_of(created, "files", linked["uuid"]), content=b"other")

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"file_role": ["can't be blank"]}
    assert listed(account, created) == [linked]


@pytest.mark.parametrize("file_role", ["a" * 64, "l", "Photo of the door", "café 日本"], ids=ascii)
def test_any_other_role_is_kept_as_it_is(account: Account, file_role: str) -> None:
    created = account.admin.create_template()

    answer = put(account, created, new_uuid(), file_role=file_role)

    assert answer.status_code == 200, answer.text
    assert [one["file_role"] for one in listed(account, created)] == [file_role]


@pytest.mark.parametrize(
    ("query", "field", "expected"),
    [(None, "logo", "logo"), ("icon", "logo", "icon"), ("icon", None, "icon")],
    ids=["in the form", "in both", "in the query"],
)
def test_a_form_may_hold_the_role_and_the_query_wins(
    account: Account, query: str | None, field: str | None, expected: str
) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.put(
        path_of(created, "files", new_uuid()),
        params={"file_role": query} if query else None,
        data={"file_role": field} if field else None,
        files={"anything": ("a.bin", ANY_BYTES)},
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["file_role"] == expected
    assert downloaded(account, answer.json()).content == ANY_BYTES


@pytest.mark.parametrize("field", [{}, {"file_role": " "}, {"file_role": "a" * 65}])
def test_a_form_without_a_usable_role_is_refused(account: Account, field: dict[str, str]) -> None:
    created = account.admin.create_template()
    before = state(account, created)

    answer = account.admin.http.put(
        path_of(created, "files", new_uuid()), data=field, files={"file": ("a.bin", ANY_BYTES)}
    )

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["file_role"]
    assert state(account, created) == before


def test_a_uuid_is_the_same_in_either_case_and_shown_as_the_client_wrote_it(
    account: Account,
) -> None:
    created, file_uuid = account.admin.create_template(), new_uuid().upper()
    first = put(account, created, file_uuid)

    second = put(account, created, file_uuid.lower(), b"other bytes")

    assert first.json()["uuid"] == file_uuid
    assert second.status_code == 200
    [shown] = listed(account, created)
    assert shown == second.json()
    assert shown["uuid"].upper() == file_uuid
    path = path_of(created, "files", file_uuid.swapcase())
    assert account.admin.http.delete(path).status_code == 204
    assert listed(account, created) == []


def test_a_uuid_of_another_template_of_the_account_is_taken(account: Account) -> None:
    one, other = account.admin.create_template(), account.admin.create_template()
    linked = link(account, one)
    before = state(account, other)

    answer = put(account, other, linked["uuid"].upper(), b"other bytes")

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"uuid": ["has already been taken"]}
    assert state(account, other) == before
    assert listed(account, one) == [linked]
    assert account.admin.http.delete(path_of(other, "files", linked["uuid"])).status_code == 404


def test_a_uuid_that_another_account_uses_is_free(account: Account, stranger: Account) -> None:
    theirs = link(stranger, stranger.admin.create_template())
    created = account.admin.create_template()

    answer = put(account, created, theirs["uuid"], b"ours")

    assert answer.status_code == 200
    assert downloaded(account, answer.json()).content == b"ours"
    assert downloaded(stranger, theirs).content == ANY_BYTES


def test_a_deleted_uuid_can_be_used_again_on_another_template(account: Account) -> None:
    one, other = account.admin.create_template(), account.admin.create_template()
    linked = link(account, one)
    account.admin.http.delete(path_of(one, "files", linked["uuid"]))

    assert put(account, other, linked["uuid"]).status_code == 200
    assert [shown["uuid"] for shown in listed(account, other)] == [linked["uuid"]]


@pytest.mark.parametrize(
    "file_uuid",
    ["x", "1", new_uuid()[:-1], new_uuid() + "0", new_uuid().replace("-", "_"), "logo.png"],
    ids=["x", "number", "short", "long", "underscores", "name"],
)
def test_a_malformed_uuid_is_422_to_write_and_404_to_delete(
    account: Account, file_uuid: str
) -> None:
    created = account.admin.create_template()
    before = state(account, created)

    put_answer = put(account, created, file_uuid)
    delete_answer = account.admin.http.delete(path_of(created, "files", file_uuid))

    assert put_answer.status_code == 422
    assert list(put_answer.json()["errors"]) == ["uuid"]
    assert delete_answer.status_code == 404
    assert state(account, created) == before
